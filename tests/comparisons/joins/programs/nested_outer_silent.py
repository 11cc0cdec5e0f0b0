"""A worker that starts a worker; only the inner one prints."""

from multiprocessing import Process


def inner():
    print("inner")


def outer():
    p = Process(target=inner)
    p.start()
    p.join()


if __name__ == "__main__":
    p = Process(target=outer)
    p.start()
    p.join()
    print("parent")
