"""Lanes: what each process was doing at what time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from joinscope import limits
from joinscope.explanation.lock_waits import idle_at_the_end
from joinscope.explanation.model import Lane, Segment
from joinscope.joins.joins import zombie_until
from joinscope.joins.lifetimes import Lifetime, Lifetimes
from joinscope.joins.roles import Role
from joinscope.recording.records import Stop

SHORT = 100_000  # ns: a shorter wait is no segment of its own


Locks = Sequence[tuple[str, int, int | None]]  # the function, from when, to when


def lane(lifetimes: Lifetimes, role: Role, locks: Locks = ()) -> Lane:
    """The lane of a process; times in ns from the start of the recording on.

    `locks` are the waits of its first thread that no system call shows.
    """
    life, zero = lifetimes.all[role.process], lifetimes.started
    end = life.end if life.end is not None else lifetimes.ended
    if life.killed and lifetimes.cut_at is not None:
        end = min(end, lifetimes.cut_at)  # what comes then is the recorder's doing
    gone = None if life.killed else zombie_until(lifetimes, role)
    more = [Segment("waiting", since, end if to is None else to, name) for name, since, to in locks]
    if idle := idle_at_the_end(lifetimes, life):
        more.append(Segment("waiting", idle[0], end, idle[1]))
    segments = tuple(
        Segment(each.doing, each.start - zero, each.end - zero, each.call)
        for each in _segments(life, end, gone, more)
    )
    return Lane(
        role.process,
        role.kind,
        role.pid,
        role.number,
        segments,
        life.start - zero,
        None if life.end is None or life.killed else life.end - zero,
        role.program,
        lifetimes.stacks.names.get(role.pid, ""),
    )


def _segments(
    life: Lifetime, end: int, gone: int | None, more: Sequence[Segment]
) -> Iterator[Segment]:
    begin = life.start
    last = min(life.exiting or end, end)
    for wait in _waits(life, last, more):
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


def _waits(life: Lifetime, last: int, more: Sequence[Segment]) -> list[Segment]:
    """What its first thread waited for, without overlap; stops count too."""
    found = [
        Segment(
            "sleeping" if call.kind == "sleep" else "waiting",
            call.start,
            min(call.end or last, last),
            call.name,
        )
        for call in life.calls
        if call.tid == life.process.pid and call.kind not in ("exit", "exec", "kill", "pidfd")
    ]
    found += [replace(each, end=min(each.end, last)) for each in more]
    found = [each for each in found if each.end - each.start >= SHORT]
    found += _stops(life, last)
    found = sorted(found, key=lambda each: each.start - each.end)[: limits.LANE_WAITS]
    apart: list[Segment] = []
    for each in sorted(found, key=lambda each: each.start):
        if not apart or each.start >= apart[-1].end:
            apart.append(each)
    return apart


def _stops(life: Lifetime, last: int) -> Iterator[Segment]:
    since: int | None = None
    own = [each for each in life.stops if each.tid == life.process.pid]
    for each in own:
        if isinstance(each, Stop):
            since = since or each.time
        elif since is not None:
            yield Segment("stopped", since, min(each.time, last))
            since = None
    if since is not None:
        yield Segment("stopped", since, last)
