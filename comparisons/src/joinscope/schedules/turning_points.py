"""Turning points: at which moment runs that have gone alike came to go different ways.

Two explored runs have let the same threads go on, up to a moment at which one let 0.1 go on and the
other 0.2; and they came to something else.

    run with outcome X    0, 0.1, [0.2 is still held] ...
    run with outcome Y    0, 0.2, ...

So X may need no more than that 0.2 is held there: one hold of the tens that the run had. What such
holds bring is shown by runs; this says only where it is worth to look.
"""

from collections.abc import Collection, Sequence

from joinscope.schedules.exploration import ExploredRun, HeldAt


def suspects(run: ExploredRun, others: Sequence[ExploredRun]) -> list[HeldAt]:
    """The holds that kept a run from going as each of the others did."""
    return list(dict.fromkeys(kept for each in others if (kept := _kept(run, each)) is not None))


def near(run: ExploredRun, some: Collection[HeldAt]) -> list[HeldAt]:
    """The holds of other threads, those first that were nearest to the first of these."""
    threads = {each.thread for each in some}
    begins = [n for n, each in enumerate(run.moments) if not set(each.by).isdisjoint(some)]
    if not begins:
        return []
    moments = sorted(enumerate(run.moments), key=lambda each: abs(each[0] - begins[0]))
    found = (each for _, moment in moments for each in moment.by if each.thread not in threads)
    return list(dict.fromkeys(found))


def _kept(run: ExploredRun, other: ExploredRun) -> HeldAt | None:
    for one, another in zip(run.moments, other.moments, strict=False):
        if one.held != another.held:
            return None
        if one.chosen != another.chosen:
            return next((each for each in one.by if each.thread == another.chosen), None)
    return None
