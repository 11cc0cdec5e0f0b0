"""Shrinking: of all holds of a run the few without which it would come to something else.

An explored run holds each thread at each point, tens of times. Each of these holds is a rule of its
own, the n-th time that this thread comes to this point. Mostly the outcome hangs on one or two of
them, and a run that came to something else shows which (turning_points.py): these are tried first.

If they do not bring it: where the rules stand in the order in which the threads were let go, the
run that they force is the same again. Then those are left out without which the outcome still
comes, in each of some runs: first many at a time, then one by one (delta debugging: Zeller,
Hildebrandt, IEEE TSE 2002).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from joinscope.recording.recording import Recording
from joinscope.schedule import Hold, Schedule, schedule
from joinscope.schedules.exploration import (
    ExploredRun,
    Explorer,
    HeldAt,
    Moments,
    RunOutcome,
    outcome,
)
from joinscope.schedules.turning_points import likely_holds

RUNS = 2  # that are shrunk, one after the other, until one of them can be
LIKELY = 12  # few holds are tried first, so many at a time:
AT_ONCE = 4
TRIES = (3, 8)  # in how many runs the outcome has to come; if that was luck, in how many more
SURE = 10  # the same of the schedule that is told


@dataclass(frozen=True, slots=True)
class Wanted:
    """An outcome, and in how many runs of a schedule it has to come.

    `met`: and each hold has to hold somebody in each of them.
    """

    explorer: Explorer
    outcome: RunOutcome
    times: int
    met: bool = False

    def come(self, tried: Sequence[list[Hold]]) -> list[bool]:
        """Of each list of holds, whether each run with them has the outcome.

        Each is tried once at first: mostly that shows that it does not.
        """
        once = self._come([(each, 1) for each in tried])
        rest = iter(
            self._come(
                [(each, self.times - 1) for each, one in zip(tried, once, strict=True) if one]
            )
        )
        return [one and next(rest) for one in once]

    def _come(self, tried: Sequence[tuple[list[Hold], int]]) -> list[bool]:
        schedules = [schedule(tuple(holds)) for holds, times in tried for _ in range(times)]
        seen = iter(self.explorer.run(schedules))
        came = [[self._is(*next(seen), holds) for _ in range(times)] for holds, times in tried]
        return [all(each) for each in came]

    def _is(self, recording: Recording, kept: Moments, holds: Sequence[Hold]) -> bool:
        met = not self.met or len(kept.rules) == len(holds)
        return met and outcome(recording) == self.outcome


def shrunk(
    explorer: Explorer,
    runs: Sequence[ExploredRun],
    others: Sequence[ExploredRun] = (),
    *,
    least: int = 0,
) -> Schedule | None:
    """A schedule of few holds that brings the one outcome of these runs; None if none does.

    `others` are runs that came to something else. It has at least so many holds: one, where runs
    that are left alone are known to differ.

    Which of two threads that wait for the same the kernel wakes is no choice of ours: so what one
    run came to may not come again, and another run is tried.
    """
    likely = [[_hold(explorer, each) for each in few] for few in likely_holds(runs, others)]
    if (few := _first(Wanted(explorer, runs[0].outcome, 1), [[]][least:] + likely)) is not None:
        return schedule(tuple(few))
    for run in runs[:RUNS]:
        for times in TRIES:
            wanted = Wanted(explorer, run.outcome, times)
            found = _fewest(wanted, [_hold(explorer, each) for each in run.released], least)
            if found is not None and replace(wanted, times=SURE, met=True).come([found])[0]:
                return schedule(tuple(found))
    return None


def _first(wanted: Wanted, likely: Sequence[list[Hold]]) -> list[Hold] | None:
    """The first of some lists of holds that surely brings it; None: none of the first ones does."""
    for start in range(0, min(len(likely), LIKELY), AT_ONCE):
        some = likely[start : start + AT_ONCE]
        for holds, came in zip(some, wanted.come(some), strict=True):
            if came and replace(wanted, times=SURE, met=True).come([holds])[0]:
                return holds
    return None


def _fewest(wanted: Wanted, holds: list[Hold], least: int) -> list[Hold] | None:
    """Those of the holds without any of which it does not come; None if all do not bring it."""
    if not wanted.come([holds])[0]:
        return None
    parts = 2
    while len(holds) > least:
        size = -(-len(holds) // parts)
        pieces = [holds[start : start + size] for start in range(0, len(holds), size)]
        rests = [_without(holds, piece) for piece in pieces]
        came = iter(wanted.come([rest for rest in rests if len(rest) >= least]))
        found = [len(rest) >= least and next(came) for rest in rests]
        if any(found):
            holds = _left(wanted, holds, pieces, found, least)
            parts = max(2, parts - 1)
        elif size == 1:
            break
        else:
            parts = min(len(holds), 2 * parts)
    return holds


def _left(
    wanted: Wanted,
    holds: list[Hold],
    pieces: Sequence[list[Hold]],
    found: Sequence[bool],
    least: int,
) -> list[Hold]:
    """Without all pieces of which each may be left out, if that brings it; else without the first.

    What can be left out alone can mostly be left out with the others.
    """
    needless = [each for piece, one in zip(pieces, found, strict=True) if one for each in piece]
    rest = _without(holds, needless)
    if found.count(True) > 1 and len(rest) >= least and wanted.come([rest])[0]:
        return rest
    return _without(holds, pieces[found.index(True)])


def _without(holds: Sequence[Hold], some: Sequence[Hold]) -> list[Hold]:
    return [each for each in holds if each not in some]


def _hold(explorer: Explorer, held: HeldAt) -> Hold:
    """The rule that holds a thread this one time."""
    return Hold(msgspec.structs.replace(explorer.holds[held.rule].at, nth=held.nth))
