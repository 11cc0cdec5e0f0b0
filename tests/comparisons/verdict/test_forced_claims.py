"""Races: what forced runs say of a claim that something is possible."""

from collections.abc import Mapping

import pytest
from joinscope.catalog.claims import Forced, Possible, Scope
from joinscope.catalog.front_matter import Comparison
from joinscope.programs.program import Program
from joinscope.recording.recording import Line, Recording
from joinscope.recording.records import Limit
from joinscope.render.claim_table import by_claim
from joinscope.render.documents.verdict import comparison
from joinscope.render.wording.claims import statement
from joinscope.schedule import Hold, Point, Schedule, schedule
from joinscope.verdict.judge import Ran, judge
from joinscope.verdict.races import forced, shown
from joinscope.verdict.reasons import NeedsCalls, NoDifference, NotShown
from joinscope.verdict.verdict import HOLDS, Found, Outcome

HOLDS_BACK = (Hold(Point("exit", "0.1")),)
SCHEDULE = schedule(HOLDS_BACK)
EVERYWHERE = Scope((), "luck", "here")
NOWHERE = Scope(("python", "cffi"), "luck", "here")
FORK = Program("python", "fork", ("python3",))
PRINTS, HANGS = Forced("bad", HOLDS_BACK), Forced(None, HOLDS_BACK)


def claim(wanted: Forced = PRINTS, scope: Scope = EVERYWHERE) -> Possible:
    """That such runs are possible under fork, instead of those that print `good`."""
    return Possible("good", (("fork", wanted),), scope)


def run(*texts: str, limit: Limit | None = None) -> Recording:
    """A run that has printed these lines."""
    recording = Recording(complete=True, limit=limit)
    recording.lines += [Line(0, text) for text in texts]
    return recording


def found(runs: Mapping[Schedule, Recording], possible: Possible) -> Found:
    """What these runs say of it."""
    wanted = forced(FORK, possible)
    assert wanted is not None
    return shown(FORK, runs, possible, wanted)


def test_it_shows() -> None:
    """The forced run prints the other line; or it stands still, if it is to hang."""
    assert found({SCHEDULE: run("bad")}, claim()) == HOLDS
    assert found({SCHEDULE: run(limit="standstill")}, claim(HANGS)) == HOLDS


@pytest.mark.parametrize(
    ("wanted", "recording"),
    [
        (PRINTS, run("good")),
        (PRINTS, run("good", "bad")),
        (PRINTS, run("bad", limit="standstill")),
        (HANGS, run("good", limit="standstill")),
        (HANGS, run()),
    ],
)
def test_it_does_not(wanted: Forced, recording: Recording) -> None:
    """A forced run that does something else refutes the claim, and is told."""
    why = NotShown(tuple(recording.texts), recording.limit)
    assert found({SCHEDULE: recording}, claim(wanted)) == (Outcome.FAILS, why)


def test_a_version_without_the_bug() -> None:
    """What is claimed of other versions alone must not show here: then it is said so."""
    assert found({SCHEDULE: run("good")}, claim(scope=NOWHERE)) == HOLDS
    instead = found({SCHEDULE: run("bad")}, claim(scope=NOWHERE))
    assert instead == (Outcome.FAILS, NoDifference())


def test_what_is_not_known() -> None:
    """Without a forced run, or with one that a limit has ended, nothing is known."""
    assert found({}, claim()) == (Outcome.UNKNOWN, NeedsCalls())
    cut = run(limit="deadline")
    assert found({SCHEDULE: cut}, claim()) == (Outcome.UNKNOWN, NotShown((), "deadline"))


@pytest.mark.parametrize("side", [Program("python", "spawn"), Program("c", "fork")])
def test_other_sides(side: Program) -> None:
    """Nothing is claimed of them, so they count for nothing."""
    assert forced(side, claim()) is None


def test_who_is_counted() -> None:
    """Of several sides only those of which it is claimed have a finding, and are counted."""
    sides = [FORK, Program("c", "fork")]
    runs = {SCHEDULE: run("bad")}
    ran = [Ran(each, run("good"), forced=runs, held=each is FORK) for each in sides]
    judged = judge(Comparison("race", "Race", (claim(),)), "pipe", ran)
    rows = {row.statement: (row.held, row.sides) for row in by_claim(judged)}
    assert rows[statement(claim())] == (1, 1)
    assert [each.held for each in comparison(judged).sides] == [True, False]
