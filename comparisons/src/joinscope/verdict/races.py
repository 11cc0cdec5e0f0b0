"""Races: whether a run that was forced to has shown what may happen by luck.

To force a run is to hold its threads back, which any machine may do at any time. So what such a run
does is possible, and a run that was forced and did not show it tells that this version, or this
start method, has not that race, at least not by these holds.
"""

from collections.abc import Mapping

from joinscope.catalog.claims import Forced, Possible
from joinscope.programs.program import Program
from joinscope.recording.recording import Recording
from joinscope.schedule import Schedule, schedule
from joinscope.verdict.reasons import NeedsCalls, NoDifference, NotShown
from joinscope.verdict.verdict import HOLDS, Found, Outcome


def forced(side: Program, claim: Possible) -> Forced | None:
    """What is claimed to be possible on a side; None: nothing is."""
    by = dict(claim.by)
    return by.get(side.start_method) if side.language == "python" else None


def shown(
    side: Program, runs: Mapping[Schedule, Recording], claim: Possible, wanted: Forced
) -> Found:
    """Whether the race shows where it is claimed to, and nowhere else; `wanted` is of the side."""
    run = runs.get(schedule(wanted.holds))
    if run is None or not run.complete or run.refused:
        return Outcome.UNKNOWN, NeedsCalls()
    race = is_race(run, wanted, claim.instead_of)
    if race and not side.is_in(claim.scope):
        return Outcome.FAILS, NoDifference()
    if race or not side.is_in(claim.scope):
        return HOLDS
    other = run.limit not in (None, "standstill")
    why = NotShown(tuple(run.texts), run.limit)
    return Outcome.UNKNOWN if other else Outcome.FAILS, why


def is_race(run: Recording, wanted: Forced, instead_of: str) -> bool:
    """Whether a run has printed the one line and not the other, or hangs before it."""
    if instead_of in run.texts:
        return False
    if wanted.prints is None:
        return run.limit == "standstill"
    return run.limit is None and wanted.prints in run.texts
