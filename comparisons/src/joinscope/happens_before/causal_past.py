"""Searching the graph backwards: what is before a point, and by which path."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from joinscope.happens_before.graph import CHAIN_BITS, KIND_BITS, Graph, Kind, unpack


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of a path: from a point to a later one, and what carried the order."""

    kind: Kind
    start: int
    end: int


@dataclass(slots=True)
class _Reached:
    """A point of a chain that is before the target, and the edge by which it was found."""

    chain: int
    point: int
    kind: Kind = Kind.PROGRAM
    end: int = 0
    later: "_Reached | None" = None


class CausalPast:
    """All that is before a point (must), or may be before it: for each chain its last such point.

    Points before `floor` are left out. The search goes round by round, one edge further in each,
    and takes every edge once, so it is linear in the edges between the two points.
    """

    def __init__(self, graph: Graph, end: int, *, floor: int = 0, may: bool = False) -> None:
        self._graph = graph
        self._floor = floor
        self._may = may
        self._best: dict[int, _Reached] = {}
        self._scanned: dict[int, int] = {}
        self._horizon = 0
        self._frontier = {graph.chain[end]: _Reached(graph.chain[end], end)}

    def holds(self, start: int) -> bool:
        """Whether `start` is in this past; searches only as far as that takes."""
        return self._find(start)

    def path(self, start: int) -> list[Step] | None:
        """The shortest path of must-edges from `start` to the end; None if there is none."""
        if not self._find(start):
            return None
        here: _Reached | None = self._best[self._graph.chain[start]]
        point, steps = start, []
        while here is not None:
            if here.point > point:
                steps.append(Step(Kind.PROGRAM, point, here.point))
            if here.later is None:
                break
            # A virtual chain has no points of its own: its way in and its way out are one step.
            out = here
            while out.later and out.later.later and self._graph.chains[out.later.chain].owner < 0:
                out = out.later
            steps.append(Step(out.kind, here.point, out.end))
            here, point = out.later, out.end
        return steps

    def _find(self, start: int) -> bool:
        chain = self._graph.chain[start]
        while True:
            found = self._best.get(chain)
            if (found is not None and found.point >= start) or start < self._horizon:
                return True
            if not self._frontier:
                return False
            self._round()

    def _round(self) -> None:
        frontier, self._frontier = self._frontier, {}
        for number, reached in frontier.items():
            best = self._best.get(number)
            if best is None or reached.point > best.point:
                self._best[number] = reached
        for number, reached in frontier.items():
            if self._best[number] is reached:
                self._expand(reached)

    def _expand(self, reached: _Reached) -> None:
        chain = self._graph.chains[reached.chain]
        high = bisect_right(chain.targets, reached.point)
        low = self._scanned.get(chain.number)
        if low is None:
            low = bisect_left(chain.targets, self._floor)
        if high > low:
            self._scanned[chain.number] = high
            for place in range(low, high):
                packed = chain.edges[place]
                if packed >> (KIND_BITS + CHAIN_BITS) < self._floor:
                    continue
                start, source, kind = unpack(packed)
                if kind is not Kind.MAY or self._may:
                    self._reach(_Reached(source, start, kind, chain.targets[place], reached))
        if self._may:
            for number, point in self._media(reached):
                self._reach(_Reached(number, point, Kind.MAY, reached.point, reached))
            self._horizon = max(self._horizon, self._graph.influenced_until(chain, reached.point))

    def _media(self, reached: _Reached) -> Iterator[tuple[int, int]]:
        """The media that the point may have learned from; the points that a medium may know."""
        chain = self._graph.chains[reached.chain]
        for each in chain.memberships or ():
            if each.since <= reached.point:
                yield each.medium.number, min(reached.point, each.until)
        for each in chain.members or ():
            if each.since <= reached.point:
                yield each.chain.number, min(reached.point, each.until)

    def _reach(self, found: _Reached) -> None:
        best = self._best.get(found.chain)
        if best is not None and best.point >= found.point:
            return
        rival = self._frontier.get(found.chain)
        if rival is None or (found.point, -found.kind) > (rival.point, -rival.kind):
            self._frontier[found.chain] = found
