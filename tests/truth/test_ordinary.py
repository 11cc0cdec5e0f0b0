"""Ordinary programs whose lines nothing orders are concurrent in every run, not in most.

Those with a pool, a queue, a lock or threads are unknown, or concurrent: but always the same.
"""

import pytest
from command import traced
from truth_table import ROWS, Row, answer

ORDINARY = [row for row in ROWS if row.kind == "ordinary"]
SHARING = [row for row in ROWS if row.kind == "pools" and len(row.outputs) > 1]


def relations(row: Row, *, runs: int) -> set[str]:
    return {answer(row).relation for _ in range(runs)}


def says_one_thing(row: Row, *, runs: int) -> None:
    found = relations(row, runs=runs)
    assert found in ({"unknown"}, {"concurrent"})


def test_there_are_enough() -> None:
    """There are twenty ordinary programs, and some that share."""
    assert len(ORDINARY) >= 20
    assert len(SHARING) >= 5


@traced
@pytest.mark.parametrize("row", ORDINARY, ids=str)
def test_ordinary(row: Row) -> None:
    """Nothing orders the two lines, and three recordings say so."""
    assert relations(row, runs=3) == {"concurrent"}


@traced
@pytest.mark.stress
@pytest.mark.parametrize("row", ORDINARY, ids=str)
def test_ordinary_always(row: Row) -> None:
    """The same in a hundred of a hundred."""
    assert relations(row, runs=100) == {"concurrent"}


@traced
@pytest.mark.parametrize("row", SHARING, ids=str)
def test_sharing(row: Row) -> None:
    """What shares memory or locks does not change its verdict."""
    says_one_thing(row, runs=3)


@traced
@pytest.mark.stress
@pytest.mark.parametrize("row", SHARING, ids=str)
def test_sharing_always(row: Row) -> None:
    """The same in a hundred of a hundred."""
    says_one_thing(row, runs=100)
