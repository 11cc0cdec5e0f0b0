"""A thread of one worker and another worker take two locks crosswise; its main thread joins it."""
# Must say: \[JS021\] Deadlock: worker 1 \(\d+\) waits for a lock, and worker 2 \(\d+\), which holds it, waits for worker 1|\[JS024\] Deadlock: worker 1 \(\d+\) waits for a thread of its own, a thread of worker 1 \(\d+\) waits for a lock or semaphore that worker 2 \(\d+\) could release, and worker 2 \(\d+\) waits for a lock or semaphore that worker 1
# Must say: a thread of worker 1 and worker 2 wait here
# Must say: help: (take several locks in the same order everywhere|break the cycle at one place)
# Must not say: and worker 1 \(\d+\), which holds it
# Must not say: waits for worker 1 \(\d+\),

import multiprocessing
import threading


def both(first, second, gate):
    with first:
        gate.wait()
        with second:
            pass


def in_a_thread(first, second, gate):
    thread = threading.Thread(target=both, args=(first, second, gate))
    thread.start()
    thread.join()


if __name__ == "__main__":
    one, other = multiprocessing.Lock(), multiprocessing.Lock()
    gate = multiprocessing.Barrier(2)
    workers = [
        multiprocessing.Process(target=in_a_thread, args=(one, other, gate)),
        multiprocessing.Process(target=both, args=(other, one, gate)),
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
