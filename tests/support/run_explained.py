"""Running a program explained and beside it plainly, and what holds of every explanation."""

import linecache
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from joinscope.explanation.build import SideRun, explain_cut
from joinscope.explanation.call_chain import Symbolizer
from joinscope.explanation.known_traps import Trap
from joinscope.explanation.model import Join, Level, SideExplanation, Step
from joinscope.joins.account import Account
from joinscope.pipeline import Case, Job, explanation_of, run
from joinscope.programs import makers
from joinscope.programs.program import Program
from joinscope.programs.targets import Target
from joinscope.recording.recording import Recording
from joinscope.recording.runner import Surroundings
from joinscope.vocabulary import Through

PROGRAMS = Path(__file__).parents[1] / "comparisons" / "explanation" / "programs"
METHODS = ("fork", "spawn", "forkserver")


@dataclass(frozen=True, slots=True)
class Explained:
    """A program's story, and what that was told of."""

    story: SideExplanation
    recording: Recording
    plain: Recording | None
    account: Account

    @property
    def joins(self) -> list[Join]:
        """Those that are shown, in the order of the workers."""
        found = [join for group in self.story.joins for join in group.shown]
        return sorted(found, key=lambda join: join.worker)

    @property
    def traps(self) -> list[Trap]:
        """The known traps that its joins ran into."""
        return [trap for join in self.joins for trap in join.traps]

    def steps(self, kind: str) -> list[Step]:
        """The steps of one kind."""
        return [step for step in self.story.steps if step.kind == kind]


def program(
    name: str, *arguments: str, method: str | None = None, optimized: bool = False
) -> Program:
    """One of our small programs, to be run instrumented."""
    path = PROGRAMS / name
    if path.suffix == ".c":
        (found,) = makers.c_sides(path, ["fork"], arguments, instrumented=True)
        return found
    if optimized:
        found = makers.command([sys.executable, "-O", str(path), *arguments])
        assert found.hooked is not None
        return replace(found, hooked=replace(found.hooked, start_method=method))
    return makers.script(path, arguments, method=method)


def explain(
    what: Program,
    *,
    stdin: bytes = b"",
    through: Through = "pipe",
    deadline: float = 60.0,
    again: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Explained:
    """Run a program explained, check what holds of every explanation, and return it.

    What is told first of a hang, before all is recorded, is told in the end as well.
    """
    first: list[SideExplanation] = []

    def cut(job: Job, recording: Recording, account: Account | None) -> None:
        if not job.beside and account is not None:
            own = [str(path.absolute()) for path in what.sources]
            known = SideRun(what, recording, account, Symbolizer(what.noting, own))
            first.append(explain_cut(known))
            account.go_on()

    with tempfile.NamedTemporaryFile() as file:
        file.write(stdin)
        file.flush()
        case = Case(Target(what.shown, what.shown, (what,), own=True), through)
        ((found,),) = run(
            [case],
            evidence="syscalls",
            deadline=deadline,
            instrumented=True,
            again=again,
            surroundings=Surroundings({**os.environ, **(environment or {})}, file.name),
            cut=cut,
        )
    (story,) = explanation_of(case, [found]).stories
    assert found.recording is not None
    assert found.account is not None
    assert [_head(each) for each in first] == [_head(story)] * bool(story.limit)
    assert list(not_nested(story)) == []
    assert list(not_in_the_source(story)) == []
    return Explained(story, found.recording, found.untraced, found.account)


def _head(story: SideExplanation) -> tuple[object, ...]:
    """What stands first where a program hangs."""
    return story.hang, story.limit, story.start_method, story.files, story.runtime


def plainly(words: Sequence[str], stdin: bytes = b"") -> tuple[list[str], list[str], int]:
    """What the command prints, its standard error and its exit status, with nobody around."""
    done = subprocess.run(words, input=stdin, capture_output=True, check=False)
    out, errors = done.stdout.decode(), done.stderr.decode()
    return out.splitlines(), errors.splitlines(), done.returncode


def as_run(recording: Recording) -> tuple[list[str], list[str], int | None]:
    """The same of a recording."""
    return recording.texts, [line.text for line in recording.errors], recording.exit_status


def chains(story: SideExplanation) -> Iterator[tuple[Level, ...]]:
    """Every chain in a story."""
    for step in story.steps:
        yield step.chain
    for group in story.joins:
        for join in group.shown:
            yield join.chain


def not_nested(story: SideExplanation) -> Iterator[tuple[str, str]]:
    """Levels that do not lie within the one outside of them in time."""
    for levels in chains(story):
        seen = [each for each in levels if each.start is not None]
        for outer, inner in pairwise(seen):
            assert outer.start is not None
            assert inner.start is not None
            early = inner.start < outer.start
            late = outer.end is not None and (inner.end is None or inner.end > outer.end)
            if early or (late and inner.name != "exit_group"):
                yield outer.name, inner.name


def not_in_the_source(story: SideExplanation) -> Iterator[tuple[str, int, str]]:
    """Places whose text is not the line that the file has there."""
    for levels in chains(story):
        for level in levels:
            place = level.place
            if place is None or place.file.startswith("<"):
                continue
            lines = Path(place.file).read_text("utf-8").splitlines()
            if place.text != lines[place.line - 1].strip():
                yield place.file, place.line, place.text
    linecache.checkcache()
