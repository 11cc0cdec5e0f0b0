"""The first return from a call of a process that the end of a worker is before, of many at once.

What a point is after, the later points of its thread are after, too. So a thread is followed from
one point at which order comes in to the next, and what is before it only grows: each edge is taken
once for all workers, where a search for each of them would take many edges a thousand times.

    points of the parent     10        20        30        40
    they are after the end   of none   of 1, 3   of 1, 3   of 1, 2, 3
    they return from         wait4     clone     wait4     wait4
    the first return is                          of 1, 3   of 2
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.causal_past import CausalPast, Ways
from joinscope.happens_before.graph import Chain


def first_returns(order: HappensBefore, ends: Mapping[int, Collection[int]]) -> dict[int, int]:
    """For points at which workers end, those where a call of who is to join them first returns.

    `ends` has the points by the number of that process. An end that is before no return is left
    out.
    """
    found: dict[int, int] = {}
    for chain in order.graph.chains:
        if chain.owner in ends:
            for end, point in _of_thread(order, chain, ends[chain.owner]):
                found[end] = min(point, found.get(end, point))
    return found


def _of_thread(
    order: HappensBefore, chain: Chain, ends: Collection[int]
) -> Iterator[tuple[int, int]]:
    """The first returns of one thread, each with the end that it is after."""
    floor, left, targets = min(ends), len(ends), chain.targets
    waiting: dict[int, list[int]] = {}  # by their chains; of each the earliest comes last
    for end in sorted(ends, reverse=True):
        waiting.setdefault(order.graph.chain[end], []).append(end)
    first = bisect_left(targets, floor)
    if first == len(targets):
        return
    past = CausalPast(order.graph, targets[first], floor=floor, ways=Ways.CHOICES)
    reached: list[int] = []
    for point in islice(targets, first, None):
        for number in past.grow(point):
            known = waiting.get(number, [])
            while known and past.holds(known[-1]):
                reached.append(known.pop())
        if reached and order.what(point).event == "leave":
            yield from ((end, point) for end in reached)
            left -= len(reached)
            reached.clear()
            if not left:
                return
