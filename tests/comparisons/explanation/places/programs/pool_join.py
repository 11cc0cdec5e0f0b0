"""A pool is closed and joined, and its task does not end."""
import multiprocessing
import time


def work(number):
    while True:
        time.sleep(1000)  # ALSO: worker


if __name__ == "__main__":
    pool = multiprocessing.Pool(1)
    pool.apply_async(work, [1])
    pool.close()
    pool.join()  # HERE: parent
