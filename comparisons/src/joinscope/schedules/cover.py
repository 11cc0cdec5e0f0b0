"""Which orders of a program's lines are worth a run each: all, or a few that show every pair.

Eight workers of two lines each have 81,729,648,000 legal outputs. What they say is that of two
concurrent lines either may be first, and for that few outputs are enough: mostly two, of which one
has every concurrent pair in the one order and the other in the other (a realizer, for a relation of
dimension two). They are found greedily: the line that comes next is the one that thereby shows most
pairs in an order not shown yet. Where that shows nothing new, a pair is chosen, and one of its
lines comes as early as it can.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from joinscope.happens_before.linear_extensions import LinearExtensions
from joinscope.happens_before.single_writes import joined

Order = tuple[int, ...]  # lines by their places, in the order in which they are to be printed
Pair = tuple[int, int]  # the first line of the two comes first


def open_pairs(legal: LinearExtensions) -> set[Pair]:
    """Each pair of lines that is open, both ways: nothing orders it in runs that are alike.

    A start() that has found a worker at its end orders that before what it starts. That is no
    proof; but the outputs are those of runs whose looks find the same.
    """
    count = len(legal.texts)
    before = _before(legal)
    return {
        (one, other)
        for one in range(count)
        for other in range(count)
        if one != other
        and not before[one] >> other & 1
        and not before[other] >> one & 1
        and legal.texts[one] != legal.texts[other]
    }


def orders(legal: LinearExtensions, limit: int) -> tuple[list[Order], bool]:
    """The orders to be forced, and whether they are all legal outputs, each once."""
    listed = list(islice(legal, limit + 1))
    if len(listed) <= limit:
        return [each for each in (placed(legal, texts) for texts in listed) if each], True
    return list(islice(_cover(legal), limit)), False


def placed(legal: LinearExtensions, texts: Sequence[str]) -> Order | None:
    """The lines that make an output: of equal ones those that proofs allow; None: none do."""
    follows = {one: other for group in legal.groups for one, other in pairwise(group)}

    def search(done: Order, printed: int) -> Order | None:
        if len(done) == len(texts):
            return done
        for line, text in enumerate(legal.texts):
            free = not printed >> line & 1 and not legal.before[line] & ~printed
            next_one = follows.get(done[-1], line) if done else line
            if free and line == next_one and text == texts[len(done)]:
                found = search((*done, line), printed | 1 << line)
                if found is not None:
                    return found
        return None

    return search((), 0)


def _cover(legal: LinearExtensions) -> Iterator[Order]:
    """Orders, each of which shows a pair in an order that those before it have not."""
    left = open_pairs(legal)
    tried: set[Pair] = set()
    while left - tried:
        order = _greedy(legal, left)
        if not shown(order) & left:
            pair = min(left - tried)
            tried.add(pair)
            order = _with(legal, pair)
        if legal.allows([legal.texts[line] for line in order]):
            left -= shown(order)
            yield order
        else:
            tried |= shown(order) & left


def shown(order: Order) -> set[Pair]:
    """Each pair of lines, in the order that this has them."""
    return {(one, other) for place, one in enumerate(order) for other in order[place + 1 :]}


def _greedy(legal: LinearExtensions, left: set[Pair]) -> Order:
    groups = _groups(legal)
    before = joined(_before(legal), groups)
    order: list[int] = []
    rest = set(range(len(groups)))

    def shows(number: int) -> int:
        others = [line for other in rest - {number} for line in groups[other]]
        return sum((line, other) in left for line in groups[number] for other in others)

    while rest:
        free = [each for each in rest if not any(before[each] >> other & 1 for other in rest)]
        chosen = max(free, key=lambda number: (shows(number), -number))
        order += groups[chosen]
        rest.remove(chosen)
    return tuple(order)


def _with(legal: LinearExtensions, pair: Pair) -> Order:
    """An order in which the first line of a pair comes first: with what has to come before it."""
    groups = _groups(legal)
    before = joined(_before(legal), groups)
    first = next(number for number, group in enumerate(groups) if pair[0] in group)
    early = [number for number in range(len(groups)) if before[first] >> number & 1]
    rest = [number for number in range(len(groups)) if number not in {*early, first}]
    return tuple(line for number in (*early, first, *rest) for line in groups[number])


def _before(legal: LinearExtensions) -> tuple[int, ...]:
    """What comes before each line, as bits, in each output: by proof if answers differ."""
    return legal.answers[0] if len(legal.answers) == 1 else legal.before


def _groups(legal: LinearExtensions) -> tuple[tuple[int, ...], ...]:
    """The lines, those together that one write puts out."""
    return legal.groups or tuple((line,) for line in range(len(legal.texts)))
