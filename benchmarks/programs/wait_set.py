"""Wait for N workers as they end, one after the other; print the nanoseconds of processor time.

The twin of wait_set.c. But a worker is a pipe here, whose writer is closed: so many processes of
Python would not fit, and to end, reap and close them would take time that waiting does not.
"""

import os
import sys
import time
from multiprocessing.connection import wait


def main() -> None:
    """The one in the middle ends, and is the only one to be found."""
    writers = dict(os.pipe() for _ in range(int(sys.argv[1])))
    left = list(writers)
    start = time.process_time_ns()
    while left:
        middle = len(left) // 2
        chosen = left[middle]
        os.close(writers[chosen])
        if wait(left) != [chosen]:
            raise SystemExit(1)
        os.close(chosen)
        left[middle] = left[-1]
        left.pop()
    print(time.process_time_ns() - start)


if __name__ == "__main__":
    main()
