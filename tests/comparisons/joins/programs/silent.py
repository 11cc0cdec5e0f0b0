"""A worker that prints nothing, and a join."""

from multiprocessing import Process


def work():
    pass


if __name__ == "__main__":
    print("start")
    p = Process(target=work)
    p.start()
    p.join()
    print("parent")
