# JS003 JS044: join(1) waits for its whole time, though the worker has ended.
import os
import time
from multiprocessing import Process


def worker():
    if os.fork() == 0:
        time.sleep(3)
        os._exit(0)


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    p.join(1)
    p.join()
