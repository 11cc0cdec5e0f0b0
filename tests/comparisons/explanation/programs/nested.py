"""A worker that starts a worker."""

import multiprocessing


def inner():
    print("inner")


def outer():
    p = multiprocessing.Process(target=inner)
    p.start()
    p.join()
    print("outer")


if __name__ == "__main__":
    p = multiprocessing.Process(target=outer)
    p.start()
    p.join()
    print("parent")
