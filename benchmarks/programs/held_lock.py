"""Hangs: the worker waits for a lock that the parent holds while it waits for the worker.

Since when is written to the file that its argument names, as CLOCK_MONOTONIC in ns.
"""

import multiprocessing
import sys
import time
from multiprocessing.synchronize import Lock
from pathlib import Path


def work(lock: Lock, file: Path) -> None:
    """Wait for the lock."""
    beside = file.with_suffix(".new")
    beside.write_text(str(time.monotonic_ns()))
    beside.replace(file)
    lock.acquire()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    held = context.Lock()
    with held:
        worker = context.Process(target=work, args=(held, Path(sys.argv[1])))
        worker.start()
        worker.join()
