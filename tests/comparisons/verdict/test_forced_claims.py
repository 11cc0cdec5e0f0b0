"""Races: what forced runs say of a claim that something is possible."""

import pytest
from joinscope.catalog.claims import Forced, Possible, Scope
from joinscope.programs.program import Program
from joinscope.recording.recording import Line, Recording
from joinscope.recording.records import Limit
from joinscope.schedule import Hold, Point, schedule
from joinscope.verdict.races import shown
from joinscope.verdict.reasons import NeedsCalls, NoDifference, NotShown
from joinscope.verdict.verdict import HOLDS, Outcome

HOLDS_BACK = (Hold(Point("exit", "0.1")),)
SCHEDULE = schedule(HOLDS_BACK)
EVERYWHERE = Scope((), "luck", "here")
NOWHERE = Scope(("python", "cffi"), "luck", "here")
FORK = Program("python", "fork", ("python3",))
PRINTS, HANGS = Forced("bad", HOLDS_BACK), Forced(None, HOLDS_BACK)


def claim(forced: Forced = PRINTS, scope: Scope = EVERYWHERE) -> Possible:
    """That such runs are possible under fork, instead of those that print `good`."""
    return Possible("good", (("fork", forced),), scope)


def run(*texts: str, limit: Limit | None = None) -> Recording:
    """A run that has printed these lines."""
    recording = Recording(complete=True, limit=limit)
    recording.lines += [Line(0, text) for text in texts]
    return recording


def test_it_shows() -> None:
    """The forced run prints the other line; or it stands still, if it is to hang."""
    assert shown(FORK, {SCHEDULE: run("bad")}, claim()) == HOLDS
    assert shown(FORK, {SCHEDULE: run(limit="standstill")}, claim(HANGS)) == HOLDS


@pytest.mark.parametrize(
    ("forced", "recording"),
    [
        (PRINTS, run("good")),
        (PRINTS, run("good", "bad")),
        (PRINTS, run("bad", limit="standstill")),
        (HANGS, run("good", limit="standstill")),
        (HANGS, run()),
    ],
)
def test_it_does_not(forced: Forced, recording: Recording) -> None:
    """A forced run that does something else refutes the claim, and is told."""
    why = NotShown(tuple(recording.texts), recording.limit)
    assert shown(FORK, {SCHEDULE: recording}, claim(forced)) == (Outcome.FAILS, why)


def test_a_version_without_the_bug() -> None:
    """What is claimed of other versions alone must not show here: then it is said so."""
    assert shown(FORK, {SCHEDULE: run("good")}, claim(scope=NOWHERE)) == HOLDS
    found = shown(FORK, {SCHEDULE: run("bad")}, claim(scope=NOWHERE))
    assert found == (Outcome.FAILS, NoDifference())


def test_what_is_not_known() -> None:
    """Without a forced run, or with one that a limit has ended, nothing is known."""
    assert shown(FORK, {}, claim()) == (Outcome.UNKNOWN, NeedsCalls())
    cut = run(limit="deadline")
    assert shown(FORK, {SCHEDULE: cut}, claim()) == (Outcome.UNKNOWN, NotShown((), "deadline"))


@pytest.mark.parametrize("side", [Program("python", "spawn"), Program("c", "fork")])
def test_other_sides(side: Program) -> None:
    """Nothing is claimed of them."""
    assert shown(side, {}, claim()) == HOLDS
