"""What programs find when they start, of what joinscope itself has found.

Those of the catalog run in the same environment for everybody, whatever the caller has set. One of
somebody's own finds what it would find without joinscope: signals that are ignored, too, for a
program inherits that. What Python ignores for itself, SIGPIPE and SIGXFSZ, nobody has set.
"""

import os
import signal
import sys

# What a program needs to find its files. Not PYTHON*: PYTHONUNBUFFERED alone hides every effect
# of buffering.
KEPT = (
    "PATH",
    "HOME",
    "TMPDIR",
    "VIRTUAL_ENV",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
)

PYTHONS_OWN = {signal.SIGPIPE, signal.SIGXFSZ}
_ignored: set[int] = set()


def controlled() -> dict[str, str]:
    """A new environment: what KEPT names of ours, a UTF-8 locale and a plain terminal."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    utf8 = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    return {**kept, "LC_ALL": utf8, "TERM": "dumb"}


def take_signals() -> None:
    """Remember which signals are ignored; have the ends of our own children told, whoever did not.

    Where SIGCHLD is ignored the kernel reaps children by itself, and a wait learns of no status.
    """
    _ignored.update(_ignored_now())
    if signal.SIGCHLD in _ignored:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def ignored_signals() -> frozenset[int]:
    """The signals that were ignored when joinscope started."""
    return frozenset(_ignored | _ignored_now())


def _ignored_now() -> set[int]:
    ignored = {each for each in signal.valid_signals() if signal.getsignal(each) is signal.SIG_IGN}
    return {int(each) for each in ignored - PYTHONS_OWN}
