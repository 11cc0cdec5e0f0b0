"""A wait by `with lock:` calls nothing that is recorded: it was seen, and its line is not known."""
# Must say: worker 2 +\(waits for a lock or another thread for \d+ ms\) +futex
# Must not say: worker 1 +\(waits for a lock

import multiprocessing
import time

context = multiprocessing.get_context("fork")
lock, taken, asked = context.Lock(), context.Event(), context.Event()


def holds() -> None:
    with lock:
        taken.set()
        asked.wait()
        time.sleep(0.5)  # for so long the other one waits


def wants() -> None:
    asked.set()
    with lock:
        pass


first = context.Process(target=holds)
first.start()
taken.wait()
second = context.Process(target=wants)
second.start()
first.join()
second.join()
