"""Wait for N workers as they end, one after the other; print the nanoseconds that it took.

The twin of wait_any.c: a worker is a pipe here, its end is that the writer is closed.
"""

import os
import sys
import time
from multiprocessing.connection import wait


def main() -> None:
    """The one in the middle ends, and is the only one to be found."""
    writers = dict(os.pipe() for _ in range(int(sys.argv[1])))
    left = list(writers)
    start = time.monotonic_ns()
    while left:
        chosen = left[len(left) // 2]
        os.close(writers[chosen])
        if wait(left) != [chosen]:
            raise SystemExit(1)
        left.remove(chosen)
    print(time.monotonic_ns() - start)


if __name__ == "__main__":
    main()
