"""One worker is killed while it holds the lock; the other waits for that."""

import multiprocessing
import os
import signal

fork = multiprocessing.get_context("fork")


def dies(lock, ready):
    lock.acquire()
    ready.set()
    os.kill(os.getpid(), signal.SIGKILL)


def waits(lock, ready):
    ready.wait()
    with lock:
        pass


if __name__ == "__main__":
    lock, ready = fork.Lock(), fork.Event()
    workers = [fork.Process(target=each, args=(lock, ready)) for each in (dies, waits)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
