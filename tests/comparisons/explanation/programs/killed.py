"""A worker that a signal ends, and one that exits with more than fits into a status."""

import multiprocessing
import os
import signal
import sys


def work():
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    for target, arguments in ((work, ()), (sys.exit, (300,))):
        p = multiprocessing.Process(target=target, args=arguments)
        p.start()
        p.join()
        print(p.exitcode)
