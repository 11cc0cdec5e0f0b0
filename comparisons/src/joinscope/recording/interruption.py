"""Ctrl-C while programs run: the first ends the runs, the second ends joinscope.

Whoever presses Ctrl-C at a hang asks where it hangs, and wants to be told, not to lose what was
recorded. The programs are in sessions of their own, so the signal is ours alone.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_asked = threading.Event()
# The ends of a pipe that becomes readable with the signal: a call that waits is restarted after the
# handler, and would not notice it.
_pipe: list[int] = []


def interrupted() -> bool:
    """Whether the runs are to end."""
    return _asked.is_set()


def interruption() -> int | None:
    """A descriptor that becomes readable, and stays so, when they are; None: nobody may ask."""
    return _pipe[0] if _pipe else None


@contextmanager
def interruptible() -> Iterator[None]:
    """Within this, take the first SIGINT for a wish to be told what was recorded so far."""
    elsewhere = threading.current_thread() is not threading.main_thread()
    if elsewhere or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        yield
        return
    _pipe[:] = os.pipe()
    before = signal.signal(signal.SIGINT, _ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        _asked.clear()
        while _pipe:
            os.close(_pipe.pop())


def _ask(number: int, frame: FrameType | None) -> None:
    _asked.set()
    signal.signal(number, signal.default_int_handler)
    os.write(_pipe[1], b"i")
    del frame
