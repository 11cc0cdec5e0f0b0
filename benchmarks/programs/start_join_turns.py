"""start_join_turns.py METHOD OBJECTS: for each line of input, start and join a worker.

A line names the library of the process, multiprocessing or cjoin, and the nanoseconds that each
took are printed. The program has so many objects more: no two programs need to lie alike in memory.
"""

import sys
import time
from importlib import import_module
from multiprocessing.process import BaseProcess


def worker() -> None:
    """Do nothing."""


def turn(process_class: type[BaseProcess]) -> int:
    """Start and join; the nanoseconds, until nothing is left of it."""
    start = time.monotonic_ns()
    process = process_class(target=worker)
    process.start()
    process.join()
    del process
    return time.monotonic_ns() - start


def main() -> None:
    """The first worker of a library starts what all share (server, tracker): it is not timed."""
    method, number = sys.argv[1:]
    _objects = [bytes(size % 500) for size in range(int(number))]
    classes: dict[str, type[BaseProcess]] = {}
    for line in sys.stdin:
        library = line.strip()
        if library not in classes:
            classes[library] = import_module(library).get_context(method).Process
            turn(classes[library])
        print(turn(classes[library]), flush=True)


if __name__ == "__main__":
    main()
