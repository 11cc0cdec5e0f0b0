"""Two threads join one Process that ends with 0; one of them is told None, or 255.

No thread is held back but between two of its own steps, where the interpreter may switch threads
anyway: by itself the same is seen now and then, here in each run.

usage: python two_threads_join.py fork|spawn|forkserver
Exit status: 0 if both are told 0, 1 if not.
"""

import multiprocessing
import multiprocessing.connection
import os
import sys
import threading
from collections.abc import Callable
from typing import Any


def nothing() -> None:
    """Do nothing, and so end with 0."""


def with_status_taken(first: Callable[[], None], second: Callable[[], None]) -> None:
    """Let the second thread join when the first one has the status, and has not noted it."""
    taken, asked = threading.Event(), threading.Event()
    waitpid = os.waitpid

    def paused(pid: int, options: int) -> tuple[int, int]:
        answer = waitpid(pid, options)
        if threading.current_thread() is thread:
            taken.set()
            asked.wait()
        return answer

    thread = threading.Thread(target=first)
    os.waitpid = paused
    thread.start()
    taken.wait()
    second()
    asked.set()
    thread.join()


def with_both_told(first: Callable[[], None], second: Callable[[], None]) -> None:
    """Let both threads see that there is something to read before one of them reads it."""
    both = threading.Barrier(2)
    wait = multiprocessing.connection.wait

    def paused(*arguments: Any) -> Any:
        answer = wait(*arguments)
        both.wait()
        return answer

    multiprocessing.connection.wait = paused
    thread = threading.Thread(target=first)
    thread.start()
    second()
    thread.join()


def main(method: str) -> int:
    """Run it; how many of the two were told anything but 0, as an exit status."""
    worker = multiprocessing.get_context(method).Process(target=nothing)
    worker.start()
    told: list[int | None] = []

    def join() -> None:
        worker.join()
        told.append(worker.exitcode)

    (with_both_told if method == "forkserver" else with_status_taken)(join, join)
    print(f"{method}: the worker has ended with 0; its joins were told {told}")
    return int(told != [0, 0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
