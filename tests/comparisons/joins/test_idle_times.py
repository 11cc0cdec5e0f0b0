"""Idle times: what a thread waited in, and none of it is lost where there is too much of it."""

from dataclasses import replace

import pytest
from joinscope import limits
from joinscope.joins.idle_times import Idle, IdleTimes, merged
from joinscope.recording.records import (
    AcceptArguments,
    AddressArguments,
    Arguments,
    CloseRangeArguments,
    CreateArguments,
    DuplicateArguments,
    Enter,
    Fifo,
    FutexArguments,
    KeyArguments,
    LockArguments,
    MayArguments,
    MemoryArguments,
    OpenArguments,
    PollArguments,
    ReadArguments,
    ReceiveArguments,
    SemaphoreArguments,
    SendArguments,
    ShutdownArguments,
    SignalReturnArguments,
    SignalWaitArguments,
    SleepArguments,
    TimerArguments,
    WaitArguments,
    WriteArguments,
)

MILLISECOND = 1_000_000
PIPE = "pipe:[1]"
QUEUE = "messages:[4026531839:7]"
WAITING: tuple[tuple[str, Arguments], ...] = (
    ("wait4", WaitArguments("P_PID", 7, 7, ())),
    ("poll", PollArguments(-1)),
    ("poll", PollArguments(1)),
    ("read", ReadArguments(3, PIPE, 1, ())),
    ("write", WriteArguments(3, PIPE, 1, ())),
    ("accept4", AcceptArguments(3, None)),
    ("connect", AddressArguments(3, None, "@name")),
    ("openat", OpenArguments("fifo", Fifo(PIPE, "r", nonblocking=False))),
    ("vfork", CreateArguments((), "SIGCHLD")),
    ("clone3", CreateArguments(("CLONE_VM", "CLONE_VFORK"), "SIGCHLD")),
    ("clock_nanosleep", SleepArguments(1, until=False)),
    ("rt_sigtimedwait", SignalWaitArguments((10,), -1)),
    ("msgrcv", ReceiveArguments(QUEUE, 1, (), -1)),
    ("semop", SemaphoreArguments("semaphores:[4026531839:7]", None, -1)),
    ("io_uring_enter", MayArguments("io_uring")),
)
RUNNING: tuple[tuple[str, Arguments], ...] = (
    ("wait4", WaitArguments("P_PID", 7, 7, ("WNOHANG",))),
    ("poll", PollArguments(0)),
    ("read", ReadArguments(3, PIPE, 1, (), nonblocking=True)),
    ("sendto", WriteArguments(3, "socket:[1]", 1, ("MSG_DONTWAIT",))),
    ("accept4", AcceptArguments(3, None, nonblocking=True)),
    ("listen", AcceptArguments(3, None, 5)),
    ("bind", AddressArguments(3, None, "@name")),
    ("openat", OpenArguments("file", creates=True)),
    ("openat", OpenArguments("fifo", Fifo(PIPE, "r", nonblocking=True))),
    ("clone", CreateArguments(("CLONE_CHILD_SETTID",), "SIGCHLD")),
    ("rt_sigtimedwait", SignalWaitArguments((10,), 0)),
    ("msgsnd", SendArguments(QUEUE, 1, ("IPC_NOWAIT",), 0)),
    ("msgget", KeyArguments((), 0)),
    ("setpgid", MayArguments("process_group")),
    ("ioctl", MayArguments("device", 1, "/dev/pts/0")),
    ("dup2", DuplicateArguments(3, PIPE)),
    ("close_range", CloseRangeArguments(3, 9, ())),
    ("shutdown", ShutdownArguments(3, "socket:[1]", "SHUT_WR")),
    # Of these only the beginning is seen.
    ("alarm", TimerArguments()),
    ("rt_sigreturn", SignalReturnArguments()),
    ("mmap", MemoryArguments(None, None, writes=True)),
    ("flock", LockArguments(3, "/lock")),
    ("futex", FutexArguments()),
)


def idle(first: int, last: int, *, sleeps: bool = False) -> Idle:
    return Idle(first * MILLISECOND, last * MILLISECOND, "read", sleeps)


def test_too_many() -> None:
    """Those with the least between them become one, and of another kind none."""
    found = [idle(0, 1), idle(2, 3), idle(10, 11), idle(12, 13, sleeps=True), idle(30, 31)]
    assert merged(found, 5) == found
    assert merged(found, 4) == [idle(0, 3), *found[2:]]
    assert merged(found, 3) == [idle(0, 11), *found[3:]]


def test_what_one_time_for_two_waits_for() -> None:
    """It is what both waited for, if that is the same."""
    one, other = replace(idle(0, 1), child=7, object="pipe:[1]"), replace(idle(2, 3), child=7)
    assert merged([one, other], 1) == [replace(idle(0, 3), child=7)]


def test_all_of_a_long_time() -> None:
    """A thread that waits very often takes bounded memory, and ran as little as it did."""
    times = IdleTimes()
    for first in range(0, 20 * limits.LANE_WAITS * 10, 10):
        times.waited(idle(first, first + 9))
    found = list(times.all())
    assert len(found) <= 2 * limits.LANE_WAITS
    assert found[0].start == 0
    whole = 20 * limits.LANE_WAITS * 9 * MILLISECOND
    assert sum(each.end - each.start for each in found) >= whole


def test_short_and_overlapping() -> None:
    """What is too short to be seen is no wait, and no two are at one time."""
    times = IdleTimes()
    times.waited(Idle(0, 99_999, "read"))
    times.waited(idle(5, 9))
    times.waited(idle(3, 6))
    assert list(times.all()) == [idle(3, 6)]


@pytest.mark.parametrize(("call", "arguments"), WAITING)
def test_a_call_that_waits(call: str, arguments: Arguments) -> None:
    """What takes long in it is waited."""
    (found,) = _in_call(call, arguments)
    assert (found.call, found.start, found.end) == (call, 0, 9 * MILLISECOND)


@pytest.mark.parametrize(("call", "arguments"), RUNNING)
def test_a_call_that_does_not_wait(call: str, arguments: Arguments) -> None:
    """It may take as long as it likes: the machine is busy, or its end is not seen at all."""
    assert _in_call(call, arguments) == []


def _in_call(call: str, arguments: Arguments) -> list[Idle]:
    times = IdleTimes()
    times.entered(Enter(0, 7, 7, call, arguments))
    times.left(9 * MILLISECOND)
    return list(times.all())
