import os
from multiprocessing import Pipe, Process


def worker(parent):
    parent.send("ready")
    os.execlp("sleep", "sleep", "2")


if __name__ == "__main__":
    ours, theirs = Pipe(duplex=False)
    p = Process(target=worker, args=(theirs,))
    p.start()
    ours.recv()
    p.join(0.5)
    if p.exitcode is None:
        print("join(0.5) has returned in time")
    else:
        print("join(0.5) has waited for the end")
    p.join()
    print("exitcode", p.exitcode)
