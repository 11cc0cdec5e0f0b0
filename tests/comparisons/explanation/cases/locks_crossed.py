"""Each worker holds the lock that the other one wants."""
# Must say: \[JS021\] Deadlock: worker 1 \(\d+\) waits for a lock, and worker 2 \(\d+\), which holds it
# Must say: worker 1 \(\d+\) waits in futex for a lock or semaphore that only worker 2
# Must say: worker 2 \(\d+\) waits in futex for a lock or semaphore that only worker 1
# Must say: help: take several locks in the same order everywhere
# Must say: (?m)^ +worker 1 +\d+ with other: .* futex \.\.\.$
# Must say: worker 1 and worker 2 wait here, inside 'with one:' \(line 17\)
# Must not say: release the lock before you wait

import multiprocessing

context = multiprocessing.get_context("fork")
first, second, both = context.Lock(), context.Lock(), context.Barrier(2)


def work(one: object, other: object) -> None:
    with one:
        both.wait()
        with other:
            pass


workers = [context.Process(target=work, args=pair) for pair in ((first, second), (second, first))]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
