"""Threads that each start and join a worker of its own."""

import multiprocessing
import threading


def work():
    pass


def whole():
    p = multiprocessing.get_context("spawn").Process(target=work)
    p.start()
    p.join()


if __name__ == "__main__":
    threads = [threading.Thread(target=whole) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("parent")
