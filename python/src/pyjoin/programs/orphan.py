import os
from multiprocessing import Process, parent_process


def worker():
    parent_process().join()
    print("Worker: my parent has ended")


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    print("Parent process completed", flush=True)
    os._exit(0)
