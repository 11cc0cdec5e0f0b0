# JS020: the worker waits for a lock that was copied locked.
import threading
from multiprocessing import Process

lock = threading.Lock()


def worker():
    with lock:
        print("Worker completed")


if __name__ == "__main__":
    with lock:
        p = Process(target=worker)
        p.start()
    p.join()
