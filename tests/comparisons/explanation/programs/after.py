"""How many events it takes until nothing follows a program any more."""

import multiprocessing
import sys


def nothing():
    pass


def work():
    before = sys.getprofile() is not None
    for _ in range(100_000):
        nothing()
    print(before, sys.getprofile() is not None)


if __name__ == "__main__":
    work()
    for _ in range(2):
        p = multiprocessing.Process(target=work)
        p.start()
        p.join()
        print(sys.getprofile() is not None)
    for _ in range(100_000):
        len("")  # no frame is entered, none is left
    print(sys.getprofile() is not None)
