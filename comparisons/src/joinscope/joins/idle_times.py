"""Idle times: when a thread did not run, as it was in a call that waits.

Which calls wait is told by their kind, and never by how long they took: on a busy machine each call
takes long, for the recorder stops it and has to wait for a processor itself. A call waits if it may
sleep until somebody else does something, or time passes, with the arguments that it was given: a
wait4 with WNOHANG never does. All else that a thread does is to run, as far as is known: so no wait
may be forgotten, however many there are. A thread that waits again and again fills no memory: of
too many waits those with the least between them become one.

A call that is recorded only as it begins never waits here, for what its thread does next is not
seen either: one that sets a timer and then computes has made no other call until the signal comes.
Waits for a lock have a record of their own, with both their ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from joinscope import limits
from joinscope.recording.records import (
    AcceptArguments,
    AddressArguments,
    CreateArguments,
    Enter,
    MayArguments,
    OpenArguments,
    PollArguments,
    ReadArguments,
    ReceiveArguments,
    RestartArguments,
    SemaphoreArguments,
    SendArguments,
    SignalWaitArguments,
    SleepArguments,
    TransferArguments,
    WaitArguments,
    WriteArguments,
)

SHORT = 500_000  # ns: the stops of the recorder take up to that, which are no waits
# Of the calls that are followed no further those that wait for somebody, or for the time.
OTHER_WAITS = frozenset(
    [
        *("futex_wait", "futex_waitv", "io_uring_enter", "io_getevents", "io_pgetevents"),
        *("request_key", "syslog", "vhangup", "mount", "umount2", "swapoff"),
    ]
)


@dataclass(frozen=True, slots=True)
class Idle:
    """A time in which a thread was in a call that waits, in ns; `sleeps`: for time alone.

    `child` is the PID of the child that it waits for, `object` what the descriptor stands for that
    it waits at; None where it is another call, or they are several.
    """

    start: int
    end: int
    call: str
    sleeps: bool = False
    child: int | None = None
    object: str | None = None


class IdleTimes:
    """Those of one thread; it takes the records of its calls."""

    def __init__(self) -> None:
        self._found: list[Idle] = []
        self._open: Enter | None = None

    def entered(self, record: Enter) -> None:
        """The thread enters a call."""
        self._open = record if _waits(record) else None

    def left(self, time: int) -> None:
        """It leaves the call, or ends, or is cut short in it."""
        if self._open is not None:
            self.waited(_idle(self._open, time))
        self._open = None

    def waited(self, idle: Idle) -> None:
        """It has waited."""
        if idle.end - idle.start < SHORT:
            return
        self._found.append(idle)
        if len(self._found) > 2 * limits.LANE_WAITS:
            self._found = merged(self._found, limits.LANE_WAITS)

    def all(self) -> Iterator[Idle]:
        """The times without overlap, in their order."""
        last = 0
        for each in sorted(self._found, key=lambda each: each.start):
            if each.start >= last:
                yield each
                last = each.end


def merged(found: list[Idle], most: int) -> list[Idle]:
    """As few as `most`: those of one kind with the least between them are taken for one."""
    gaps = sorted(
        each.start - before.end for before, each in pairwise(found) if before.sleeps == each.sleeps
    )
    too_many = len(found) - most
    if too_many <= 0 or not gaps:
        return found
    widest = gaps[min(too_many, len(gaps)) - 1]
    kept = found[:1]
    for each in found[1:]:
        before = kept[-1]
        if before.sleeps == each.sleeps and each.start - before.end <= widest:
            kept[-1] = _both(before, each)
        else:
            kept.append(each)
    return kept


def _idle(record: Enter, end: int) -> Idle:
    found = Idle(record.time, end, record.call)
    match record.arguments:
        case SleepArguments():
            return replace(found, sleeps=True)
        case WaitArguments(child=child):
            return replace(found, child=child)
        case (
            ReadArguments(object=name)
            | WriteArguments(object=name)
            | AcceptArguments(object=name)
            | AddressArguments(object=name)
        ):
            return replace(found, object=name)
    return found


def _both(one: Idle, other: Idle) -> Idle:
    """One time for two; of what they waited for what is the same."""
    return replace(
        one,
        end=other.end,
        child=one.child if one.child == other.child else None,
        object=one.object if one.object == other.object else None,
    )


def _waits(record: Enter) -> bool:
    """Whether a call is one that waits, as it was made.

    Who makes a process waits only for one of vfork, and who opens something only at a FIFO.
    """
    match record.arguments:
        case WaitArguments(options=options):
            return "WNOHANG" not in options
        case ReadArguments() | WriteArguments() as io:
            return not io.nonblocking and "MSG_DONTWAIT" not in io.flags
        case AcceptArguments(nonblocking=nonblocking):
            return record.call != "listen" and not nonblocking
        case AddressArguments():
            return record.call == "connect"
        case OpenArguments(fifo=fifo):
            return fifo is not None and not fifo.nonblocking
        case CreateArguments(flags=flags):
            return record.call == "vfork" or "CLONE_VFORK" in (flags or ())
        case (
            PollArguments(timeout=timeout)
            | SignalWaitArguments(timeout=timeout)
            | SendArguments(timeout=timeout)
            | ReceiveArguments(timeout=timeout)
            | SemaphoreArguments(timeout=timeout)
        ):
            return timeout != 0
        case SleepArguments() | TransferArguments() | RestartArguments():
            return True
        case MayArguments(number=number):
            return record.call in OTHER_WAITS or number is not None
    return False
