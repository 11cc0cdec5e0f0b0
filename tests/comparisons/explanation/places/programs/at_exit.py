"""A worker that has returned from the program's own code, and waits for room in its queue's pipe."""
import multiprocessing


def work(queue):
    queue.put(bytes(1 << 20))


if __name__ == "__main__":
    queue = multiprocessing.Queue()
    worker = multiprocessing.Process(target=work, args=(queue,))
    worker.start()
    worker.join()  # HERE: parent
