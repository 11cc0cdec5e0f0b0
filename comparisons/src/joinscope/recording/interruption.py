"""Ctrl-C while programs run: the first ends the runs, the second ends joinscope.

Whoever presses Ctrl-C at a hang asks where it hangs, and wants to be told, not to lose what was
recorded. The programs are in sessions of their own, so the signal is ours alone.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_asked = threading.Event()


def interrupted() -> bool:
    """Whether the runs are to end."""
    return _asked.is_set()


@contextmanager
def interruptible() -> Iterator[None]:
    """Within this, take the first SIGINT for a wish to be told what was recorded so far."""
    elsewhere = threading.current_thread() is not threading.main_thread()
    if elsewhere or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        yield
        return
    before = signal.signal(signal.SIGINT, _ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        _asked.clear()


def _ask(number: int, frame: FrameType | None) -> None:
    _asked.set()
    signal.signal(number, signal.default_int_handler)
    del frame
