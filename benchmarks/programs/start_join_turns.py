"""start_join_turns.py METHOD LIBRARY: for each line of input, start and join a worker.

Prints the nanoseconds that each took. The library is multiprocessing or cjoin.
"""

import importlib
import sys
import time


def worker() -> None:
    """Do nothing."""


def main() -> None:
    """The first worker starts what the others share (the server, the tracker): it is not timed."""
    context = importlib.import_module(sys.argv[2]).get_context(sys.argv[1])

    def turn() -> int:
        start = time.monotonic_ns()
        process = context.Process(target=worker)
        process.start()
        process.join()
        del process
        return time.monotonic_ns() - start

    turn()
    for _ in sys.stdin:
        print(turn(), flush=True)


if __name__ == "__main__":
    main()
