"""Lanes: what each process was doing at what time.

A lane follows the first thread of its process; where that has ended, and the process has not, the
last of the others to end. A thread that is in no call that waits is running; one that joinscope
held back by a schedule is held, whatever it was about to do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from joinscope import limits
from joinscope.explanation.lock_waits import FUTEX, idle_at_the_end
from joinscope.explanation.model import Lane, Segment
from joinscope.joins.idle_times import SHORT, Idle, merged
from joinscope.joins.joins import zombie_until
from joinscope.joins.lifetimes import Lifetime, Lifetimes
from joinscope.joins.roles import Role
from joinscope.recording.records import ExecArguments, Stop

Locks = Sequence[tuple[str, int, int | None]]  # the function, from when, to when


def lane(lifetimes: Lifetimes, role: Role, locks: Locks = ()) -> Lane:
    """The lane of a process; times in ns from the start of the recording on.

    `locks` are the functions in which its first thread waited for a lock, a thread or a signal.
    """
    life, zero = lifetimes.all[role.process], lifetimes.started
    end = life.end if life.end is not None else lifetimes.ended
    if life.killed and lifetimes.cut_at is not None:
        end = min(end, lifetimes.cut_at)  # what comes then is the recorder's doing
    gone = None if life.killed else zombie_until(lifetimes, role)
    segments = tuple(
        replace(each, start=each.start - zero, end=each.end - zero)
        for each in _with_holds(
            list(_segments(lifetimes, life, end, gone, locks)), list(_holds(life, end))
        )
    )
    return Lane(
        role.process,
        role.kind,
        role.pid,
        role.number,
        segments,
        life.start - zero,
        None if life.end is None or life.killed else life.end - zero,
        _program(life, role),
        lifetimes.stacks.names.get(role.pid, ""),
        role.creator,
    )


def _program(life: Lifetime, role: Role) -> str:
    """The program that it has executed as it was called: `sh`, whatever that is a link to."""
    if not role.program:
        return ""
    asked = [
        call.arguments.path
        for call in life.calls
        if isinstance(call.arguments, ExecArguments) and call.arguments.path and call.error is None
    ]
    return PurePath(asked[-1]).name if asked else role.program


def _segments(
    lifetimes: Lifetimes, life: Lifetime, end: int, gone: int | None, locks: Locks
) -> Iterator[Segment]:
    begin = life.start
    last = min(life.exiting or end, end)
    for wait in _waits(lifetimes, life, last, locks):
        if wait.start > begin:
            yield Segment("running", begin, wait.start)
        yield wait
        begin = wait.end
    if last > begin:
        yield Segment("running", begin, last)
    if end > last:
        yield Segment("exiting", last, end)
    if gone is not None and gone > end:
        yield Segment("zombie", end, gone)


def _waits(lifetimes: Lifetimes, life: Lifetime, last: int, locks: Locks) -> Iterator[Segment]:
    """What the threads waited for that it follows, without overlap; stops come first."""
    found: list[Segment] = []
    for tid, since, until in _followed(life, last):
        own = tid == life.process.pid
        idle = list(_idle(lifetimes, life, tid, last, locks if own else ()))
        waits = [
            Segment(
                "sleeping" if each.sleeps else "waiting",
                each.start,
                each.end,
                each.call,
                each.child,
                each.object or "",
            )
            for each in merged(idle, limits.LANE_WAITS)
        ]
        for each in _apart(waits, list(_stops(life, tid, last))):
            start, end = max(each.start, since), min(each.end, until)
            if end - start >= SHORT:
                found.append(replace(each, start=start, end=end))
    yield from found


def _followed(life: Lifetime, last: int) -> Iterator[tuple[int, int, int]]:
    """The threads that the lane follows, each from when to when."""
    since = life.start
    first = life.threads.get(life.process.pid)
    until = last if first is None or first.end is None else min(first.end, last)
    yield life.process.pid, since, until
    while until < last:
        left = [
            (last if each.end is None else each.end, tid)
            for tid, each in life.threads.items()
            if each.end is None or each.end > until
        ]
        if not left:
            return
        end, tid = max(left)
        since, until = until, min(end, last)
        yield tid, since, until


def _idle(
    lifetimes: Lifetimes, life: Lifetime, tid: int, last: int, locks: Locks
) -> Iterator[Idle]:
    """When a thread was in a call that waits; a wait for a lock has the name of its function."""
    thread = life.threads.get(tid)
    found = list(thread.idle.all()) if thread is not None else []
    for each in found:
        yield replace(each, call=_function(each, locks))
    more: list[Idle] = []
    if not lifetimes.waits_known:  # they are seen only as far as their functions are noted
        more = [Idle(since, last if to is None else to, name) for name, since, to in locks]
    # Not every call that may wait is recorded, as that which opens a FIFO to read from it.
    if at_the_end := idle_at_the_end(lifetimes, life):
        more.append(Idle(at_the_end[0], last, at_the_end[1]))
    for each in more:
        if not any(each.start < other.end and other.start < each.end for other in found):
            found.append(each)
            yield each


def _function(idle: Idle, locks: Locks) -> str:
    """In which function a thread waited, where only its futex is recorded."""
    if idle.call != FUTEX:
        return idle.call
    around = (
        name for name, since, to in locks if since <= idle.end and (to is None or to >= idle.start)
    )
    return next(around, idle.call)


def _with_holds(segments: list[Segment], holds: list[Segment]) -> list[Segment]:
    return _apart(segments, holds) if holds else segments


def _holds(life: Lifetime, end: int) -> Iterator[Segment]:
    """When a thread was held that the lane follows; at the end of the process any of them."""
    last = min(life.exiting or end, end)
    begin = life.start
    followed = [*_followed(life, last), *((each, last, end) for each in life.threads)]
    spans = sorted(
        (max(each.start, since), min(end if each.end is None else each.end, until))
        for tid, since, until in followed
        for each in life.holds
        if each.tid == tid
    )
    for start, stop in spans:
        if stop > max(start, begin):
            yield Segment("held", max(start, begin), stop)
            begin = stop


def _apart(waits: list[Segment], stops: list[Segment]) -> list[Segment]:
    """Both in their order: who is stopped in a wait is stopped."""
    found = list(stops)
    for each in waits:
        start = each.start
        for stop in stops:
            if stop.start < each.end and start < stop.end:
                if stop.start > start:
                    found.append(replace(each, start=start, end=stop.start))
                start = stop.end
        if start < each.end:
            found.append(replace(each, start=start))
    return sorted(found, key=lambda each: each.start)


def _stops(life: Lifetime, tid: int, last: int) -> Iterator[Segment]:
    since: Stop | None = None
    own = [each for each in life.stops if each.tid == tid]
    for each in own:
        if isinstance(each, Stop):
            since = since or each
        elif since is not None:
            yield Segment("stopped", since.time, min(each.time, last), signal=since.signal)
            since = None
    if since is not None:
        yield Segment("stopped", since.time, last, signal=since.signal)
