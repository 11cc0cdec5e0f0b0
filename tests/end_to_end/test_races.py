"""Races of the catalog: each forced run shows what runs that are left alone seldom do."""

from collections import Counter

import pytest
from command import folded, joinscope, traced
from joinscope import catalog
from joinscope.catalog.claims import Forced, Possible
from joinscope.programs import start_methods, targets
from joinscope.programs.program import Program
from joinscope.recording.recording import Recording
from joinscope.recording.runner import record
from joinscope.schedule import Hold, flat, schedule
from joinscope.verdict import races

pytestmark = traced
TIMES = 50
KNOWN = ("start_reaps_others", "start_while_printing", "stolen_status", "two_threads_join")


def forced_sides(name: str) -> list[tuple[Program, Possible, Forced]]:
    """Each side on which a race is claimed, with what it comes to there."""
    (target,) = targets.comparisons([name], start_methods.requested())
    claims = (target.comparison and target.comparison.claims) or ()
    return [
        (side, claim, forced)
        for claim in claims
        if isinstance(claim, Possible)
        for side in target.programs
        if (forced := races.forced(side, claim))
    ]


def runs(side: Program, holds: tuple[Hold, ...], times: int) -> list[Recording]:
    """So many runs of a side with these holds."""
    return record(
        [side.command()] * times,
        through=["terminal"] * times,
        deadline=600.0,
        evidence="syscalls",
        holds=[flat(schedule(holds)) if holds else ()] * times,
    )


def shown(claim: Possible, forced: Forced, recordings: list[Recording]) -> Counter[bool]:
    """In how many of the runs the race showed, and in how many it did not."""
    return Counter(races.is_race(each, forced, claim.instead_of) for each in recordings)


def test_the_races() -> None:
    """These are the comparisons that claim one."""
    assert tuple(sorted(each for each in catalog.load() if forced_sides(each))) == KNOWN


@pytest.mark.parametrize("times", [1, pytest.param(TIMES, marks=pytest.mark.stress)])
@pytest.mark.parametrize("name", KNOWN)
def test_a_race_is_certain(name: str, times: int) -> None:
    """It shows in each run that is forced to, and in none that is forced not to."""
    for side, claim, forced in forced_sides(name):
        assert shown(claim, forced, runs(side, forced.holds, times)) == {True: times}, side
        assert shown(claim, forced, runs(side, forced.otherwise, times)) == {False: times}, side


@pytest.mark.parametrize("command", ["compare", "explain"])
def test_a_run_that_is_held_says_so(command: str) -> None:
    """What is shown beside a race is a run that was kept from it; one without a race is left alone.

    Without the evidence of system calls nobody is held.
    """
    held = "the run that is shown is held by joinscope so that the race does not show"
    one = ("--start-method", "fork")
    assert held in folded(joinscope(command, "stolen_status", *one).stdout)
    assert "held by joinscope" not in folded(joinscope(command, "join_zero", *one).stdout)
    if command == "compare":
        weak = joinscope(command, "stolen_status", *one, "--evidence", "output")
        assert "possible instead of" in folded(weak.stdout)
        assert "held by joinscope" not in folded(weak.stdout)
