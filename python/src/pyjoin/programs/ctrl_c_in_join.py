import os
import signal
from multiprocessing import Pipe, Process, parent_process


def worker(go):
    go.recv()
    os.kill(parent_process().pid, signal.SIGINT)
    go.recv()
    print("Worker completed")


if __name__ == "__main__":
    theirs, ours = Pipe(duplex=False)
    p = Process(target=worker, args=(theirs,))
    p.start()
    try:
        ours.send("interrupt me")
        p.join()
    except KeyboardInterrupt:
        print("Interrupted, and the worker still runs", flush=True)
        ours.send("go")
