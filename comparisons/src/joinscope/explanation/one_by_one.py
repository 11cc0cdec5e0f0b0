"""Workers that a process starts and waits for one by one: no two of them run at the same time.

    for worker in workers:
        worker.start()
        worker.join()

All are made in one line and waited for in another, and nothing is done between the two. What makes
a process and waits for it in one call, as subprocess.run(), is not meant to do anything else. Where
next to no time is lost by the order, nothing is told.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from joinscope.explanation.known_traps import OneByOne
from joinscope.explanation.model import Diagnosis, Step

SEVERAL = 3
NOTICED = 100_000_000  # ns: what is lost by less goes unnoticed, and is no mistake
MADE = ("ask", "create")
Turn = tuple[Step, Step]  # of one worker: it is made, and waited for


def one_by_one(steps: Sequence[Step]) -> Iterator[Diagnosis]:
    """The longest row of such workers of each process, if there are several of them."""
    lanes: dict[int, list[Step]] = {}
    for each in steps:
        if not each.minor and each.kind != "print" and not each.returns:
            lanes.setdefault(each.lane, []).append(each)
    for mine in lanes.values():
        row = max(_rows(mine), key=len, default=[])
        if len(row) >= SEVERAL and _lost(row) >= NOTICED:
            (first, wait), (last, _) = row[0], row[-1]
            trap = OneByOne(first.worker or 0, last.worker or 0)
            yield Diagnosis(trap, (), 0, wait.place, "join", wait.function)


def _lost(row: Sequence[Turn]) -> int:
    """What they took longer than the longest of them, which is how long all could have taken."""
    lasted = [(wait.end or wait.start) - made.start for made, wait in row]
    return sum(lasted) - max(lasted)


def _rows(steps: Sequence[Step]) -> Iterator[list[Turn]]:
    """The turns that follow each other at once, in the same two lines."""
    row: list[Turn] = []
    taken = 0
    for number, (made, wait) in enumerate(pairwise(steps)):
        if not _is_turn(made, wait):
            continue
        if row and (number != taken or not _goes_on(row[-1], (made, wait))):
            yield row
            row = []
        row, taken = [*row, (made, wait)], number + 2
    yield row


def _is_turn(made: Step, wait: Step) -> bool:
    """Whether a worker is made, and the next that its maker does is to wait until it has ended."""
    return (
        made.kind in MADE
        and wait.kind == "wait"
        and made.worker == wait.worker is not None
        and wait.blocked
        and None not in (made.place, wait.place)
        and made.function != wait.function
    )


def _goes_on(one: Turn, other: Turn) -> bool:
    """Whether a worker had its turn right behind another, as that had."""
    lines = ((made.place, wait.place) for made, wait in (one, other))
    return len({*lines}) == 1 and other[0].worker == (one[0].worker or 0) + 1
