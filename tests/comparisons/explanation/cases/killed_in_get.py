# Wrong: the worker is terminated while it waits in get(), which holds the lock of the queue.
# Deadline: 8
# Must say: \[JS024\] .* Who has taken that is not known|\[JS025\] Worker 2 \(\d+\) waits in get\(\) of a Queue for the lock that each get\(\) takes, and whoever held it has ended
# Must say: first\.terminate\(\) *\n(.*\n)?.*\^ worker 1 is sent SIGTERM here
# Must say: help: do not kill (who may wait in get\(\)|a process that may hold a lock).* make a new one
# Must not say: ProcessPoolExecutor
import multiprocessing
import os
import time


def echo(tasks, results):
    while True:
        results.put(tasks.get())


def waits_in_a_read(pid):
    with open(f"/proc/{pid}/syscall") as call:
        return call.read().startswith(("0 ", "63 "))  # of x86_64, of aarch64


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    tasks, results = context.Queue(), context.Queue()
    first = context.Process(target=echo, args=(tasks, results))
    first.start()
    tasks.put("one")
    print(results.get())
    while not waits_in_a_read(first.pid):
        time.sleep(0.01)
    first.terminate()
    first.join()
    context.Process(target=echo, args=(tasks, results), daemon=True).start()
    tasks.put("two")
    print(results.get())
