"""A queue of a manager, in a worker."""
import multiprocessing


def work(queue):
    queue.get()  # HERE: worker


if __name__ == "__main__":
    with multiprocessing.Manager() as manager:
        queue = manager.Queue()
        worker = multiprocessing.Process(target=work, args=(queue,))
        worker.start()
        worker.join()  # ALSO: parent
