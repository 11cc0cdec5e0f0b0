"""A pool whose tasks do not end."""
import multiprocessing
import time


def work(number):
    time.sleep(1000)  # ALSO: worker


if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        pool.map(work, [1, 2])  # HERE: parent
