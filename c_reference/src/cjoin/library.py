"""The one module that calls C: process.h and the programs, with Python's types and errors.

A C function that a signal interrupts returns; Python runs the handlers, and calls again with the
time that is left (PEP 475). A loop in C would keep the handlers waiting.
"""

import errno
import math
import os
import select
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cjoin._native import ffi, lib

if TYPE_CHECKING:
    from cjoin._native import Struct

FORK = lib.PROCESS_FORK
SPAWN = lib.PROCESS_SPAWN
FORKSERVER = lib.PROCESS_FORKSERVER

_FOREVER = -1.0
_EINTR = -errno.EINTR
_MOST_MILLISECONDS = 2**31 - 1  # poll() takes a C int


def main(name: str) -> int:
    """Run a program of programs/ and return its exit status."""
    function: Callable[[], int] = getattr(lib, f"main_{name}")
    return function()


def fork(target: Callable[[int], int]) -> "tuple[Struct, int]":
    """Start a worker, a copy of this process: it calls `target` and exits with the result.

    `target` gets a descriptor that is readable once the parent has ended. Python's at-fork hooks
    run as around os.fork(). Returns the worker, which owns its two descriptors, and how many
    threads this process had then, 0 if the system does not say. Raises the OSError of the call
    that failed: pipe() or fork().
    """
    worker = ffi.new("struct process *")
    call = ffi.new_handle(lambda: target(worker.lifeline))
    worker.method, worker.hooks = FORK, lib.python_hooks
    worker.target, worker.argument = lib.python_worker, call
    _checked(lib.python_start(worker))
    return worker, lib.python_fork_threads()


@ffi.def_extern(error=1)
def python_worker(call: object) -> int:
    """Reached from C in a forked worker, with the GIL held."""
    return ffi.from_handle(call)()


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


def wait_any(sentinels: Sequence[int], timeout: float | None) -> list[int]:
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
    return ffi.unpack(many, _checked(found))


def release(worker: "Struct") -> None:
    """Close the descriptors of a forked worker."""
    lib.process_release(worker)


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


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(-result, os.strerror(-result))
    return result
