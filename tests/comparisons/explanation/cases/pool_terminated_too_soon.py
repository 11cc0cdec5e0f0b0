"""The Pool is terminated before its tasks are done; their results do not come."""
# Must say: \[JS035\] The parent waits for a task of its Pool, whose workers it has ended itself
# Must say: print\(\[each\.get\(\) for each in results\]\)
# Must say: get\(\) the results before the Pool ends
# Must say: wait4 0x000f: killed by SIGTERM
# Must not say: ProcessPoolExecutor

import multiprocessing
import time

pool = multiprocessing.get_context("fork").Pool(2)
results = [pool.apply_async(time.sleep, (20,)) for _ in range(4)]
pool.terminate()
pool.join()
print([each.get() for each in results])
