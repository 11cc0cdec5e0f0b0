"""The process tree below a recorder: adopt it, see it, kill it."""

import _signal as signal  # type: ignore[import-not-found]
import os
import select
import time

from joinscope.recording.byte_text import as_text

# Every recorder starts with this file: what is slow to load (ctypes, contextlib, dataclasses, and
# signal, which is `_signal` with enumerations) is loaded late, or written out.
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # linux/prctl.h
PATIENCE = 5.0  # seconds for killed processes to end
UNSEEN = "processes that replace themselves faster than they can be seen"


class Process:
    """A process below ours, as /proc shows it; `group` is its process group."""

    __slots__ = ("alive", "command", "group", "pid")

    def __init__(self, pid: int, group: int, command: str, *, alive: bool) -> None:
        self.pid = pid
        self.group = group
        self.alive = alive
        self.command = command


def prctl(option: int, value: int) -> None:
    """Set an attribute of this process, on Linux; elsewhere the clean-up is less thorough."""
    import ctypes  # noqa: PLC0415

    if hasattr(libc := ctypes.CDLL(None), "prctl"):
        libc.prctl(option, value, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of every process below that loses its own."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Be killed when the parent of this process ends."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def ignore_signals() -> None:
    """Ignore what an orphan may send to the process that has adopted it."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}:
        signal.signal(number, signal.SIG_IGN)


def default_signals() -> None:
    """Undo `ignore_signals`, and what Python ignores, before a program is executed."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_DFL)


def descendants() -> list[Process]:
    """Every process below this one, zombies included."""
    found: dict[int, tuple[int, Process]] = {}
    for entry in os.listdir("/proc") if os.path.isdir("/proc/self") else ():
        if not entry.isdigit():
            continue
        try:
            parent, process = _read(int(entry))
        except OSError:
            continue  # it has just ended
        found[process.pid] = parent, process
    below = {os.getpid()}
    while more := {pid for pid, (parent, _) in found.items() if parent in below} - below:
        below |= more
    return [found[pid][1] for pid in sorted(below & found.keys()) if pid != os.getpid()]


def _read(pid: int) -> tuple[int, Process]:
    with open(f"/proc/{pid}/stat", "rb") as file:
        head, _, tail = file.read().rpartition(b")")
    state, parent, group = tail.split()[:3]
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        words = file.read().rstrip(b"\0").split(b"\0")
    # A zombie whose other threads run is alive: only its first thread has ended.
    alive = state not in b"ZX" or len(os.listdir(f"/proc/{pid}/task")) > 1
    command = b" ".join(words) or head.partition(b"(")[2]
    return int(parent), Process(pid, int(group), as_text(command), alive=alive)


def reap(program: int) -> tuple[bool, int | None]:
    """Reap all that have ended: (whether children are left, the program's status if it ended)."""
    status = None
    while True:
        try:
            pid, word = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False, status
        if pid == 0:
            return True, status
        if pid == program:
            status = os.waitstatus_to_exitcode(word)


def kill_all(program: int) -> tuple[dict[int, str], bool]:
    """Kill and reap all that is left: ({PID: command} of what was alive, whether all is gone).

    `program` is a child that leads a process group, where /proc does not show more.
    """
    killed: dict[int, str] = {}
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        left = descendants()
        killed |= {process.pid: process.command for process in left if process.alive}
        # A group at once first: against that a process cannot win by forking.
        groups = {process.group for process in left} - {os.getpgrp()}
        for pid in [*(-group for group in groups), *(process.pid for process in left)]:
            _kill(pid)
        if not os.path.isdir("/proc/self"):
            _kill(-program)
        if not reap(program)[0]:
            return killed, True
        select.select([], [], [], 0.01)
    return killed, False


def _kill(pid: int) -> None:
    try:  # noqa: SIM105 - contextlib is slow to load
        os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # it has ended, or has become another user's
