"""For ever: workers are started and joined, beside a daemon and a process that is stopped.

The first argument is the start method. Each worker adds a byte to a file beside this one.
"""

import multiprocessing
import os
import signal
import sys
from pathlib import Path


def leave_behind() -> None:
    """A daemon without a terminal that ignores every signal it may, and a child that is stopped."""
    if os.fork() == 0:
        os.setsid()
        for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_IGN)
        while os.fork():
            signal.pause()
        os.kill(os.getpid(), signal.SIGSTOP)


def work() -> None:
    """Add a byte."""
    with Path(__file__).with_suffix(".progress").open("ab") as file:
        file.write(b".")


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1] if len(sys.argv) > 1 else None)
    leave_behind()
    while True:
        worker = context.Process(target=work)
        worker.start()
        worker.join()
