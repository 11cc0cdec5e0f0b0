"""A queue into which nobody puts anything."""
import multiprocessing


def work(queue):
    queue.get()  # HERE: worker


if __name__ == "__main__":
    queue = multiprocessing.Queue()
    worker = multiprocessing.Process(target=work, args=(queue,))
    worker.start()
    worker.join()  # ALSO: parent
