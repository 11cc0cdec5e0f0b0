"""Searching the graph backwards: what is before a point, and by which path."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import (
    CHAIN_BITS,
    HOW_BITS,
    KIND_BITS,
    WHY_BITS,
    Graph,
    Kind,
    Why,
    unpack_how,
)
from joinscope.happens_before.hidden_ways import Reason

_HOW, _KIND, _CHAIN = (1 << HOW_BITS) - 1, (1 << KIND_BITS) - 1, (1 << CHAIN_BITS) - 1


class Ways(IntEnum):
    """Which edges a search takes, each more than those before it.

    PROOFS alone hold in every run that makes the same calls. Those of ALIKE runs hold if each call
    has an answer of the same kind, too. CHOICES are all that held in this one. MAY are may-edges
    and marks as well; UNFOLLOWED are all of them but the choices among children, whose other
    answers can be followed (answers.py).
    """

    PROOFS = 0
    ALIKE = 1
    CHOICES = 2
    MAY = 3
    UNFOLLOWED = 4


def _taken(ways: Ways) -> bytes:
    """For each kind and choice of an edge, as it is packed, whether such a search takes it."""
    of_kind = {int(each) for each in Choice if each.of_kind}
    whys = {Ways.PROOFS: {0}, Ways.ALIKE: {0, *of_kind}}.get(ways, set(range(1 << WHY_BITS)))
    if ways is Ways.UNFOLLOWED:
        whys.remove(Choice.WHICH_CHILD)
    return bytes(
        ways >= Ways.MAY if how & _KIND == Kind.MAY else how >> KIND_BITS in whys
        for how in range(1 << HOW_BITS)
    )


_TAKEN = {ways: _taken(ways) for ways in Ways}


class Cut(NamedTuple):
    """Where program order proves nothing of what a thread does after a point: rules/handlers.py.

    Each of the `steps` is such a point, and up to where what the thread had done is before all that
    it does nevertheless: further on, less is. All of it is before its last point, `end`.
    """

    steps: tuple[tuple[int, int], ...]
    end: int

    @property
    def after(self) -> int:
        """The first such point."""
        return self.steps[0][0]

    def by(self, early: int, late: int) -> int | None:
        """The point behind which the order of two of the thread may be luck; None: it is none."""
        if late >= self.end:
            return None
        steps = (after for after, until in self.steps if after < late and until < early < late)
        return next(steps, None)

    def hides(self, early: int, late: int) -> bool:
        """Whether the order of two points of the thread may be luck."""
        return self.by(early, late) is not None


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of a path: from a point to a later one, and what carried the order.

    `why` it is no proof: a choice, or of a may-edge its reason; None: it is one.
    """

    kind: Kind
    start: int
    end: int
    why: Why = None


@dataclass(slots=True)
class _Reached:
    """A point of a chain that is before the target, and the edge by which it was found.

    `how` holds its kind, and why it is no proof, as in a packed edge.
    """

    chain: int
    point: int
    how: int = Kind.PROGRAM
    end: int = 0
    later: "_Reached | None" = None


@dataclass(slots=True)
class _Horizon:
    """A mark: whatever is before this point may have had an influence on it."""

    point: int = 0
    reason: Reason = Reason.HIDDEN_ORDER
    reached: _Reached | None = None


class CausalPast:
    """All that is before a point, or may be before it: for each chain its last such point.

    Points before `floor` are left out. The search goes round by round, one edge further in each,
    and takes every edge once, so it is linear in the edges between the two points.

    Who asks of one point again and again whether it is before ever later ones gives a dictionary to
    `in_vain`, the same each time: of each chain the last point that it is known not to be before.
    What lies behind these is not searched again.

    `cuts` are those of chains, by their numbers. A search that takes them into account may miss a
    proof that leaves such a chain at a point before its last one.
    """

    def __init__(
        self,
        graph: Graph,
        end: int,
        *,
        floor: int = 0,
        ways: Ways = Ways.PROOFS,
        in_vain: dict[int, int] | None = None,
        cuts: Mapping[int, Cut] | None = None,
    ) -> None:
        self._cuts = cuts
        self._in_vain = in_vain
        self._end = end
        self._graph = graph
        self._floor = floor
        self._ways = ways
        self._best: dict[int, _Reached] = {}
        self._scanned: dict[int, int] = {}
        self._horizon = _Horizon()
        self._frontier = {graph.chain[end]: _Reached(graph.chain[end], end)}
        if ways >= Ways.MAY and graph.broadcasting:
            self._hear(self._frontier[graph.chain[end]])

    def holds(self, start: int) -> bool:
        """Whether `start` is in this past; searches only as far as that takes."""
        return self._find(start)

    def grow(self, end: int) -> Collection[int]:
        """Take all that is before a further end, too; return the chains of which that is more.

        Only for searches that take no may-edges: what an end hears is looked for once.
        """
        self._reach(_Reached(self._graph.chain[end], end))
        grown: set[int] = set()
        while self._frontier:
            grown.update(self._frontier)
            self._round()
        return grown

    def path(self, start: int) -> list[Step] | None:
        """The shortest path from `start` to the end, over such edges; None if there is none.

        Where a mark stands for an edge, the way there is one step to the marked point.
        """
        if not self._find(start):
            return None
        here: _Reached | None = self._best.get(self._graph.chain[start])
        point, steps = start, []
        if here is None or here.point < start:
            mark, here = self._horizon, self._horizon.reached
            steps.append(Step(Kind.MAY, start, mark.point, mark.reason))
            point = mark.point
        while here is not None:
            if here.point > point:
                steps.append(Step(Kind.PROGRAM, point, here.point))
            if here.later is None:
                break
            # A virtual chain has no points of its own: its way in and its way out are one step.
            out = here
            why = unpack_how(out.how)[1]
            while out.later and out.later.later and self._graph.chains[out.later.chain].owner < 0:
                out = out.later
                further = unpack_how(out.how)[1]
                why = further if why is None else why
            steps.append(Step(unpack_how(out.how)[0], here.point, out.end, why))
            here, point = out.later, out.end
        return steps

    def _find(self, start: int) -> bool:
        chain = self._graph.chain[start]
        while True:
            found = self._best.get(chain)
            known = found is not None and found.point >= start and not self._hides(found, start)
            if known or start < self._horizon.point:
                return True
            if not self._frontier:
                if self._in_vain is not None:
                    # The last record may give its own point more edges yet.
                    self._in_vain |= {
                        n: min(it.point, self._end - 1) for n, it in self._best.items()
                    }
                return False
            self._round()

    def _hides(self, found: _Reached, start: int) -> bool:
        cut = self._cuts.get(found.chain) if self._cuts else None
        return cut is not None and cut.hides(start, found.point)

    def last_on(self, number: int) -> int:
        """The last point of a chain that is before the end; 0: none."""
        while self._frontier:
            self._round()
        found = self._best.get(number)
        return found.point if found is not None else 0

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
            known = self._in_vain.get(chain.number) if self._in_vain else None
            start = self._floor if known is None else known + 1
            low = bisect_left(chain.targets, start)
        cut = self._cuts.get(chain.number) if self._cuts else None
        if cut is not None and cut.after < reached.point < cut.end:
            edges = zip(chain.targets[:high], chain.edges[:high], strict=True)
            self._take((e for e in edges if not cut.hides(e[0], reached.point)), reached)
        elif high > low:
            self._scanned[chain.number] = high
            self._take(zip(chain.targets[low:high], chain.edges[low:high], strict=True), reached)
        if chain.late is not None:
            late = (each for each in chain.late if each[0] <= reached.point)
            if cut is not None:
                late = (each for each in late if not cut.hides(each[0], reached.point))
            self._take(late, reached)
        if self._ways >= Ways.MAY:
            for number, point, reason in self._media(reached):
                how = reason << KIND_BITS | Kind.MAY
                self._reach(_Reached(number, point, how, reached.point, reached))
            mark, reason = self._graph.influenced_until(chain, reached.point)
            if mark > self._horizon.point:
                self._horizon = _Horizon(mark, reason, reached)

    def _take(self, edges: Iterable[tuple[int, int]], reached: _Reached) -> None:
        """Go on over these edges, each with its end."""
        floor, taken = self._floor << (HOW_BITS + CHAIN_BITS), _TAKEN[self._ways]
        for end, packed in edges:
            how = packed & _HOW
            if packed >= floor and taken[how]:
                start = packed >> HOW_BITS
                number, point = start & _CHAIN, start >> CHAIN_BITS
                self._reach(_Reached(number, point, how, end, reached))

    def _media(self, reached: _Reached) -> Iterator[tuple[int, int, Reason]]:
        """The media that the point may have learned from; the points that a medium may know."""
        chain = self._graph.chains[reached.chain]
        for each in chain.memberships or ():
            if each.since <= reached.point:
                yield each.medium.number, min(reached.point, each.until), each.medium.reason
        for each in chain.members or ():
            if each.writes and each.since <= reached.point:
                yield each.chain.number, min(reached.point, each.until), chain.reason

    def _hear(self, end: _Reached) -> None:
        """Of each chain, the last point before the end that may have an influence on any later one.

        What any point on the way has heard, the end has heard as well: so they are looked for once.
        """
        for chain in self._graph.broadcasting:
            point, reason = self._graph.broadcast_until(chain, end.point - 1)
            if point >= self._floor and point and chain.number != end.chain:
                how = reason << KIND_BITS | Kind.MAY
                self._reach(_Reached(chain.number, point, how, end.point, end))

    def _reach(self, found: _Reached) -> None:
        if self._in_vain and found.point <= self._in_vain.get(found.chain, -1):
            return
        best = self._best.get(found.chain)
        if best is not None and best.point >= found.point:
            return
        rival = self._frontier.get(found.chain)
        if rival is None or (found.point, -found.how) > (rival.point, -rival.how):
            self._frontier[found.chain] = found
