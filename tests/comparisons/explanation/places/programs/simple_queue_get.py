"""A simple queue, whose get() returned once."""
import multiprocessing


def work(queue):
    queue.get()
    queue.get()  # HERE: worker


if __name__ == "__main__":
    queue = multiprocessing.SimpleQueue()
    worker = multiprocessing.Process(target=work, args=(queue,))
    worker.start()
    queue.put(1)
    worker.join()  # ALSO: parent
