import os
import time
from multiprocessing import Pipe, Process


def worker(parent):
    os.closerange(3, parent.fileno())
    os.closerange(parent.fileno() + 1, 100)
    parent.send("closed")
    time.sleep(1)
    os._exit(0)


if __name__ == "__main__":
    ours, theirs = Pipe(duplex=False)
    p = Process(target=worker, args=(theirs,))
    p.start()
    ours.recv()
    p.join(0.2)
    if p.exitcode is None:
        print("join(0.2) has returned in time")
    else:
        print("join(0.2) has waited for the end")
    p.join()
    print("exitcode", p.exitcode)
