"""Turning points: at which moment runs that have gone alike came to go different ways.

Two explored runs have let the same threads go on, up to a moment at which one let 0.1 go on and the
other 0.2; and they came to something else.

    run with outcome X    0, 0.1, [0.2 is still held] ...
    run with outcome Y    0, 0.2, ...

So X may need no more than that 0.2 is held there: one hold of the tens that the run had. Such holds
are tried first, alone, then with all that were held at that moment, then two together. What they
bring is shown by runs; this says only where it is worth to look.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from joinscope.schedules.exploration import ExploredRun, HeldAt

Few = tuple[HeldAt, ...]


def likely_holds(runs: Sequence[ExploredRun], others: Sequence[ExploredRun]) -> list[Few]:
    """Which few holds may bring the outcome of these runs, and not that of the others.

    The smallest come first; of equally many those of the runs with fewer deviations.
    """
    singles: list[Few] = []
    groups: list[Few] = []
    pairs: list[Few] = []
    for run in sorted(runs, key=lambda each: each.deviations):
        found = [turn for other in others if (turn := _turn(run, other))]
        alone = _once((kept,) for kept, _ in found)
        singles += alone
        groups += (group for _, group in found)
        pairs += (one + other for one, other in combinations(alone, 2))
    return _once([*singles, *sorted([*groups, *pairs], key=len)])


def _turn(run: ExploredRun, other: ExploredRun) -> tuple[HeldAt, Few] | None:
    """Whose hold kept a run from going as the other did, and all that were held then beside."""
    for one, another in zip(run.moments, other.moments, strict=False):
        if one.held != another.held:
            return None
        if one.chosen != another.chosen:
            kept = [each for each in one.by if each.thread == another.chosen]
            rest = tuple(each for each in one.by if each.thread != one.chosen)
            return (kept[0], rest) if kept else None
    return None


def _once(found: Iterable[Few]) -> list[Few]:
    return list(dict.fromkeys(_in_order(found)))


def _in_order(found: Iterable[Few]) -> Iterator[Few]:
    for each in found:
        yield tuple(sorted(set(each)))
