"""A worker and a join, without a sleep."""

import multiprocessing


def work():
    print("worker")


if __name__ == "__main__":
    p = multiprocessing.Process(target=work)
    p.start()
    p.join()
    print("parent")
