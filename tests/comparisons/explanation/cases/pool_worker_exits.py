"""A task ends its worker by os._exit(): the Pool starts another, but nobody does that task."""
# Must say: \[JS035\] The parent waits for a task of its Pool, and worker \d \(\d+\) exited with 3: a task
# Must say: print\(pool\.map\(convert, range\(4\), 1\)\)
# Must say: note: ended before that: worker \d \(\d+\): exited with 3, at pool_worker_exits\.py:\d+\.
# Must not say: a thread of parent .* waits in futex
# Must not say: one after the other
# Must not say: terminate\(\)

import multiprocessing
import os


def convert(number: int) -> int:
    if number == 1:
        os._exit(3)
    return number


with multiprocessing.get_context("fork").Pool(2) as pool:
    print(pool.map(convert, range(4), 1))
