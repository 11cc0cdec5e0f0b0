"""Locks in locks, of which the innermost is taken."""
import multiprocessing
import threading


def work():
    first, second, third = threading.Lock(), threading.Lock(), threading.Lock()
    third.acquire()
    with first:
        with second, third:  # HERE: worker
            print("never")


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
