"""A task ends its worker; the others of the Pool, and its own threads, have nothing to do."""
# Must say: \[JS035\]
# Must say: worker \d \(\d+\) is idle: it waits for its next task
# Must say: worker \d \(\d+\) waits for its turn to take a task
# Must say: worker 2: \w*PoolWorker-2 \(
# Must say: worker 3: \w*PoolWorker-3 \(
# Must say: parent, 3 threads: each serves a Pool or an executor, and waits for something to do
# Must not say: parent, thread \d+, waits

import multiprocessing
import os


def work(number):
    if number == 0:
        os._exit(3)
    return number


if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        print(pool.map(work, range(4), chunksize=1))
