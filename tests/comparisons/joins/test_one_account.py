"""compare, orders and explain tell the same of one recording of a real program, and it is true.

Each program is recorded once, and the three documents are made from that. What is true of it was
worked out from the manual and looked at with strace.
"""

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from command import joinscope, traced
from joinscope.catalog.claims import Joins
from joinscope.catalog.front_matter import Comparison
from joinscope.cli.main import cli
from joinscope.explanation.call_chain import Symbolizer
from joinscope.explanation.join_groups import JoinExplainer
from joinscope.joins.account import Account
from joinscope.joins.facts import Actor
from joinscope.pipeline import Case as PipelineCase
from joinscope.pipeline import ProgramRuns, explanation_of
from joinscope.programs import makers
from joinscope.programs.instrumentation import Instrumented
from joinscope.programs.program import Program
from joinscope.programs.targets import Target
from joinscope.recording.recording import Recording, parse
from joinscope.render.documents import explanation as explanations
from joinscope.render.documents import verdict as verdicts
from joinscope.render.wording.roles import role_names, short_name
from joinscope.render.wording.sides import lane_name
from joinscope.verdict.judge import Ran, judge

pytestmark = traced
PROGRAMS = Path(__file__).with_name("programs")
NOBODY = "nobody"


class Truth(NamedTuple):
    """Of a worker: who was told of its end, who reaped it, by which calls it was told.

    `classes` is None where that is chance, or the business of a library.
    """

    told: str
    reaped_by: str
    classes: tuple[str, ...] | None


WAIT = Truth("parent", "parent", ("wait",))
SERVED = Truth("parent", "server", ("poll", "read"))
LEFT = Truth(NOBODY, NOBODY, ())


def by(who: str, *, server: bool = False) -> Truth:
    """A worker of a worker, who joins it."""
    return Truth(who, "server", SERVED.classes) if server else Truth(who, who, WAIT.classes)


@dataclass(frozen=True, slots=True)
class Case:
    """A program under a start method (empty: its own), and the truth of each worker."""

    file: str
    method: str
    workers: tuple[Truth, ...]

    def __str__(self) -> str:
        return f"{self.file} {self.method}".strip()

    @property
    def program(self) -> Program:
        path = PROGRAMS / self.file
        match path.suffix:
            case ".py":
                return makers.script(path, method=self.method or None)
            case ".c":
                (program,) = makers.c_sides(path, [self.method or "fork"], instrumented=True)
                return program
            case _:
                return makers.command(["sh", str(path), sys.executable])


def each_method(file: str, workers: tuple[Truth, ...], served: tuple[Truth, ...]) -> list[Case]:
    """Under fork and spawn what is true is the same."""
    return [
        Case(file, "fork", workers),
        Case(file, "spawn", workers),
        Case(file, "forkserver", served),
    ]


SOMEHOW = Truth("parent", "parent", None)
CASES = [
    *each_method("silent.py", (WAIT,), (SERVED,)),
    *each_method("nested.py", (WAIT, by("worker 1")), (SERVED, by("worker 1", server=True))),
    *each_method("orphan_of_worker.py", (WAIT, LEFT), (SERVED, LEFT)),
    *each_method("silent_on_process.c", (WAIT,), (SERVED,)),
    Case("nested_outer_silent.py", "fork", (WAIT, by("worker 1"))),
    Case("silent_beside_loud.py", "forkserver", (SERVED, SERVED)),
    Case("mixed_methods.py", "", (WAIT, WAIT, SERVED)),
    Case("command_in_worker.py", "forkserver", (SERVED, by("worker 1"))),
    Case("nested_on_process.c", "fork", (WAIT, by("worker 1"))),
    Case("nested_on_process.c", "forkserver", (SERVED, by("worker 1", server=True))),
    Case("pool.py", "fork", (SOMEHOW, SOMEHOW)),
    Case("pool.py", "forkserver", (Truth("parent", "server", None),) * 2),
    Case("executor.py", "fork", (SOMEHOW, SOMEHOW)),
    Case("manager.py", "fork", (SOMEHOW, WAIT)),
    Case("by_hand.py", "", (WAIT,)),
    Case("posix_spawned.py", "", (WAIT,)),
    Case("subprocess_run.py", "", (SOMEHOW, WAIT)),
    Case("adopted.py", "", (WAIT, LEFT)),
    Case("subreaper.py", "", (WAIT, WAIT)),
    Case("stopped_in_its_wait.py", "", (WAIT, WAIT)),
    Case("ends_in_the_handler.c", "", (WAIT,)),
    Case("never_reaped.py", "", (Truth("parent", NOBODY, WAIT.classes),)),
    Case("silent.c", "", (WAIT,)),
    Case("nested.c", "", (WAIT, by("worker 1"))),
    Case("clone_parent.c", "", (WAIT, WAIT)),
    Case("ignored_sigchld.c", "", (Truth("parent", NOBODY, WAIT.classes),)),
    Case("vfork_exec.c", "", (WAIT,)),
    Case("wait_any.c", "", (WAIT, WAIT)),
    Case("system.c", "", (WAIT, SOMEHOW)),
    Case("pipeline.sh", "", (WAIT, WAIT, WAIT)),
    Case("subshell.sh", "", (WAIT, by("worker 1"))),
    Case("python_in_pipeline.sh", "", (WAIT, WAIT, by("worker 1"))),
]


class Told(NamedTuple):
    """What a document says of a worker: the call that told, who reaped, and whether it waited."""

    call: str
    reaped_by: str
    blocked: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A recorded program: its file, and the recording with its account."""

    program: Program
    file: Path
    recording: Recording
    account: Account


def run(case: Case, folder: Path) -> Run:
    """Record a program as explain does, with the functions that it notes."""
    program, file = case.program, folder / "recording.jsonl"
    with tempfile.TemporaryDirectory(dir=folder) as own:
        path = os.environ.get("PYTHONPATH")
        command = program.command(instrumented=Instrumented(Path(own), python_path=path))
        done = joinscope("record", "-o", file, "--", *command)
    assert done.returncode == 0, done.stderr
    account = Account()
    recording = parse(file.read_bytes().splitlines(), account)
    assert recording.complete
    return Run(program, file, recording, account)


def of_compare(found: Run) -> tuple[dict[int, Told], dict[int, str]]:
    """By PID, what a verdict's document says of each worker, and its name."""
    ran = [Ran(found.program, found.recording, account=found.account)]
    judged = judge(Comparison("x", "x", (Joins(()),)), "pipe", ran)
    (side,) = verdicts.comparison(judged).sides
    several = len(side.joins) > 1
    told = {
        join.worker.pid: Told(join.call or "", called(join.reaped_by, several), join.blocked)
        for join in side.joins
    }
    return told, {join.worker.pid: called(join.worker, several) for join in side.joins}


def called(actor: Actor | None, several: bool) -> str:  # noqa: FBT001 - there is no other
    """What a process is called, if there is one."""
    return NOBODY if actor is None else short_name(actor, several=several)


LINE = re.compile(
    r"PID (?P<pid>\d+): (?P<calls>no call|[\w +]+?)( (by|of) (the )?(?P<who>parent|worker \d+))"
    r"(?P<reaps>, which reaps|; .*? reaps?)(?P<blocked>; it waited for that)?"
)


def of_orders(found: Run) -> dict[int, Told]:
    """By PID, what `orders` says."""
    done = CliRunner().invoke(cli, ["orders", str(found.file)], catch_exceptions=False)
    lines = [LINE.fullmatch(each) for each in done.output.splitlines() if each.startswith("PID ")]
    told = {}
    for line in lines:
        assert line is not None, done.output
        reaps = line["reaps"].removeprefix("; ").removeprefix("the ").removesuffix(" reaps")
        reaper = line["who"] if reaps.startswith(",") else reaps.partition(" of ")[0]
        call = "" if line["calls"] == "no call" else line["calls"].partition(" + ")[0]
        told[int(line["pid"])] = Told(call, reaper, line["blocked"] is not None)
    return told


def of_explain(found: Run) -> tuple[dict[int, Told], dict[int, str], int]:
    """What an explanation's document says: by PID of workers, the names of all lanes, how many.

    Of joins that differ in nothing but the worker and the time it shows some, and counts the rest.
    """
    runs = ProgramRuns(found.program, found.recording, found.account)
    case = PipelineCase(Target("x", "x", (found.program,), own=True), "pipe")
    (story,) = explanations.document(explanation_of(case, [runs])).stories
    joins = {
        join.pid: Told(
            join.call.name if join.call else "",
            called(join.reaped_by, story.workers > 1),
            join.blocked,
        )
        for group in story.joins
        for join in group.shown
    }
    names = {lane.pid: lane_name(lane, story) for lane in story.lanes}
    return joins, names, sum(group.count for group in story.joins)


def by_class(told: dict[int, Told]) -> dict[int, Told]:
    """The same, of calls no more than whether they wait or poll: where several told, `orders` says
    no more of them.
    """  # noqa: D205 - it is one sentence
    return {
        pid: each._replace(call=re.sub(r"\d+|^p(?=poll)|id$", "", each.call))
        for pid, each in told.items()
    }


def truths(account: Account) -> Iterator[Truth]:
    """What the account says, in the order of the workers."""
    several = len(account.joins) > 1
    names = {number: called(Actor.of(role), several) for number, role in account.roles.items()}
    for join in account.joins:
        yield Truth(
            names[join.told.by.process] if join.told else NOBODY,
            names[join.reaped_by.process] if join.reaped_by else NOBODY,
            join.classes,
        )


def by_chance(told: Truth, truth: Truth) -> bool:
    """Whether it is chance which calls told of the end.

    A fork server's worker may have ended before start() has read its PID: then that read is the
    first call that its end is before.
    """
    return truth.classes is None or (truth.classes, told.classes) == (SERVED.classes, ("read",))


def without_notes(file: Path) -> Account:
    """The account of the same recording where no function is noted, as compare has it."""
    account = Account()
    lines = file.read_bytes().splitlines()
    parse([each for each in lines if json.loads(each)["event"] != "note"], account)
    return account


def facts(account: Account) -> Any:
    """What may not depend on notes."""
    roles = [(each.kind, each.number, each.asked_by) for each in account.roles.values()]
    return roles, list(truths(account))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_documents_agree(case: Case, tmp_path: Path) -> None:
    """On who is who, which call told of each worker's end, and who reaped it."""
    found = run(case, tmp_path)
    told = list(truths(found.account))
    known = [
        each._replace(classes=truth.classes) if by_chance(each, truth) else each
        for each, truth in zip(told, case.workers, strict=True)
    ]
    assert known == list(case.workers)
    assert facts(without_notes(found.file)) == facts(found.account)

    compared, compared_names = of_compare(found)
    ordered = of_orders(found)
    explained, explained_names, count = of_explain(found)
    roles = found.account.roles.values()
    pids = [role.pid for role in roles if role.number is not None]
    assert list(compared) == list(ordered) == pids
    assert by_class(compared) == by_class(ordered)
    assert count == len(pids)
    assert by_class(explained).items() <= by_class(ordered).items()
    reapers = dict(zip(pids, (truth.reaped_by for truth in case.workers), strict=True))
    assert {pid: each.reaped_by for pid, each in explained.items()}.items() <= reapers.items()
    names = role_names(found.account.roles)
    assert explained_names == {role.pid: names[role.process] for role in roles}
    assert compared_names.items() <= explained_names.items()


@pytest.mark.parametrize(
    "case",
    [
        Case("stopped_in_its_wait.py", "", (WAIT, WAIT)),
        Case("ends_in_the_handler.c", "", (WAIT,)),
    ],
    ids=str,
)
def test_a_wait_that_was_restarted(case: Case, tmp_path: Path) -> None:
    """The worker ended while its parent was kept from the wait for it, which so had to wait.

    A stop keeps it from that, or a handler. For the kernel the parent enters that call twice, the
    second time when the worker has ended.
    """
    found = run(case, tmp_path)
    account = without_notes(found.file)
    join = account.joins[0]
    begun, done = join.calls.waits
    assert (begun.error, done.error) == ("ERESTARTSYS", None)
    took = JoinExplainer(account, Symbolizer(), None).explain(join).traced
    assert took == ((done.end or 0) - begun.start) / 1e9
    expected = Told("wait4", "parent", blocked=True)
    for told in (of_compare(found)[0], of_orders(found), of_explain(found)[0]):
        assert by_class(told)[join.worker.pid] == by_class({0: expected})[0]


def test_notes_are_there(tmp_path: Path) -> None:
    """Leaving notes out leaves something out: the test above is not about nothing."""
    found = run(Case("silent.py", "fork", (WAIT,)), tmp_path)
    assert found.account.lifetimes.stacks.frames
    assert not without_notes(found.file).lifetimes.stacks.frames
