"""A worker waits with os.wait() for a worker of its own."""
import multiprocessing
import os
import time


def sleep():
    time.sleep(1000)  # ALSO: worker


def work():
    multiprocessing.Process(target=sleep).start()
    os.wait()  # HERE: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
