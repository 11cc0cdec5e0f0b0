"""Ordinary programs whose lines nothing orders are concurrent in every run, not in most.

Those with a pool, a queue, a lock or threads are unknown, or concurrent: but always the same.
"""

import pytest
from command import traced
from truth_table import KNOWN, ROWS, Row, answer

ORDINARY = [row for row in ROWS if row.kind == "ordinary"]
SHARING = [row for row in ROWS if row.kind == "pools" and len(row.outputs) > 1]


def relations(row: Row, *, runs: int) -> set[str]:
    return {answer(row).relation for _ in range(runs)}


def says_one_thing(row: Row, *, runs: int) -> None:
    found = relations(row, runs=runs)
    if len(found) > 1 and "changes" in KNOWN.get(row.kind, {}).get(row.name, ()):
        pytest.xfail("it changes from run to run")
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
@pytest.mark.stress
@pytest.mark.parametrize("row", SHARING, ids=str)
def test_sharing_always(row: Row) -> None:
    """What shares memory or locks does not change its verdict: the same in thirty of thirty."""
    says_one_thing(row, runs=30)
