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

# Returns in both processes: 0 in the worker; in the parent its pid, or what error() takes.
fork: "Callable[[Struct], int]" = lib.python_fork
threads_of_fork: "Callable[[], int]" = lib.python_fork_threads  # 0: unknown

_PROCESS = ffi.typeof("struct process *")
_INTERRUPTED = lib.PYTHON_INTERRUPTED
_LOST = lib.PYTHON_LOST
_FOREVER = -1.0
_EINTR = -errno.EINTR
_MOST_MILLISECONDS = 2**31 - 1  # poll() takes a C int


def main(name: str) -> int:
    """Run a program of programs/ and return its exit status."""
    function: Callable[[], int] = getattr(lib, f"main_{name}")
    return function()


def count_threads(*, at_fork: bool) -> None:
    """Whether fork() counts the threads, for threads_of_fork(); it is not free."""
    lib.python_fork_counts = at_fork


def unforked() -> "Struct":
    """A worker for fork(). With the object go its descriptors, but for a forked copy of it."""
    return ffi.gc(ffi.new(_PROCESS), lib.process_release)


def adopt(method: int, pid: int, sentinel: int) -> "Struct":
    """A worker that Python has started, for C to wait for; its descriptors stay Python's."""
    worker = ffi.new(_PROCESS)
    worker.method, worker.state = method, lib.PROCESS_STARTED
    worker.pid, worker.sentinel = pid, sentinel
    return worker


def join(worker: "Struct") -> int | None:
    """Wait until the worker has ended; its exit code, or None if another wait took its status."""
    while (exitcode := lib.python_join(worker)) == _INTERRUPTED:
        pass
    return None if exitcode == _LOST else exitcode


def poll(worker: "Struct") -> int | None:
    """The exit code if the worker has ended and no other wait took its status; never waits."""
    return worker.exitcode if lib.process_poll(worker) == 1 else None


def sentinels_wait(sentinels: "Sequence[int]", timeout: float | None) -> list[int]:
    """Wait until any of the descriptors is ready, at most `timeout` seconds; None: for ever.

    Returns the indices of those that are ready, in ascending order; empty when the time was over.
    Raises TypeError, ValueError or OverflowError for an invalid timeout, as
    multiprocessing.connection.wait() does; OSError for more descriptors than a process may have.
    """
    n = len(sentinels)
    fds, ready = ffi.new("int[]", sentinels), ffi.new("size_t[]", n)
    if timeout is None:
        while (found := lib.python_sentinels_wait(fds, n, _FOREVER, ready)) == _EINTR:
            pass
    else:
        deadline = time.monotonic() + timeout
        left = _seconds(timeout)
        while (found := lib.python_sentinels_wait(fds, n, left, ready)) == _EINTR:
            left = max(0.0, deadline - time.monotonic())
    if found < 0:
        raise error(found)
    return ffi.unpack(ready, found)


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


def error(result: int) -> OSError:
    """What a negative errno says."""
    return OSError(-result, os.strerror(-result))
