"""A worker that starts a worker; each prints."""

from multiprocessing import Process


def inner():
    print("inner")


def outer():
    p = Process(target=inner)
    p.start()
    p.join()
    print("outer")


if __name__ == "__main__":
    p = Process(target=outer)
    p.start()
    p.join()
    print("parent")
