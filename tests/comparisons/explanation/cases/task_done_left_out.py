"""A worker skips an item and does not call task_done() for it: join() of the queue waits for that."""
# Must say: \[JS040\] The parent waits in join\(\) of a queue until task_done\(\) has been called once for each
# Must say: It has not, and the worker already waits for another item
# Must say: tasks\.join\(\)
# Must say: item = queue\.get\(\)
# Must not say: reads a pipe to its end
# Must not say: close the writing end

import multiprocessing
from multiprocessing.queues import JoinableQueue

context = multiprocessing.get_context("fork")


def work(queue: "JoinableQueue[int]") -> None:
    while True:
        item = queue.get()
        if item % 2:
            continue
        queue.task_done()


tasks: "JoinableQueue[int]" = context.JoinableQueue()
for number in range(4):
    tasks.put(number)
context.Process(target=work, args=(tasks,), daemon=True).start()
tasks.join()
