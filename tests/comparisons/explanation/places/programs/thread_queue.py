"""A queue between threads, in a worker."""
import multiprocessing
import queue
import threading


def consume(tasks):
    while True:
        tasks.get()  # HERE: worker thread


def work():
    tasks = queue.Queue()
    threading.Thread(target=consume, args=(tasks,), daemon=True).start()
    tasks.put(1)
    tasks.join()  # ALSO: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
