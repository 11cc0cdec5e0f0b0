"""Where in a test each process was started: by multiprocessing, by subprocess, or by a fork.

What has started one is asked as soon as it has: by a wrapper around Process.start() and Popen(),
and by a handler that Python calls after each fork. A test in which nothing is started pays nothing.
"""

import multiprocessing.process
import os
import shlex
import subprocess
import sys
import sysconfig
import threading
from dataclasses import dataclass
from functools import wraps
from types import FrameType
from typing import Any

LIBRARIES = (
    *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    os.path.dirname(__file__),  # noqa: PTH120 - as frames have it
)


@dataclass(frozen=True, slots=True)
class Started:
    """A process that was started: what it is called, and at which line of which file."""

    name: str
    file: str | None = None
    line: int = 0


_started: dict[int, Started] = {}


def started(pid: int) -> Started | None:
    """How a process was started, if it was by this one."""
    return _started.get(pid)


def forget() -> None:
    """Forget them all: the test is over."""
    _started.clear()


def install() -> None:
    """Begin to take notes."""
    os.register_at_fork(after_in_parent=_after_fork, after_in_child=forget)
    start, popen = multiprocessing.process.BaseProcess.start, subprocess.Popen.__init__

    @wraps(start)
    def noted_start(self: multiprocessing.process.BaseProcess) -> None:
        start(self)
        if self.pid is not None:
            _note(self.pid, self.name)

    @wraps(popen)
    def noted_popen(self: subprocess.Popen[Any], *args: Any, **kwargs: Any) -> None:
        popen(self, *args, **kwargs)
        _note(self.pid, _command(self.args))

    multiprocessing.process.BaseProcess.start = noted_start  # type: ignore[method-assign]
    subprocess.Popen.__init__ = noted_popen  # type: ignore[method-assign]


def _after_fork() -> None:
    """The newest child of the thread that has forked; what else it is called is noted later."""
    try:
        with open(f"/proc/self/task/{threading.get_native_id()}/children") as file:  # noqa: PTH123
            pids = file.read().split()
    except OSError:
        return
    if pids:
        _note(int(pids[-1]), "a process that was forked")


def _note(pid: int, name: str) -> None:
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - who has called is asked
    while frame is not None and frame.f_code.co_filename.startswith((*LIBRARIES, "<")):
        frame = frame.f_back
    if frame is None:
        _started[pid] = Started(name)
    else:
        _started[pid] = Started(name, frame.f_code.co_filename, frame.f_lineno)


def _command(args: Any) -> str:
    words = [args] if isinstance(args, (str, bytes, os.PathLike)) else list(args)
    return shlex.join(os.fsdecode(each) for each in words)
