"""Every legal output: the orders of a recording's lines that the happens-before relation allows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from joinscope import limits
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.causal_past import CausalPast, Ways
from joinscope.happens_before.relation import EventInterval, of_line
from joinscope.vocabulary import Relation

State = frozenset[int]  # of sets of lines (as bits) that a prefix may have printed


@dataclass(frozen=True, slots=True)
class LinearExtensions:
    """The lines in the order seen, and for each line, as bits, those that come before it.

    `unknown` are the pairs of which nobody can tell whether they are ordered: where there are any,
    the outputs are those that are not ruled out. Lines of one text are the same output whichever
    of them comes first.
    """

    texts: tuple[str, ...]
    before: tuple[int, ...]
    unknown: tuple[tuple[int, int], ...] = ()

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """Each legal output once, those that begin as the one seen did first."""
        if not self.texts:
            yield ()
            return
        prefix: list[str] = []
        todo = [self._next(frozenset([0]))]
        while todo:
            step = next(todo[-1], None)
            if step is None:
                todo.pop()
                if prefix:
                    prefix.pop()
                continue
            text, state = step
            prefix.append(text)
            if len(prefix) == len(self.texts):
                yield tuple(prefix)
                prefix.pop()
            else:
                todo.append(self._next(state))

    def count(self, width: int = limits.COUNTED_STATES) -> int | None:
        """How many legal outputs there are, exactly; None where that takes too much."""
        ways: dict[State, int] = {frozenset([0]): 1}
        for _ in self.texts:
            following: dict[State, int] = {}
            for state, number in ways.items():
                for _text, after in self._next(state):
                    following[after] = following.get(after, 0) + number
                if len(following) > width:
                    return None
            ways = following
        return sum(ways.values())

    def allows(self, texts: Sequence[str]) -> bool:
        """Whether this output is one of the legal ones."""
        state: State = frozenset([0])
        for text in texts:
            state = dict(self._next(state)).get(text, frozenset())
        return len(texts) == len(self.texts) and bool(state)

    def relation(self, one: int, other: int) -> Relation:
        """How one line relates to another; both by their places in the order seen."""
        if self.before[other] >> one & 1:
            return Relation.BEFORE
        if self.before[one] >> other & 1:
            return Relation.AFTER
        unknown = (min(one, other), max(one, other)) in self.unknown
        return Relation.UNKNOWN if unknown else Relation.CONCURRENT

    def seen(self, runs: Iterable[Sequence[str]]) -> dict[tuple[str, ...], int]:
        """How often each output was seen; those of other programs, or illegal ones, too."""
        found: dict[tuple[str, ...], int] = {}
        for texts in runs:
            found[tuple(texts)] = found.get(tuple(texts), 0) + 1
        return found

    def _next(self, state: State) -> Iterator[tuple[str, State]]:
        """Each text that may come next, and the state after it."""
        after: dict[str, set[int]] = {}
        for line, (text, before) in enumerate(zip(self.texts, self.before, strict=True)):
            for printed in state:
                if not printed >> line & 1 and before & ~printed == 0:
                    after.setdefault(text, set()).add(printed | 1 << line)
        for text, states in after.items():
            yield text, frozenset(states)


def outputs(order: HappensBefore) -> LinearExtensions:
    """The legal outputs of the recorded program."""
    lines = order.printed.all()
    places = [of_line(line) for line in lines]
    must = [_earlier(order, places, number, may=False) for number in range(len(lines))]
    may = [_earlier(order, places, number, may=True) for number in range(len(lines))]
    unknown = []
    for one in range(len(lines)):
        for other in range(one + 1, len(lines)):
            known = must[other] >> one & 1 or must[one] >> other & 1
            if not known and (may[other] >> one & 1 or may[one] >> other & 1):
                unknown.append((one, other))
    return LinearExtensions(tuple(line.text for line in lines), tuple(must), tuple(unknown))


def _earlier(
    order: HappensBefore, places: Sequence[EventInterval], number: int, *, may: bool
) -> int:
    """Which lines are (or may be) before a line, as bits; one search for each of its writes."""
    ways = Ways.MAY if may else Ways.PROOFS
    pasts = [(start, CausalPast(order.graph, start, ways=ways)) for start in places[number].firsts]
    bits = 0
    for other, place in enumerate(places):
        if other == number:
            continue
        found = (
            _within(order, past, start, last, earlier=other < number)
            for last in place.lasts
            for start, past in pasts
        )
        if any(found) if may else all(found):
            bits |= 1 << other
    return bits


def _within(
    order: HappensBefore, past: CausalPast, start: int, last: int, *, earlier: bool
) -> bool:
    if start < last:
        return earlier and order.graph.partner[start] == last
    return past.holds(last)
