"""The table of truth, by force: what is said to be concurrent comes both ways, a proof resists.

It is a second proof of what the table says, that takes nothing from the order: the two lines are
gated by holds, and the kernel shows whether it can be so.
"""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from command import traced
from joinscope.recording.records import Limit, Record, Released
from joinscope.recording.runner import Surroundings, record
from joinscope.schedule import FlatPoint, flat, schedule
from joinscope.schedules.printers import LineWrites, NamedAccount
from joinscope.schedules.targeted import gate
from truth_table import ROWS, Row

pytestmark = traced
PLAIN = [row for row in ROWS if row.code is None]
SAMPLE = [
    *[row for row in PLAIN if row.kind in ("pipes", "waits")][::25],
    *[row for row in PLAIN if row.name == "timer_with_a_signal"],  # no call that is recorded
]
TAKEN = "taken by another thread, or both by one"
DEADLINE = 8.0  # seconds: whoever is held for a look that goes on for ever shows nothing


class Kept(NamedAccount):
    """An account that keeps, too, why threads were let go."""

    def __init__(self) -> None:
        super().__init__()
        self.why: set[str] = set()

    def add(self, each: Record) -> None:
        """Take the next record."""
        super().add(each)
        if isinstance(each, Released):
            self.why.add(each.why)


@dataclass(frozen=True)
class Forced:
    """What a row has printed, why who was held was let go, and whether a limit has ended it."""

    printed: str
    why: frozenset[str]
    limit: Limit | None

    def shows(self, wanted: str) -> str:
        """What it shows of the output that was wanted, in the words of `orders --force`."""
        if self.limit is not None or sorted(self.printed) != sorted(wanted):
            return "unknown" if self.limit else "diverged"
        if self.printed == wanted:
            return f"witnessed {wanted}" if "quiet" not in self.why else "unknown"
        return f"{wanted} resists" if self.why == {"quiet"} else "diverged"


def run(row: Row, holds: Sequence[tuple[FlatPoint, FlatPoint]] = ()) -> tuple[Forced, Kept]:
    """A run of a row with these holds."""
    kept = Kept()
    with tempfile.TemporaryDirectory() as folder:
        (recording,) = record(
            [row.command()],
            through=["pipe"],
            deadline=DEADLINE,
            evidence="syscalls",
            consumers=[kept],
            surroundings=Surroundings({**os.environ, "LATE": "0", "FOLDER": folder}),
            holds=[holds],
        )
    printed = "".join(each for each in recording.texts if each in ("A", "B"))
    return Forced(printed, frozenset(kept.why), recording.limit), kept


def printers(kept: Kept) -> dict[str, LineWrites] | None:
    """By which writes the lines were printed; None if that is not known."""
    writes = kept.writes()
    if writes is None:
        return None
    return dict(zip((line.text for line in kept.order.printed.all()), writes, strict=True))


def shown(row: Row) -> set[str]:
    """What forced runs of a row show of either order of its lines; none if they are one write.

    Which thread of a pool takes a task is left to the scheduler. Where one has taken both it cannot
    be held for itself, and where another one takes it the hold is of nobody.
    """
    seen, kept = run(row)
    lines = printers(kept)
    if lines is None or sorted(seen.printed) != ["A", "B"]:
        return {"unknown"}
    by = {text: each.first.thread for text, each in lines.items()}
    if row.outputs != {"AB"} and by["A"] == by["B"]:
        return {TAKEN}
    found = set()
    for first, second in ("AB", "BA"):
        hold = gate(lines[first], lines[second])
        if hold is None:
            continue
        forced, again = run(row, flat(schedule((hold,))))
        now = printers(again) or {}
        same = row.outputs == {"AB"} or all(
            each.first.thread == by.get(text) for text, each in now.items()
        )
        found.add(forced.shows(first + second) if same else TAKEN)
    return found


def against(row: Row, found: set[str]) -> set[str]:
    """What of it is against the table: a proof that is broken, an order that cannot be made."""
    ordered = row.outputs == {"AB"}
    return found & {"AB resists", "witnessed BA" if ordered else "BA resists"}


@pytest.mark.parametrize("row", SAMPLE, ids=str)
def test_a_sample(row: Row) -> None:
    """Both orders of what is concurrent are printed, and what is before resists."""
    assert shown(row) == (
        {"witnessed AB", "BA resists"}
        if row.outputs == {"AB"}
        else {"witnessed AB", "witnessed BA"}
    )


@pytest.mark.stress
@pytest.mark.parametrize("row", PLAIN, ids=str)
def test_nothing_is_against_the_table(row: Row) -> None:
    """No proof breaks, and no order that is concurrent resists: with a certificate, it would.

    Who looks again and again, or waits for a time, for the network, a terminal or a file, is never
    certain to wait for ever: then a forced run ends by its limit, and shows nothing.
    """
    found = shown(row)
    assert against(row, found) == set()
    assert TAKEN not in found or row.kind == "pools"
    if row.outputs != {"AB"} and TAKEN not in found:
        assert found == {"witnessed AB", "witnessed BA"}
