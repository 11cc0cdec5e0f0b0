import threading
from multiprocessing import Process

lock = threading.Lock()


def worker():
    if lock.acquire(blocking=False):
        print("Worker: the lock is free")
    else:
        print("Worker: the lock is held, by nobody here")


if __name__ == "__main__":
    with lock:
        p = Process(target=worker)
        p.start()
    p.join()
    print("Joined")
