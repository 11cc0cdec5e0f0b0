"""Which call served a join: where the parent waited, and how the worker's end reached it."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from joinscope.happens_before.builder import HappensBefore, Reap
from joinscope.happens_before.causal_past import CausalPast, Step
from joinscope.happens_before.graph import Chain
from joinscope.happens_before.kernel_state import Process


@dataclass(frozen=True, slots=True)
class Served:
    """The call of the parent that ended because of the worker's end.

    `classes` are those of the calls that told of it: `wait`; or `poll` and `read` under a fork
    server, whose status comes through a pipe. `blocked`: it was in the call when the worker ended,
    so the call had to wait for that. `path` leads from the worker's last point to the call's.
    """

    worker: Process
    call: str
    classes: tuple[str, ...]
    blocked: bool
    point: int
    path: tuple[Step, ...]


def reapers(history: HappensBefore) -> dict[int, int]:
    """Who took the status: the PID of the parent of each process, by the PID of the process."""
    return {reap.child.pid: reap.by.pid for reap in history.reaps}


def workers(history: HappensBefore) -> list[Process]:
    """The processes that printed, except the parent, in the order of their first line."""
    found: list[Process] = []
    for line in history.printed.all():
        process = history.process(line.writes[0][0])
        if process is not history.state.root and process not in found:
            found.append(process)
    return found


def served(history: HappensBefore, worker: Process, parent: Process | None = None) -> Served | None:
    """The first call of the parent (or of another process) that the worker's end is before.

    None if the worker did not end, or nothing told the parent so. What a point is after, the later
    points of its thread are after too: so the first is found by halving, from the end on, for it
    is seldom far from there, and the past of what is far from there is large.
    """
    parent = parent or history.state.root
    if parent is None or not worker.gone or not worker.ended:
        return None
    end = worker.ended[-1]
    chains = (chain for chain in history.graph.chains if chain.owner == parent.number)
    found = [point for chain in chains if (point := _first(history, end, chain))]
    if not found:
        return None
    point = min(found)
    enter, _ = history.call_of(point)
    what = history.what(point)
    path = CausalPast(history.graph, point, floor=end).path(end) or []
    classes = [what.cls, *_rest(history, point)]
    return Served(worker, what.call, tuple(classes), enter < end, point, tuple(path))


def by_reap(history: HappensBefore, reap: Reap) -> Served:
    """The same of the call that took a worker's status, where another told of its end before."""
    end = (reap.child.ended or [])[-1]
    enter, _ = history.call_of(reap.point)
    what = history.what(reap.point)
    path = CausalPast(history.graph, reap.point, floor=end).path(end) or []
    return Served(reap.child, what.call, (what.cls,), enter < end, reap.point, tuple(path))


def _first(history: HappensBefore, end: int, chain: Chain) -> int | None:
    """The thread's first return from a call that `end` is before."""
    targets = chain.targets  # only where order comes in can that begin
    low, step = bisect_left(targets, end), 1
    high = low
    while high < len(targets) and not history.reaches(end, targets[high]):
        low, high, step = high + 1, high + step, 2 * step
    high = min(high, len(targets))
    place = bisect_left(targets, x=True, lo=low, hi=high, key=partial(history.reaches, end))
    leaves = (each for each in targets[place:] if history.what(each).event == "leave")
    return next(leaves, None)


def _rest(history: HappensBefore, point: int) -> Iterator[str]:
    """After a poll, the call that fetched what it had reported."""
    if history.what(point).cls != "poll":
        return
    chain = history.graph.chains[history.graph.chain[point]]
    for target in chain.targets[bisect_left(chain.targets, point + 1) :]:
        what = history.what(target)
        if what.event == "leave" and what.cls in ("read", "wait"):
            yield what.cls
            return
