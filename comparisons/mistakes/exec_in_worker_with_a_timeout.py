# JS001: join(0.2) waits until the program that the worker executes has ended.
import os
from multiprocessing import Process


def worker():
    os.execlp("sleep", "sleep", "1")


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    p.join(0.2)
    print("0.2 seconds later")
