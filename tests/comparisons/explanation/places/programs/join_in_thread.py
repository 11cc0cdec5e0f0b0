"""A thread joins a worker, and the parent the thread."""
import multiprocessing
import threading
import time


def work():
    time.sleep(1000)  # ALSO: worker


def run():
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # HERE: parent thread


if __name__ == "__main__":
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()  # ALSO: parent
