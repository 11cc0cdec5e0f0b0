import os
import signal
from multiprocessing import Pipe, Process
from multiprocessing.forkserver import _forkserver


def worker(go):
    go.recv()
    print("Worker: I still run", flush=True)
    go.send("done")


if __name__ == "__main__":
    ours, theirs = Pipe()
    p = Process(target=worker, args=(theirs,))
    p.start()
    os.kill(_forkserver._forkserver_pid, signal.SIGKILL)
    p.join()
    print("Joined: exitcode", p.exitcode, flush=True)
    ours.send("go")
    ours.recv()
