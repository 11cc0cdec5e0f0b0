# JS022: the worker is stopped, and the parent waits for its end.
# Deadline: 3
import os
import signal
from multiprocessing import Process


def worker():
    os.kill(os.getpid(), signal.SIGSTOP)


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    p.join()
