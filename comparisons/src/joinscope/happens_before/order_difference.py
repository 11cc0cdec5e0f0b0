"""Whether two programs keep the same order: the relation over their lines, not one output."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations, islice

from joinscope import limits
from joinscope.happens_before.linear_extensions import LinearExtensions
from joinscope.vocabulary import Relation

Line = tuple[str, int]  # its text, and how many of that text were seen before it


@dataclass(frozen=True, slots=True)
class OrderDifference:
    """Two lines by their texts, and how the first relates to the second in each program."""

    first: str
    second: str
    here: Relation
    there: Relation


def order_differences(
    here: LinearExtensions,
    there: LinearExtensions,
    *,
    except_for: Collection[frozenset[str]] = (),
    but_for: Collection[str] = (),
) -> list[OrderDifference] | None:
    """The pairs of lines that two programs order in different ways; none if they agree.

    None where that cannot be told, as of programs that printed other lines. Pairs of texts in
    `except_for` are left out, and so are the lines `but_for`.
    """
    texts = [text for text in here.texts if text not in but_for]
    if Counter(texts) != Counter(text for text in there.texts if text not in but_for):
        return None
    mine, theirs = _places(here, but_for), _places(there, but_for)
    unlike = [
        OrderDifference(one[0], other[0], relation, expected)
        for one, other in combinations(theirs, 2)
        if frozenset([one[0], other[0]]) not in except_for
        and (
            (relation := here.relation(mine[one], mine[other]))
            is not (expected := there.relation(theirs[one], theirs[other]))
            or expected is Relation.UNKNOWN
        )
    ]
    if unlike and len(set(texts)) < len(texts):
        # Which of two equal lines is which depends on the run: what can be printed does not.
        alike = _same_outputs(here, there)
        return [] if alike else None if alike is None else unlike
    sure = [each for each in unlike if Relation.UNKNOWN not in {each.here, each.there}]
    return sure if sure or not unlike else None


def _places(outputs: LinearExtensions, but_for: Collection[str]) -> dict[Line, int]:
    counts: Counter[str] = Counter()
    places: dict[Line, int] = {}
    for place, text in enumerate(outputs.texts):
        if text in but_for:
            continue
        places[text, counts[text]] = place
        counts[text] += 1
    return places


def _same_outputs(here: LinearExtensions, there: LinearExtensions) -> bool | None:
    if here.unknown or there.unknown:
        return None
    mine, theirs = (set(islice(each, limits.COMPARED_OUTPUTS + 1)) for each in (here, there))
    return mine == theirs if max(len(mine), len(theirs)) <= limits.COMPARED_OUTPUTS else None
