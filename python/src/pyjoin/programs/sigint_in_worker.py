import os
import signal
import time
from multiprocessing import Pipe, Process


def worker(parent):
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # its traceback is not what this shows
    parent.send("ready")
    while True:
        time.sleep(1)  # who is signalled just before a sleep handles that behind it


if __name__ == "__main__":
    ours, theirs = Pipe(duplex=False)
    p = Process(target=worker, args=(theirs,))
    p.start()
    print("Worker:", ours.recv())
    os.kill(p.pid, signal.SIGINT)
    p.join()
    print("exitcode", p.exitcode)
