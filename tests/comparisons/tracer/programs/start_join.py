"""Three workers, started by a method and joined; the last has put 70 000 bytes on a queue."""

import multiprocessing
import os
import sys
from multiprocessing.queues import Queue


def put(queue: "Queue[str]") -> None:
    """Put 70 000 bytes, and wait until the thread that writes them is gone.

    Python joins it a moment before it has ended: whether the process ends first would be chance.
    """
    queue.put("x" * 70_000)
    queue.close()
    queue.join_thread()
    while len(os.listdir("/proc/self/task")) > 1:  # noqa: PTH208 - no more calls than needed
        pass


def nothing() -> None:
    """Do nothing."""


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    for _ in range(2):
        worker = context.Process(target=nothing)
        worker.start()
        worker.join()
    queue = context.Queue()
    worker = context.Process(target=put, args=(queue,))
    worker.start()
    size = len(queue.get())
    worker.join()
    sys.exit(size != 70_000 or worker.exitcode)
