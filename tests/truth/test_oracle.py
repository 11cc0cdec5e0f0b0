"""The table of truth is true of its programs: run untraced, with delays, they print what it says.

Each row is run late at each of its points; a choice at any of them together. No run may print
what the row does not say, and each output that it says must be seen. A delay orders nothing, so
a busy machine can hide an output, but make none that is impossible: then longer delays show it.
"""

import pytest
from truth_table import ROWS, Row, output

SAMPLE = ROWS[::16]


def holds(row: Row) -> None:
    seen: set[str] = set()
    for delay in (100, 400, 1600, 6400):
        seen |= {output(row, late, delay=delay) for late in row.schedules()}
        assert seen <= row.outputs
        if seen == row.outputs:
            break
    assert seen == row.outputs


@pytest.mark.stress
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_oracle(row: Row) -> None:
    """The outputs of a row, late at each of its points, are those that the table says."""
    holds(row)


@pytest.mark.parametrize("row", SAMPLE, ids=str)
def test_oracle_of_a_sample(row: Row) -> None:
    """The same of every sixteenth row."""
    holds(row)


def test_oracle_can_fail() -> None:
    """A row that says too much or too little is found out."""
    row = next(each for each in ROWS if str(each) == "waits-nobody_waits")
    for wrong in ("AB", "AB BA A"):
        with pytest.raises(AssertionError):
            holds(Row(row.kind, row.name, row.file, frozenset(wrong.split()), None, row.points))


def test_table_is_large_enough() -> None:
    """Rows have names of their own, and there are enough of each sort."""
    names = [str(row) for row in ROWS]
    assert len(set(names)) == len(names) >= 250
    assert sum(row.outputs == {"AB", "BA"} and not row.code for row in ROWS) >= 60
    assert sum(row.code is not None for row in ROWS) >= 40
