"""A queue is joined whose task nobody says to be done."""
import multiprocessing


def work(queue):
    queue.get()
    queue.get()  # ALSO: worker


if __name__ == "__main__":
    queue = multiprocessing.JoinableQueue()
    worker = multiprocessing.Process(target=work, args=(queue,))
    worker.start()
    queue.put(1)
    queue.join()  # HERE: parent
