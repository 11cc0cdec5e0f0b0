"""Every legal output: the orders of a recording's lines that the happens-before relation allows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

from joinscope import limits
from joinscope.happens_before.answers import Answer, Bits, answered
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.causal_past import CausalPast, Ways
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.equal_lines import Remaining
from joinscope.happens_before.graph import NEVER
from joinscope.happens_before.relation import EventInterval, could_have_come, of_line
from joinscope.happens_before.shared_work import overlap, proved_past, taken_by_luck
from joinscope.happens_before.single_writes import (
    joined,
    single_writes,
    split,
    tells_apart,
    whole_lines,
)
from joinscope.vocabulary import Relation

Pair = tuple[int, int]  # of lines, by their places, the smaller one first
# Proofs; or those and answers that were followed, for programs that make the same calls whatever
# the answers are; or nothing, as some order is not known.
RestsOn = Literal["proof", "same_calls", "not_ruled_out"]
State = frozenset[int]  # of sets of lines (as bits) that a prefix may have printed


@dataclass(frozen=True, slots=True)
class LinearExtensions:
    """The lines in the order seen, and for each line, as bits, those that come before it by proof.

    `unknown` are the pairs of which nobody can tell whether they are ordered. The outputs are those
    that one of the `answers` allows (answers.py): for each way in which choices among children can
    come out the order of the lines, in runs whose calls have answers of the same kind. They are
    listed for programs that make the same calls whatever the answer is. Where some pairs are
    `open`, because another choice or a hidden way may order them, the outputs are those that
    nothing rules out. Lines of one text are the same output whichever of them comes first. Where
    that leaves too much open, not every output is listed, none is counted, and none refuted.

    `groups` has all lines, those together that nothing can come between (single_writes.py); empty:
    each line is alone.
    """

    texts: tuple[str, ...]
    before: tuple[int, ...]
    unknown: tuple[tuple[int, int], ...] = ()
    answers: tuple[tuple[int, ...], ...] = ()
    open: tuple[tuple[int, int], ...] = ()
    groups: tuple[tuple[int, ...], ...] = ()

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """Each legal output once, those that begin as the one seen did first."""
        if not self.texts:
            yield ()
            return
        if self._together:
            groups = self._of_groups()
            found = map(whole_lines, groups)
            yield from found if tells_apart(groups.texts) else dict.fromkeys(found)
            return
        prefix: list[str] = []
        left = self._left(self._answers)
        todo = [self._next(self._start, left)]
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
                one = frozenset([min(state)]) if _given_up(left) else state
                todo.append(self._next(one, left))

    def count(self, width: int = limits.COUNTED_STATES) -> int | None:
        """How many legal outputs there are, exactly; None where that takes too much."""
        if self._together:
            groups = self._of_groups()
            return groups.count(width) if tells_apart(groups.texts) else None
        ways: dict[State, int] = {self._start: 1}
        left = self._left(self._answers)
        for _ in self.texts:
            following: dict[State, int] = {}
            held = 0
            for state, number in ways.items():
                for _text, after in self._next(state, left):
                    held += 0 if after in following else len(after)
                    following[after] = following.get(after, 0) + number
                if held > width or _given_up(left):
                    return None
            ways = following
        return sum(ways.values())

    def allows(self, texts: Sequence[str]) -> bool:
        """Whether this output is one of the legal ones, or that takes too much to tell."""
        if self._together:
            groups = self._of_groups()
            if not tells_apart(groups.texts):
                return Counter(texts) == Counter(self.texts)
            return groups.allows(split(texts, groups.texts))
        return self._allowed(texts, self._start, self._answers)

    def refutes(self, texts: Sequence[str]) -> bool:
        """Whether this output is against a proof, so no answer of any choice could have brought it.

        The output of a program that prints other lines is against one, too.
        """
        if self._together:
            groups = self._of_groups()
            if not tells_apart(groups.texts):
                return Counter(texts) != Counter(self.texts)
            return groups.refutes(split(texts, groups.texts))
        return not self._allowed(texts, frozenset([0]), (self.before,))

    @property
    def rests_on(self) -> RestsOn:
        """What the outputs rest on."""
        return "not_ruled_out" if self.open else "same_calls" if self.unknown else "proof"

    @property
    def _together(self) -> bool:
        """Whether any lines are together."""
        return len(self.groups) not in (0, len(self.texts))

    def _of_groups(self) -> "LinearExtensions":
        """The same of groups of lines, each with a text that has a line break between two lines."""
        return LinearExtensions(
            tuple("\n".join(self.texts[line] for line in group) for group in self.groups),
            joined(self.before, self.groups),
            answers=tuple(joined(each, self.groups) for each in self.answers),
        )

    @property
    def _answers(self) -> tuple[tuple[int, ...], ...]:
        return self.answers or (self.before,)

    @property
    def _start(self) -> State:
        """Nothing is printed yet, by any answer: its number stands behind the bits of the lines."""
        return frozenset(number << len(self.texts) for number in range(len(self._answers)))

    def _left(self, answers: Sequence[Sequence[int]]) -> tuple[Remaining, ...]:
        """What is left of the lines, by each answer."""
        return tuple(Remaining(self.texts, each, share=len(answers)) for each in answers)

    def _allowed(
        self, texts: Sequence[str], state: State, answers: Sequence[Sequence[int]]
    ) -> bool:
        left = self._left(answers)
        for text in texts:
            state = dict(self._next(state, left)).get(text, frozenset())
            if _given_up(left):
                return Counter(texts) == Counter(self.texts)
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

    def _next(self, state: State, left: Sequence[Remaining]) -> Iterator[tuple[str, State]]:
        """Each text that may come next, and the state after it."""
        after: dict[str, set[int]] = {}
        lines = (1 << len(self.texts)) - 1
        # The lines that were seen first make the smallest set: that goes on first, as it was seen,
        # and stands for others of its shape.
        for printed in sorted(state):
            for line, then in left[printed >> len(self.texts)].steps(printed & lines):
                after.setdefault(self.texts[line], set()).add(printed & ~lines | then)
        for text, states in after.items():
            yield text, frozenset(states)


def _given_up(left: Sequence[Remaining]) -> bool:
    return any(each.given_up for each in left)


def outputs(order: HappensBefore) -> LinearExtensions:
    """The legal outputs of the recorded program."""
    lines = order.printed.all()
    places = [of_line(line) for line in lines]
    must = _earlier(order, places, Ways.PROOFS)
    alike = _earlier(order, places, Ways.ALIKE)
    may = _earlier(order, places, Ways.MAY)
    rivals, unfollowed = dict[Pair, Choice](), may
    found: tuple[Bits, ...] = (alike,)
    if order.state.candidates:
        rivals = _rivals(order, places)
        followed = _answered(order, alike, places, Ways.ALIKE)
        if followed:
            found = tuple(dict.fromkeys(each.before for each in followed))
            unfollowed = _earlier(order, places, Ways.UNFOLLOWED)
    pairs = list(combinations(range(len(lines)), 2))
    calls = [(place.firsts[0], place.lasts[-1]) for place in places]
    together = {pair for pair in pairs if overlap(order, *(calls[line] for line in pair))}
    unknown = [
        pair
        for pair in pairs
        if not _related(must, pair) and (_related(may, pair) or pair in rivals or pair in together)
    ]
    left = [
        pair
        for pair in unknown
        if not _related(alike, pair)
        and (
            _related(unfollowed, pair)
            or pair in together
            or rivals.get(pair) is Choice.WHICH_WRITER
        )
    ]
    texts = tuple(line.text for line in lines)
    return LinearExtensions(
        texts, must, tuple(unknown), found, tuple(left), groups=single_writes(lines)
    )


def proved_answers(order: HappensBefore) -> tuple[Answer, ...]:
    """What is proved of the lines by each answer of the waits for any child.

    Of two lines that are ordered by each of them a program that makes the same calls whatever the
    answer is prints them in that order. Empty where no such answer could have been another, or
    there are too many, or more than one recording knows of: a child that is waited for by its PID
    because a wait for any has taken another one, or a wait that may be told of something else.
    """
    rivals = {each.child for each in order.state.candidates if each.choice is Choice.WHICH_CHILD}
    if not rivals or any(
        each.child in rivals and (each.beyond or not each.any) for each in order.reaps
    ):
        return ()
    places = [of_line(line) for line in order.printed.all()]
    must = _earlier(order, places, Ways.PROOFS)
    return _answered(order, must, places, Ways.PROOFS)


def _answered(
    order: HappensBefore, before: Bits, places: Sequence[EventInterval], ways: Ways
) -> tuple[Answer, ...]:
    pasts = [[proved_past(order, start, ways) for start in place.firsts] for place in places]
    return answered(order, before, [place.lasts for place in places], pasts, ways)


def _related(before: Sequence[int], pair: Pair) -> bool:
    one, other = pair
    return bool(before[other] >> one & 1 or before[one] >> other & 1)


def _rivals(order: HappensBefore, places: Sequence[EventInterval]) -> dict[Pair, Choice]:
    """The pairs of lines that another answer would have ordered, and by which choice."""
    found: dict[Pair, Choice] = {}
    pasts = [CausalPast(order.graph, each.firsts[-1], ways=Ways.CHOICES) for each in places]
    for rival in order.state.candidates:
        if rival.told == NEVER:
            continue
        ends = [
            CausalPast(order.graph, end, ways=Ways.CHOICES) for end in could_have_come(order, rival)
        ]
        early = [
            line
            for line, place in enumerate(places)
            if any(end.holds(last) for end in ends for last in place.lasts)
        ]
        late = [line for line, past in enumerate(pasts) if past.holds(rival.told)]
        for one, other in product(early, late):
            if one != other:
                found.setdefault((min(one, other), max(one, other)), rival.choice)
    return found


def _earlier(order: HappensBefore, places: Sequence[EventInterval], ways: Ways) -> tuple[int, ...]:
    """For each line those that are (or may be) before it, as bits."""
    return tuple(_earlier_than(order, places, number, ways) for number in range(len(places)))


def _earlier_than(
    order: HappensBefore, places: Sequence[EventInterval], number: int, ways: Ways
) -> int:
    """The same of one line; one search for each of its writes."""
    may = ways >= Ways.MAY
    pasts = [(start, proved_past(order, start, ways)) for start in places[number].firsts]
    bits = 0
    for other, place in enumerate(places):
        if other == number:
            continue
        found = (
            _within(order, past, (last, start), ways, earlier=other < number)
            for last in place.lasts
            for start, past in pasts
        )
        if any(found) if may else all(found):
            bits |= 1 << other
    return bits


def _within(
    order: HappensBefore, past: CausalPast, between: tuple[int, int], ways: Ways, *, earlier: bool
) -> bool:
    last, start = between
    if start < last:
        return earlier and order.graph.partner[start] == last
    if ways < Ways.CHOICES and taken_by_luck(order, last, start):
        return False
    return past.holds(last)
