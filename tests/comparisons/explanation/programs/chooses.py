"""A program that sets its own start method."""

import multiprocessing
import sys


def work():
    print("worker")


if __name__ == "__main__":
    print(multiprocessing.get_start_method(allow_none=True))
    multiprocessing.set_start_method(sys.argv[1])
    p = multiprocessing.Process(target=work)
    p.start()
    p.join()
