"""A wait by `with lock:` calls nothing that is recorded: it was seen, and its line is not known."""
# Must say: worker 2 +\(waits for a lock or another thread for \d+ ms\) +futex
# Must not say: worker 1 +\(waits for a lock

import multiprocessing
import os
import time
from pathlib import Path

context = multiprocessing.get_context("fork")
lock, taken, asks = context.Lock(), context.Event(), context.SimpleQueue()


def holds() -> None:
    with lock:
        taken.set()
        other = Path(f"/proc/{asks.get()}/stat")
        while other.read_text().rpartition(")")[2].split()[0] != "S":
            time.sleep(0.01)
        time.sleep(0.1)  # for so long the other one waits


def wants() -> None:
    asks.put(os.getpid())
    with lock:
        pass


first = context.Process(target=holds)
first.start()
taken.wait()
second = context.Process(target=wants)
second.start()
first.join()
second.join()
