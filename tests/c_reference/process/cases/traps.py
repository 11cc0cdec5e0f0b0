"""Where join() is not what one thinks: each is a question of real users."""

import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from typing import Any

from observing import (
    Context,
    case,
    main,
    nothing,
    outcome,
    sees_it_blocked,
    started,
)


def released_when_blocked(release: Callable[[], object]) -> threading.Thread:
    """A thread that calls it once this one sleeps in wait4()."""
    waiter = threading.get_native_id()

    def watch() -> None:
        sees_it_blocked(("do_wait",), waiter)
        release()

    thread = threading.Thread(target=watch)
    thread.start()
    return thread


def joined_although_it_runs(
    process: Any, release: Callable[[], object], *, ignores_the_timeout: bool
) -> list[Any]:
    """What join() with a short timeout finds, and a join() after the release.

    Where the timeout is ignored nothing but the end of the worker ends join(): a thread brings it.
    """
    if ignores_the_timeout:
        thread = released_when_blocked(release)
    process.join(0.001)
    found = [process.exitcode, process.is_alive()]
    if ignores_the_timeout:
        thread.join()
    else:
        release()
    process.join()
    return [*found, process.exitcode]


def becomes_a_shell(reads: Connection, writes: Connection) -> None:
    """A worker that executes a program, which closes what Python had opened."""
    os.dup2(reads.fileno(), 0)
    os.dup2(writes.fileno(), 1)
    os.execv("/bin/sh", ["sh", "-c", "echo ready; read -r line; exit 6"])


@case
def a_worker_that_executes_a_program(context: Context) -> Any:
    """The sentinel is closed, so join(timeout) waits for the program, except under forkserver."""
    said, says = context.Pipe(duplex=False)
    told, tells = context.Pipe(duplex=False)
    process = started(context, becomes_a_shell, told, says)
    os.read(said.fileno(), 1)
    ignores = wait([process.sentinel], 0) != []
    return [
        ignores,
        *joined_although_it_runs(
            process, lambda: os.write(tells.fileno(), b"\n"), ignores_the_timeout=ignores
        ),
    ]


def closes_everything(connection: Connection) -> None:
    """A worker that becomes a daemon, it thinks."""
    keep = connection.fileno()
    os.closerange(3, keep)
    os.closerange(keep + 1, 1024)
    os.write(keep, b"1")
    os.read(keep, 1)
    os._exit(4)


@case
def a_worker_that_closes_its_descriptors(context: Context) -> Any:
    """The sentinel with them."""
    ours, theirs = context.Pipe()
    process = started(context, closes_everything, theirs)
    os.read(ours.fileno(), 1)
    ignores = wait([process.sentinel], 0) != []
    return [
        ignores,
        *joined_although_it_runs(
            process, lambda: os.write(ours.fileno(), b"1"), ignores_the_timeout=ignores
        ),
    ]


def leaves_a_grandchild(connection: Connection) -> None:
    """A worker that forks and ends; the copy inherits the sentinel's other end."""
    if os.fork() == 0:
        connection.send(os.getpid())
        connection.recv()
        os._exit(0)
    os._exit(3)


def has_ended(pid: int) -> bool:
    """Or is about to: it will not run again."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):  # gone before the file is opened, or read
        return True


@case
def a_grandchild_that_holds_the_sentinel(context: Context) -> Any:
    """The worker is a zombie, and join(timeout) says that it runs."""
    ours, theirs = context.Pipe()
    process = started(context, leaves_a_grandchild, theirs)
    grandchild = ours.recv()
    assert process.pid is not None
    while not has_ended(process.pid):
        os.sched_yield()
    if context.get_start_method() == "forkserver":
        wait([process.sentinel])
    process.join(0.001)
    seen = [process._popen.returncode]
    process.join()
    seen.append(process.exitcode)
    with open(f"/proc/{grandchild}/comm"):
        ours.send(None)
    return seen


@case
def a_status_that_was_stolen(context: Context) -> Any:
    """Nobody will ever know; under forkserver it is not there to be stolen."""
    process = started(context, nothing)
    assert process.pid is not None
    stolen = outcome(os.waitpid, process.pid, 0)
    taken = stolen == (process.pid, 0) or stolen
    process.join()
    process.join(0.001)
    process.join(0)
    seen = [process.exitcode, process.is_alive(), outcome(process.close)]
    return [taken, *seen, outcome(process.terminate)]


@case
def a_status_that_was_looked_at(context: Context) -> Any:
    """WNOWAIT leaves it where it is."""
    process = started(context, nothing)
    assert process.pid is not None
    looked = outcome(os.waitid, os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    found = looked if isinstance(looked, list) else [looked.si_code, looked.si_status]
    process.join()
    return [found, process.exitcode]


@case
def threads_that_join_one_after_the_other(context: Context) -> Any:
    """What one has found out, the other reads."""
    process = started(context, nothing)
    for _ in range(2):
        thread = threading.Thread(target=process.join)
        thread.start()
        thread.join()
    return process.exitcode


@case
def a_signal_to_a_process_that_is_not_ours(context: Context) -> Any:
    """A pid that is nobody's is no error: the worker must just have ended."""
    process = started(context, nothing)
    process._popen.pid, pid = 2**22 + 1, process._popen.pid
    seen = outcome(process.terminate)
    process._popen.pid = pid
    process.join()
    return [seen, process.exitcode]


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    main()
