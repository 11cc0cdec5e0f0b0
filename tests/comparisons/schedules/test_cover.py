"""Which orders are forced: all where there are few, else some that show every open pair."""

from dataclasses import replace
from itertools import permutations

import pytest
from joinscope.happens_before.linear_extensions import LinearExtensions
from joinscope.schedules.cover import open_pairs, orders, placed, shown


def workers(count: int) -> LinearExtensions:
    """Two lines of each worker, and a line of the parent, which has waited for all of them."""
    texts = [f"{what} {number}" for number in range(count) for what in ("start", "end")]
    before = [1 << line - 1 if line % 2 else 0 for line in range(2 * count)]
    return LinearExtensions((*texts, "done"), (*before, (1 << 2 * count) - 1))


def is_legal(legal: LinearExtensions, order: tuple[int, ...]) -> bool:
    places = {line: place for place, line in enumerate(order)}
    return sorted(order) == list(range(len(legal.texts))) and all(
        places[early] < places[late]
        for late, bits in enumerate(legal.before)
        for early in places
        if bits >> early & 1
    )


def test_all_where_there_are_few() -> None:
    """Three workers have 90 orders, each once."""
    legal = workers(3)
    found, whole = orders(legal, 100)
    assert whole
    assert len(set(found)) == len(found) == legal.count() == 90
    assert all(is_legal(legal, each) for each in found)


@pytest.mark.parametrize("count", [3, 8, 20])
def test_of_more_two_show_every_pair(count: int) -> None:
    """Each pair of lines that nothing orders is there both ways, and every order is legal."""
    legal = workers(count)
    found, whole = orders(legal, 24)
    assert not whole
    assert len(found) == 2
    assert all(is_legal(legal, each) for each in found)
    assert open_pairs(legal) <= set().union(*map(shown, found))


def test_a_limit() -> None:
    """There are no more of them than was asked for."""
    found, whole = orders(workers(3), 1)
    assert (len(found), whole) == (1, False)


def test_lines_of_one_text() -> None:
    """Of equal lines each output has those that the proofs allow."""
    legal = LinearExtensions(("same", "other", "same"), (0, 0b1, 0))
    for texts in set(permutations(legal.texts)):
        order = placed(legal, texts)
        assert (order is not None) == legal.allows(texts)
        assert order is None or is_legal(legal, order)


def test_what_a_look_has_found() -> None:
    """Runs whose looks find the same have these lines in one order: no run is made for the other.

    The third worker was started when the first one had been found at its end.
    """
    legal = workers(8)
    alike = list(legal.before)
    alike[4] |= 0b11
    alike[5] |= 0b11
    looked = replace(legal, unknown=((0, 4), (1, 4)), answers=(tuple(alike),))
    found, _ = orders(looked, 24)
    assert not {(4, 0), (4, 1), (5, 1)} & open_pairs(looked)
    assert all(looked.allows([looked.texts[line] for line in each]) for each in found)
    assert open_pairs(looked) <= set().union(*map(shown, found))
