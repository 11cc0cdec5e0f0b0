"""start_join.py METHOD N: start and join workers that do nothing, N times.

Prints the nanoseconds that it took.
"""

import multiprocessing
import sys
import time


def worker() -> None:
    """Do nothing."""


def main() -> None:
    """The first worker starts what the others share (the server, the tracker): it is not timed."""
    context = multiprocessing.get_context(sys.argv[1])
    for number in range(int(sys.argv[2]) + 1):
        if number == 1:
            start = time.monotonic_ns()
        process = context.Process(target=worker)
        process.start()
        process.join()
    print(time.monotonic_ns() - start)


if __name__ == "__main__":
    main()
