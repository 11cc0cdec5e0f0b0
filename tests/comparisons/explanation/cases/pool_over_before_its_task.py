"""A result is asked for that no Pool will bring: its workers have all ended, and well."""
# Must say: \[JS035\] The parent waits for a task of its Pool, whose workers it has ended itself
# Must say: print\(result\.get\(\)\)\n.* parent waits here
# Must say: get\(\) the results before the Pool ends

import multiprocessing
from multiprocessing.pool import ApplyResult

with multiprocessing.get_context("fork").Pool(2) as pool:
    pool.close()
    pool.join()
result = ApplyResult(pool, None, None)  # as that of a task which no worker has got
print(result.get())
