# JS011: the parent joins before it reads, and the pipe is full.
from multiprocessing import Process, Queue


def worker(queue):
    queue.put(bytes(200_000))


if __name__ == "__main__":
    queue = Queue()
    p = Process(target=worker, args=(queue,))
    p.start()
    p.join()
    print(len(queue.get()))
