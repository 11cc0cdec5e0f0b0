"""A wait by `with lock:` calls nothing that is recorded: it was seen, and its line is not known."""
# Must say: worker 2 +\(waits for a lock or another thread for \d+ ms\) +futex
# Must not say: worker 1 +\(waits for a lock

import multiprocessing
import time

context = multiprocessing.get_context("fork")
lock, taken = context.Lock(), context.Event()


def holds() -> None:
    with lock:
        taken.set()
        time.sleep(0.5)


def wants() -> None:
    with lock:
        pass


first = context.Process(target=holds)
first.start()
taken.wait()
second = context.Process(target=wants)
second.start()
first.join()
second.join()
