"""The Pool is terminated before its tasks are done; their results do not come.

Both workers have begun one: who has not may get the news that the Pool ends first, and exit with 0.
"""
# Must say: \[JS035\] The parent waits for a task of its Pool, whose workers it has ended itself
# Must say: print\(\[each\.get\(\) for each in results\]\)
# Must say: get\(\) the results before the Pool ends
# Must say: wait4 (returns )?0x000f: killed by SIGTERM
# Must not say: ProcessPoolExecutor

import multiprocessing
import time


def work():
    begun.release()
    time.sleep(20)


context = multiprocessing.get_context("fork")
begun = context.Semaphore(0)
pool = context.Pool(2)
results = [pool.apply_async(work) for _ in range(4)]
for _ in range(2):
    begun.acquire()
pool.terminate()
pool.join()
print([each.get() for each in results])
