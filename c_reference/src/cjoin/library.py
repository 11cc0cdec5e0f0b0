"""The one module that calls C: process.h and the programs, with Python's types and errors.

A C function that a signal interrupts returns; Python runs the handlers, and calls again with the
time that is left (PEP 475). A loop in C would keep the handlers waiting.
"""

import errno
import math
import os
import select
import time

from cjoin._native import ffi, lib

TYPE_CHECKING = False  # the real one brings typing along, which every fork would copy
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cjoin._native import Struct

SPAWN = lib.PROCESS_SPAWN
FORKSERVER = lib.PROCESS_FORKSERVER

release: "Callable[[Struct], None]" = lib.process_release  # closes a forked worker's descriptors
threads_of_fork: "Callable[[], int]" = lib.python_fork_threads  # 0: unknown

_FOREVER = -1.0
_EINTR = -errno.EINTR
_MOST_MILLISECONDS = 2**31 - 1  # poll() takes a C int


def main(name: str) -> int:
    """Run a program of programs/ and return its exit status."""
    function: Callable[[], int] = getattr(lib, f"main_{name}")
    return function()


def fork(*, count: bool) -> "tuple[Struct, int | None]":
    """Fork with two pipes, and return in both processes; count this one's threads, or do not.

    In the parent, a worker that owns its descriptors, and None. In the worker, the second is a
    descriptor that is readable once the parent has ended. Python's at-fork hooks run as around
    os.fork(). Raises the OSError of the call that failed: pipe() or fork().
    """
    worker = ffi.new("struct process *")
    result = lib.python_fork(worker, count)
    if result < 0:
        raise _error(result)
    return worker, result - 1 if result else None


def adopt(method: int, pid: int, sentinel: int) -> "Struct":
    """A worker that Python has started, for C to wait for; its descriptors stay Python's."""
    worker = ffi.new("struct process *")
    worker.method, worker.state = method, lib.PROCESS_STARTED
    worker.pid, worker.sentinel, worker.lifeline = pid, sentinel, -1
    return worker


def join(worker: "Struct") -> int | None:
    """Wait until the worker has ended; its exit code, or None if somebody else took its status."""
    while (ended := lib.python_join(worker, _FOREVER)) == _EINTR:
        pass
    return worker.exitcode if ended == 1 else None


def poll(worker: "Struct") -> int | None:
    """The exit code if the worker has ended and nobody else took its status; never waits."""
    return worker.exitcode if lib.process_poll(worker) == 1 else None


def wait_any(sentinels: "Sequence[int]", timeout: float | None) -> list[int]:
    """Wait, at most so many seconds, until any is readable; the indices of those that are.

    Raises what multiprocessing.connection.wait() raises for a timeout that is none.
    """
    n = len(sentinels)
    many = ffi.new("int[]", sentinels)
    if timeout is None:
        while (found := lib.python_wait_any(many, n, _FOREVER)) == _EINTR:
            pass
    else:
        deadline = time.monotonic() + timeout
        left = _seconds(timeout)
        while (found := lib.python_wait_any(many, n, left)) == _EINTR:
            left = max(0.0, deadline - time.monotonic())
    if found < 0:
        raise _error(found)
    return ffi.unpack(many, found)


def _seconds(timeout: float) -> float:
    """As selectors.PollSelector.select() takes it: what poll() cannot take is an error."""
    if timeout <= 0:
        return 0.0
    milliseconds = math.ceil(timeout * 1e3)
    if milliseconds > _MOST_MILLISECONDS:
        asked = select.poll()
        asked.register(_MOST_MILLISECONDS)  # no descriptor, so it never waits
        asked.poll(milliseconds)  # raises this Python's own sentence; 3.15 takes some
    return float(timeout)


def _error(result: int) -> OSError:
    return OSError(-result, os.strerror(-result))
