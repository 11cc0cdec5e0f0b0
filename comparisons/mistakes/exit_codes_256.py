# JS014: 256 arrives as 0, which means success.
import sys
from multiprocessing import Process


def worker():
    sys.exit(256)


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    p.join()
    print("All is well" if p.exitcode == 0 else "It has failed")
