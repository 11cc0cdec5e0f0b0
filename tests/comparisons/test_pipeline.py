"""One pipeline: what is instrumented is judged as what is not, and each program is run once."""

import multiprocessing
from pathlib import Path

import pytest
from command import traced
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.graph import Graph
from joinscope.happens_before.relation import relation
from joinscope.joins import facts as proved
from joinscope.pipeline import Case, explanation_of, run, verdict_of
from joinscope.programs import makers, targets
from joinscope.programs.instrumentation import Instrumented
from joinscope.recording.records import Note, Record
from joinscope.recording.runner import record
from joinscope.verdict.verdict import ComparisonVerdict, SideVerdict
from joinscope.vocabulary import Event, Relation

pytestmark = traced
METHODS = multiprocessing.get_all_start_methods()


class WithAndWithout:
    """The order of a recording, and that of the same recording without its notes."""

    def __init__(self) -> None:
        self.notes = 0
        self.orders = HappensBefore(), HappensBefore()

    def add(self, record: Record, /) -> None:
        self.orders[0].add(record)
        if isinstance(record, Note):
            self.notes += 1
        else:
            self.orders[1].add(record)


def everything(graph: Graph) -> list[object]:
    """All that a graph consists of: its points, its edges, and what may flow where."""
    chains = [
        (
            list(chain.targets),
            list(chain.edges),
            list(chain.outside or ()),
            [(each.medium.number, each.since, each.until) for each in chain.memberships or ()],
        )
        for chain in graph.chains
    ]
    return [list(graph.chain), list(graph.time), list(graph.what), list(graph.partner), chains]


@pytest.mark.parametrize("name", ["worker_and_join", "without_join"])
def test_notes_carry_no_order(name: str, tmp_path: Path) -> None:
    """Without them each recording has the same points, must-edges and may-edges."""
    made = makers.of_catalog(name, METHODS, instrumented=True)
    programs = [each for each in made if each.explainable]
    found = [WithAndWithout() for _ in programs]
    commands = []
    for number, program in enumerate(programs):
        folder = tmp_path / str(number)
        folder.mkdir()
        commands.append(program.command(instrumented=Instrumented(folder)))
    through = ["pipe"] * len(programs)
    record(commands, through=through, deadline=60, evidence="syscalls", consumers=found)
    for each in found:
        assert each.notes > 0
        noted, bare = (everything(order.graph) for order in each.orders)
        assert noted == bare


def facts(side: SideVerdict) -> list[object]:
    """What a verdict says of a side, without what differs from run to run."""
    findings = [
        (each.claim, each.outcome, type(each.reason), path(each.proof)) for each in side.findings
    ]
    joins = [
        (each.served, each.call, each.blocked, each.reaped_by and each.reaped_by.role)
        for each in side.joins
    ]
    return [str(side.side), findings, joins, side.order and set(side.order)]


def path(proof: proved.Path | None) -> list[object]:
    """The way of a path, without its PIDs."""
    if proof is None:
        return []
    return [(each.actor.role, each.actor.worker, each.does, each.call) for each in proof.hops]


def judged(*, instrumented: bool) -> list[ComparisonVerdict]:
    named = targets.comparisons([], METHODS, instrumented=instrumented)
    cases = [Case(target, way) for target in named for way in ("terminal", "pipe")]
    found = run(cases, evidence="syscalls", deadline=60, instrumented=instrumented)
    return [verdict_of(case, runs) for case, runs in zip(cases, found, strict=True)]


def test_instrumented_programs_are_judged_alike() -> None:
    """Each finding, its proof, each join and every legal output is that of the bare program."""
    bare, instrumented = judged(instrumented=False), judged(instrumented=True)
    for one, other in zip(bare, instrumented, strict=True):
        assert one.verdict is other.verdict
        assert [facts(side) for side in one.sides] == [facts(side) for side in other.sides]


def test_one_run_for_all_that_is_said() -> None:
    """The processes of an explanation are those of the verdict's recording."""
    (target,) = targets.comparisons(["worker_and_join"], ["fork"], instrumented=True)
    case = Case(target, "pipe")
    (runs,) = run([case], evidence="syscalls", deadline=60, instrumented=True)
    verdict = verdict_of(case, runs)
    explanation = explanation_of(case, runs, verdict)
    assert explanation.verdict is verdict
    told = [side for side in verdict.sides if side.side.explainable]
    assert len(explanation.stories) == len(told) == 2
    for story, side in zip(explanation.stories, told, strict=True):
        workers = {lane.pid for lane in story.lanes if lane.worker is not None}
        assert workers == {join.worker.pid for join in side.joins}
        assert side.untraced is not None
        assert [text for _, text in story.printed] == side.untraced.texts


LOGS = """
import os
pid = os.fork()
if pid == 0:
    with open({file!r}, "w") as log:
        log.write("a line")
    print("worker", flush=True)
    os._exit(0)
{looks}
print("parent", flush=True)
os.waitpid(pid, 0)
"""


@pytest.mark.parametrize(
    ("looks", "expected"),
    [("", Relation.CONCURRENT), ("os.path.exists({file!r})", None)],
    ids=["nobody looks", "the parent looks"],
)
def test_a_change_of_a_file_is_looked_for_in_a_second_run(
    looks: str, expected: Relation | None, tmp_path: Path
) -> None:
    """Where a log leaves the order of all lines unknown, the run that is judged has look-ups.

    Who looked may have seen it, or not: that is as it comes.
    """
    file = str(tmp_path / "log")
    program = tmp_path / "logs.py"
    program.write_text(LOGS.format(file=file, looks=looks.format(file=file)))
    case = Case(targets.explained([str(program)], methods=["fork"]), "pipe")
    ((runs,),) = run([case], evidence="syscalls", deadline=60, instrumented=True)
    assert runs.account is not None
    order = runs.account.order
    found = relation(order, Event("line", "worker"), Event("line", "parent"))
    assert order.state.lookups or found is not Relation.UNKNOWN
    assert expected is None or found is expected
