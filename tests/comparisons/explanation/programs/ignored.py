"""SIGCHLD is ignored, so nobody gets the worker's status."""

import multiprocessing
import signal


def work():
    pass


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    p = multiprocessing.Process(target=work)
    p.start()
    p.join()
    print(p.exitcode)
