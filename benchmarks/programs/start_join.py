"""start_join.py METHOD N [LIBRARY]: start and join workers that do nothing, N times.

Prints the nanoseconds that it took. The library is multiprocessing or cjoin.
"""

import importlib
import sys
import time


def worker() -> None:
    """Do nothing."""


def main() -> None:
    """The first worker starts what the others share (the server, the tracker): it is not timed."""
    library = importlib.import_module(sys.argv[3] if len(sys.argv) > 3 else "multiprocessing")
    context = library.get_context(sys.argv[1])
    for number in range(int(sys.argv[2]) + 1):
        if number == 1:
            start = time.monotonic_ns()
        process = context.Process(target=worker)
        process.start()
        process.join()
    print(time.monotonic_ns() - start)


if __name__ == "__main__":
    main()
