"""A join at the bottom of a recursion."""

import multiprocessing
import sys


def work():
    pass


def deep(depth):
    if depth > 1:
        deep(depth - 1)
    else:
        p = multiprocessing.Process(target=work)
        p.start()
        p.join()


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)
    deep(int(sys.argv[1]))
