import ctypes
import os
from multiprocessing import Pipe, Process

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def grandchild():
    print("Grandchild completed")


def worker(parent):
    p = Process(target=grandchild)
    p.start()
    parent.send(p.pid)
    os._exit(0)  # without the join at its exit


if __name__ == "__main__":
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    ours, theirs = Pipe(duplex=False)
    p = Process(target=worker, args=(theirs,))
    p.start()
    p.join()
    print("Joined the worker")
    os.waitpid(ours.recv(), 0)
    print("Reaped the grandchild")
