# JS029: the worker's function returns, and a thread of it waits for ever.
import threading
from multiprocessing import Process


def worker():
    threading.Thread(target=threading.Event().wait).start()


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    p.join()
