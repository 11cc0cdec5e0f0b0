"""The parent holds the lock that its worker waits for, and waits for the worker."""

import multiprocessing

fork = multiprocessing.get_context("fork")


def work(lock):
    with lock:
        pass


if __name__ == "__main__":
    lock = fork.Lock()
    lock.acquire()
    worker = fork.Process(target=work, args=(lock,))
    worker.start()
    worker.join()
