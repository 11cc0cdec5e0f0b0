# Wrong: the first worker returns without the release() that the second one waits for.
# Must say: \[JS024\] The parent waits for worker 2 \(\d+\) to end, and worker 2 .* waits for a lock or semaphore
# Must say: No process that is left has taken that: either whoever took it has ended without releasing it
# Must say: help: release it on every way out of the code that has taken it: `with` does\.
# Must not say: Deadlock
import multiprocessing


def fetch(slots, n):
    slots.acquire()
    if n > 0:
        slots.release()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    slots = context.Semaphore(1)
    for n in range(2):
        worker = context.Process(target=fetch, args=(slots, n))
        worker.start()
        worker.join()
