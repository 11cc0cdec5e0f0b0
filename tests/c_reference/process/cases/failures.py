"""Starts that fail, and a server that is killed: the error, nothing is left, the next one works."""

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.context import ForkContext
from typing import Any

from observing import Context, case, main, nothing, outcome, started, wait_for

MOST = 100  # descriptors that a case has open
NOBODY = 65534
CAPABILITY_VERSION_3, CAP_SYS_ADMIN, CAP_SYS_RESOURCE = 0x20080522, 21, 24
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
SECCOMP_RET_ERRNO, SECCOMP_RET_ALLOW = 0x50000, 0x7FFF0000
LOAD, EQUALS, RETURN = 0x20, 0x15, 0x06  # BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_RET
CREATE = {"x86_64": (56, 57, 58, 435), "aarch64": (220, 435)}  # clone, fork, vfork, clone3


def descriptors() -> set[int]:
    """What is open, found out without one more."""
    return {fd for fd in range(MOST) if outcome(os.fstat, fd)[0] != "builtins.OSError"}


def next_one(context: Context) -> int:
    """The exit code of a worker that nothing keeps from its end."""
    process = started(context, nothing)
    process.join()
    return int(process.exitcode)


def failed_start(context: Context) -> list[Any]:
    """What start() raises, whether the Process stays as it was, and what our C leaves open.

    CPython's own fork start leaves its two pipes open, and its server some of those it began with.
    """
    process = context.Process(target=nothing)
    before = descriptors()
    seen = [outcome(process.start), process.pid is None]
    if process.pid is not None:  # forked by a server, which has no such limit
        process.join()
    code = process.exitcode
    del process
    ours = isinstance(context, ForkContext) and context.Process.__module__ == "cjoin.context"
    return [*seen, code, sorted(descriptors() - before) if ours else []]


def stop_the_server() -> None:
    """Let the fork server end, if there is one; the next start() starts another."""
    forkserver._forkserver._stop()  # type: ignore[attr-defined]


@contextmanager
def limit(kind: int, soft: int) -> Iterator[None]:
    """Not more than so many."""
    before = resource.getrlimit(kind)
    resource.setrlimit(kind, (soft, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(kind, before)


@contextmanager
def bound_by_limits() -> Iterator[None]:
    """Root is bound by no limit of processes, and no user is who may exceed limits."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()
    libc.capget(header, sets)
    effective, sets[0] = sets[0], sets[0] & ~(1 << CAP_SYS_ADMIN | 1 << CAP_SYS_RESOURCE)
    libc.capset(header, sets)
    os.setresuid(NOBODY, -1, -1)
    try:
        yield
    finally:
        os.setresuid(0, -1, -1)
        sets[0] = effective
        libc.capset(header, sets)


@case
def too_many_processes(context: Context) -> Any:
    """EAGAIN is a BlockingIOError. No server or tracker runs yet: it is the first to fail."""
    with bound_by_limits(), limit(resource.RLIMIT_NPROC, 0):
        seen = [failed_start(context), failed_start(context)]
    return [*seen, next_one(context)]


@case
def too_many_descriptors(context: Context) -> Any:
    """EMFILE, whichever descriptor is one too many: of those opened before it none stays."""
    seen = []
    for more in range(12):
        stop_the_server()  # it does not survive a client that gives up
        free = sorted(set(range(MOST)) - descriptors())
        with limit(resource.RLIMIT_NOFILE, free[more]):
            seen.append(failed_start(context))
    stop_the_server()
    return [*seen, next_one(context)]


def refuse(error: int) -> None:
    """From now on this process can create none, for this reason."""
    numbers = CREATE[platform.machine()]
    code = [(LOAD, 0, 0, 0)]
    code += [(EQUALS, len(numbers) - place, 0, number) for place, number in enumerate(numbers)]
    code += [(RETURN, 0, 0, SECCOMP_RET_ALLOW), (RETURN, 0, 0, SECCOMP_RET_ERRNO | error)]
    filters = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in code))
    program = ctypes.create_string_buffer(struct.pack("HP", len(code), ctypes.addressof(filters)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    for arguments in ((PR_SET_NO_NEW_PRIVS, 1, 0), (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program)):
        if prctl(*arguments, 0, 0) == -1:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":  # a worker under spawn or forkserver imports this file by another name

    def only_here() -> None:
        """A target that such a worker does not find."""


@case
def a_target_that_does_not_exist(context: Context) -> Any:
    """The parent sees an exit code; the error is the worker's, on its standard error."""
    reader, writer = os.pipe()
    stderr = os.dup(2)
    os.dup2(writer, 2)
    stop_the_server()  # the next one gives its workers this standard error
    process = started(context, only_here)
    process.join()
    os.dup2(stderr, 2)
    for fd in (writer, stderr):
        os.close(fd)
    stop_the_server()
    with open(reader) as pipe:
        last = pipe.read().splitlines()[-1:]
    return [process.exitcode, last, next_one(context)]


@case
def a_server_that_was_killed(context: Context) -> Any:
    """Its workers' statuses are lost; the next start() starts another server."""
    ours, theirs = context.Pipe()
    process = started(context, wait_for, theirs)
    server = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    if context.get_start_method() == "forkserver":
        os.kill(server, signal.SIGKILL)
        process.join()
        # The server is still there for a moment, and a start() would ask it.
        os.waitid(os.P_PID, server, os.WEXITED | os.WNOWAIT)
    seen = [process.exitcode]
    ours.send(None)
    process.join()
    return [*seen, process.exitcode, next_one(context)]


@case
def no_memory_for_a_process(context: Context) -> Any:
    """ENOMEM. It stays so: this case is the last."""
    refuse(errno.ENOMEM)
    return [failed_start(context), failed_start(context)]


if __name__ == "__main__":
    main()
