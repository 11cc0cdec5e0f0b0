"""A worker takes items for ever; its parent puts three, and joins it."""
# Must say: \[JS039\] Deadlock: the worker waits for the next item of a queue, and the parent, which could
# Must say: worker\.join\(\)
# Must say: queue\.get\(\)
# Must say: such as None
# Must not say: reads a pipe to its end
# Must not say: close each end of a pipe

import multiprocessing
from multiprocessing.queues import Queue

context = multiprocessing.get_context("fork")


def work(queue: "Queue[int]") -> None:
    while True:
        queue.get()


items: "Queue[int]" = context.Queue()
worker = context.Process(target=work, args=(items,))
worker.start()
for number in range(3):
    items.put(number)
worker.join()
