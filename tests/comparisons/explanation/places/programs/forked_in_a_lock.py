"""A worker that waits before it is one: what is called after a fork, of which Python has no frame."""
import multiprocessing
import os
import threading

lock = threading.Lock()
lock.acquire()

if __name__ == "__main__":
    os.register_at_fork(after_in_child=lock.acquire)
    worker = multiprocessing.get_context("fork").Process(target=print)
    worker.start()
    worker.join()  # HERE: parent
