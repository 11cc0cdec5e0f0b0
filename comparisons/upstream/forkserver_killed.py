"""The fork server is killed while a worker runs; join() returns at once, with exit code 255.

usage: python forkserver_killed.py
Exit status: 0 if the worker had ended when join() returned, 1 if it still ran.
"""

import multiprocessing
import multiprocessing.forkserver
import os
import signal
import sys
from multiprocessing.connection import Connection


def answer(connection: Connection) -> None:
    """Run until the parent asks, and answer."""
    connection.send(connection.recv())


def main() -> int:
    """Run it; whether the worker ran on when its join had returned, as an exit status."""
    context = multiprocessing.get_context("forkserver")
    here, there = context.Pipe()
    worker = context.Process(target=answer, args=(there,))
    worker.start()
    there.close()
    os.kill(multiprocessing.forkserver._forkserver._forkserver_pid, signal.SIGKILL)  # noqa: SLF001
    worker.join()
    try:
        here.send("do you run?")
        runs = here.recv() == "do you run?"
    except (EOFError, OSError):
        runs = False
    print(f"join() has returned: exitcode {worker.exitcode}; the worker answers: {runs}")
    return int(runs)


if __name__ == "__main__":
    sys.exit(main())
