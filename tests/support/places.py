"""Programs that wait for ever at marked lines, and what an explanation says of where they wait.

Each is a file in tests/comparisons/explanation/places/programs/. A line that ends in `# HERE: WHO`
is the one that its explanation has to name; WHO is parent or worker, with the word thread behind it
where it is not the first of its process. A line that ends in `# ALSO: WHO` is where others wait.
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from joinscope.explanation.model import Place, SideExplanation
from joinscope.pipeline import Case, explanation_of, run
from joinscope.programs import makers
from joinscope.programs.targets import Target
from joinscope.recording.runner import Surroundings
from joinscope.vocabulary import RoleKind

PROGRAMS = Path(__file__).parents[1] / "comparisons" / "explanation" / "places" / "programs"
NAMES = sorted(file.stem for file in PROGRAMS.glob("*.py"))
MARK = re.compile(r"# (HERE|ALSO): ([a-z ]+)$")
# Seconds: those that somebody may still wake, that sleep or that run are ended then.
DEADLINE = 20.0

Run = tuple[str, str]  # a program and a start method
Site = tuple[str, int]  # who, and at which line


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of one run: whether its line was named, and what was said that is not so."""

    name: str
    method: str
    named: bool
    false: tuple[str, ...]


@cache
def marks(name: str) -> tuple[Site, frozenset[Site]]:
    """The line that has to be named, and every one at which somebody waits."""
    found = {}
    for number, line in enumerate((PROGRAMS / f"{name}.py").read_text("utf-8").splitlines(), 1):
        if mark := MARK.search(line):
            found[mark[2], number] = mark[1]
    (here,) = [site for site, mark in found.items() if mark == "HERE"]
    return here, frozenset(found)


def tell(wanted: Sequence[Run], *, interpreter: str = sys.executable) -> Iterator[Told]:
    """What is told of programs that are run by these start methods."""
    stories = story_of(wanted, interpreter=interpreter)
    for (name, method), story in zip(wanted, stories, strict=True):
        yield told(name, method, story)


def story_of(
    wanted: Sequence[Run], *, interpreter: str = sys.executable
) -> Iterator[SideExplanation]:
    """Explain programs, all run at the same time until they stand still or their time is up."""
    cases = []
    for name, method in wanted:
        what = makers.script(PROGRAMS / f"{name}.py", method=method, interpreter=interpreter)
        cases.append(Case(Target(name, name, (what,), own=True), "pipe"))
    runs = run(
        cases,
        evidence="syscalls",
        deadline=DEADLINE,
        instrumented=True,
        again=False,
        surroundings=Surroundings(dict(os.environ)),
    )
    for case, found in zip(cases, runs, strict=True):
        (story,) = explanation_of(case, found).stories
        yield story


def told(name: str, method: str, story: SideExplanation) -> Told:
    """What a story says of the places of a program."""
    here, true = marks(name)
    said = [*_places(story)]
    false = [f"{who}: {place.line}" for who, place in said if (who, place.line) not in true]
    lines = {line for _, line in true}
    false += [f"join: {place.line}" for place in _joins(story) if place.line not in lines]
    false += [f"step: {place.line}" for place in _blocked(story) if place.line not in lines]
    if story.limit is None:
        false.append(f"it ended: {story.ending} {' '.join(story.errors[-1:])}")
    named = any((who, place.line) == here for who, place in said)
    return Told(name, method, named, tuple(dict.fromkeys(false)))


def _places(story: SideExplanation) -> Iterator[tuple[str, Place]]:
    """Every place at which somebody is said to wait, with who that is."""
    for each in story.waiting:
        if each.place is not None:
            yield _who(each.actor.role, each.thread), each.place
    for blocked in (*story.hang.chain, *story.hang.others) if story.hang is not None else ():
        if blocked.place is not None:
            role = next(each.role for each in story.lanes if each.pid == blocked.pid)
            yield _who(role, blocked.thread), blocked.place


def _joins(story: SideExplanation) -> Iterator[Place]:
    """Where somebody is said to be joining still."""
    for group in story.joins:
        for join in group.shown:
            if join.place is not None and join.call is not None and not join.call.returned:
                yield join.place


def _blocked(story: SideExplanation) -> Iterator[Place]:
    """Where a call is said to be that never returned."""
    for step in story.steps:
        if step.place is not None and step.call is not None and not step.call.returned:
            yield step.place


def _who(role: RoleKind, thread: int | None) -> str:
    return role.value if thread is None else f"{role.value} thread"
