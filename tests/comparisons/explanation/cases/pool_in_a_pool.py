# Wrong: a task of a Pool makes a Pool.
# Must say: JS045\]: The program ended by an exception that nothing caught: AssertionError: daemonic processes are not allowed to have children\.
# Must say: help: the workers of a Pool are daemons: use ProcessPoolExecutor there
from multiprocessing import get_context


def stage(n):
    return get_context("fork").Pool(n)


if __name__ == "__main__":
    with get_context("fork").Pool(1) as pool:
        pool.map(stage, [1])
