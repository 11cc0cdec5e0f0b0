import os
from multiprocessing import Process
from multiprocessing.connection import wait


def worker():
    print("Worker completed")


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    wait([p.sentinel])
    while p.is_alive():
        pass  # the sentinel closes a moment before the worker has ended
    print("is_alive() has taken the status")
    try:
        os.waitpid(p.pid, 0)
    except ChildProcessError:
        print("Nothing is left for a wait")
