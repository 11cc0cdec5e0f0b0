import os
import signal
from multiprocessing import Pipe, Process


def worker(parent, go):
    parent.send("ready")
    go.recv()
    print("Worker completed")


if __name__ == "__main__":
    (ours, theirs), (go, send) = Pipe(duplex=False), Pipe(duplex=False)
    p = Process(target=worker, args=(theirs, go))
    p.start()
    ours.recv()
    os.kill(p.pid, signal.SIGSTOP)
    send.send("go")
    p.join(0.2)
    print("Stopped, and not joined", flush=True)
    os.kill(p.pid, signal.SIGCONT)
    p.join()
    print("Joined")
