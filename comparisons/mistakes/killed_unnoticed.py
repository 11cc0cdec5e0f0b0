# JS013: a signal has ended the worker, and nobody looks.
import os
import signal
from multiprocessing import Process


def worker():
    os.kill(os.getpid(), signal.SIGSEGV)


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    p.join()
    print("Parent process completed")
