# JS001: the worker has closed its sentinel, and join(0.2) waits for its end.
import os
import time
from multiprocessing import Process


def worker():
    os.closerange(3, 100)
    time.sleep(1)
    os._exit(0)


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    p.join(0.2)
    print("0.2 seconds later")
