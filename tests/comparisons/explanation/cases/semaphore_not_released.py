# Wrong: the first worker returns without the release() that the second one waits for.
# Must say: \[JS024\] Deadlock: the parent waits for worker 2 \(\d+\) to end, and worker 2 .* waits for a lock or semaphore
# Must say: help: .* If a process that has ended had taken it, release it on every way out\.
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
