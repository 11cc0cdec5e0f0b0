"""A thread of a worker waits for an event, and the worker for its thread."""
import multiprocessing
import threading


def watch(event):
    event.wait()  # HERE: worker thread


def work():
    thread = threading.Thread(target=watch, args=(threading.Event(),))
    thread.start()
    thread.join()  # ALSO: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
