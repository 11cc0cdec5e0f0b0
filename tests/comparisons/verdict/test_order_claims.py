"""Claims of order judged by proof, from recordings as the tracer writes them."""

import pytest
from joinscope.catalog.claims import (
    Before,
    Claim,
    Concurrent,
    Difference,
    Joining,
    Joins,
    SameRelation,
)
from joinscope.catalog.front_matter import Comparison
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.linear_extensions import outputs
from joinscope.happens_before.order_difference import order_differences
from joinscope.joins.account import Account
from joinscope.joins.facts import path_facts
from joinscope.programs.program import Program
from joinscope.recording.recording import Line, Recording, parse
from joinscope.recording.records import WaitResults
from joinscope.render.text.outputs import of_sides
from joinscope.render.wording.claims import instead, proof
from joinscope.render.wording.outputs import how_many
from joinscope.render.wording.paths import ARROW, path_text
from joinscope.schedules.witnesses import Witnessed
from joinscope.verdict.judge import Ran, judge
from joinscope.verdict.reasons import OpenOrder
from joinscope.verdict.verdict import Finding, SideVerdict, Verdict
from joinscope.vocabulary import Event, Relation
from record_writer import OTHER, PARENT, WORKER, RecordWriter

FORK, SPAWN, C = Program("python", "fork"), Program("python", "spawn"), Program("c", "standalone")
FIRST, SECOND = Event("line", "first"), Event("line", "second")
REAPED = Joins((("fork", Joining(("wait",), "parent")),))


def ran(side: Program, writer: RecordWriter) -> Ran:
    """A side that did what the writer has."""
    account = Account()
    return Ran(side, parse(writer.lines, account), account=account)


def program(*, join: bool = True, parent_first: bool = False) -> RecordWriter:
    """A worker that prints first, a parent that prints second, and a join or none."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    if parent_first:
        writer.say(PARENT, "second")
    writer.say(WORKER, "first")
    writer.exit(WORKER)
    if join:
        writer.reap(PARENT)
    if not parent_first:
        writer.say(PARENT, "second")
    return writer


def judged_side(claim: Claim, writer: RecordWriter, side: Program = FORK) -> SideVerdict:
    comparison = Comparison("x", "x", (claim,))
    return judge(comparison, "terminal", [ran(side, writer)]).sides[0]


def find(claim: Claim, writer: RecordWriter, side: Program = FORK) -> Finding:
    return judged_side(claim, writer, side).findings[0]


def seen_in(finding: Finding) -> str:
    """What is said of a claim that does not hold."""
    return instead(finding, several=False)


def proof_of(claim: Claim, writer: RecordWriter) -> str:
    """What is said to prove it."""
    side = judged_side(claim, writer)
    return ARROW.join(proof(side.findings[0], side.joins))


def test_a_proved_order_holds_with_its_path() -> None:
    """What holds is shown with what carries it."""
    found = find(Before(FIRST, SECOND), program())
    assert (found.outcome, seen_in(found)) == ("holds", "")
    path = "worker write -> exit -> wait4 returns -> parent write"
    assert proof_of(Before(FIRST, SECOND), program()) == path


@pytest.mark.parametrize(
    ("claim", "writer", "seen"),
    [
        (
            Before(FIRST, SECOND),
            program(join=False),
            "nothing orders the two, though they came in this order",
        ),
        (
            Before(FIRST, SECOND),
            program(join=False, parent_first=True),
            'nothing orders the two, and "second" came first',
        ),
        (Before(SECOND, FIRST), program(), '"second" has to wait for "first"'),
        (Concurrent(FIRST, SECOND), program(), '"second" has to wait for "first"'),
        (Concurrent(SECOND, FIRST), program(), '"second" has to wait for "first"'),
        (
            Difference(FIRST, SECOND, Relation.CONCURRENT, Relation.BEFORE, "why"),
            program(),
            'the declared difference does not show: "second" has to wait for "first"',
        ),
        (REAPED, program(join=False), "worker: no call of the parent; nobody of the program reaps"),
    ],
)
def test_what_fails_says_what_is_proved_instead(
    claim: Claim, writer: RecordWriter, seen: str
) -> None:
    """The order that was seen is no excuse, and a path refutes that two are concurrent."""
    found = find(claim, writer)
    assert (found.outcome, seen_in(found)) == ("fails", seen)


@pytest.mark.parametrize("parent_first", [True, False])
def test_what_nothing_orders_is_concurrent(*, parent_first: bool) -> None:
    """Whichever came first."""
    found = find(Concurrent(FIRST, SECOND), program(join=False, parent_first=parent_first))
    assert (found.outcome, found.reason, found.proof) == ("holds", None, None)


def test_where_order_may_hide_nothing_is_claimed() -> None:
    """Threads share memory, which no call shows: unknown, and no stronger evidence would tell."""
    writer = RecordWriter()
    writer.make(PARENT, OTHER, "thread")
    writer.say(OTHER, "first")
    writer.say(PARENT, "second")
    for claim in (Before(FIRST, SECOND), Concurrent(FIRST, SECOND)):
        found = find(claim, writer)
        assert (found.outcome, found.lacking) == ("unknown", False)
        assert seen_in(found) == "order may have flowed through the memory that threads share"


def test_joins_are_claimed_by_start_method_or_language() -> None:
    """A language counts more; what is claimed of no side of it is unknown."""
    assert find(REAPED, program()).outcome == "holds"
    assert proof_of(REAPED, program()) == "wait4 by the parent, which reaps"
    assert seen_in(find(REAPED, program(), SPAWN)) == "nothing is claimed of spawn"
    orphaned = Joins((*REAPED.by, ("c", Joining((), "nobody"))))
    assert find(orphaned, program(join=False), C).outcome == "holds"
    assert seen_in(find(orphaned, program(), C)) == "worker: wait4 by the parent, which reaps"


def test_every_worker_counts() -> None:
    """One worker of two that nobody reaped fails the claim, by its name."""
    writer = program()
    writer.make(PARENT, OTHER)
    writer.say(OTHER, "third")
    writer.exit(OTHER)
    found = find(REAPED, writer)
    assert (
        instead(found, several=True)
        == "worker 2: no call of the parent; nobody of the program reaps"
    )


def test_the_relation_counts_not_the_output() -> None:
    """Sides that printed in different orders agree where nothing orders the lines on either."""
    unordered, other_way = program(join=False), program(join=False, parent_first=True)
    for claims in (None, ()):
        runs = [ran(FORK, unordered), ran(C, other_way)]
        judged = judge(Comparison("x", "x", claims), "terminal", runs)
        assert [side.findings[-1].claim for side in judged.sides] == [SameRelation()] * 2
        assert [side.findings[-1].outcome for side in judged.sides] == ["holds", "holds"]


def test_the_same_output_of_another_relation_differs() -> None:
    """Sides that printed the same, one by luck, do not agree; a declared difference is left out."""
    runs = [ran(FORK, program()), ran(C, program(join=False))]
    judged = judge(Comparison("x", "x"), "terminal", runs)
    assert [side.verdict for side in judged.sides] == [Verdict.SAME, Verdict.DIFFERENT]
    assert seen_in(judged.sides[1].findings[-1]) == (
        '"first" is concurrent with "second" here, before it on Python fork'
    )
    declared = Difference(FIRST, SECOND, Relation.BEFORE, Relation.CONCURRENT, "why")
    judged = judge(Comparison("x", "x", (declared,)), "terminal", runs)
    assert judged.verdict is Verdict.SAME


def test_the_side_that_is_right_is_the_measure() -> None:
    """A side on which a claim fails is held against one on which none does."""
    runs = [ran(FORK, program(join=False)), ran(C, program())]
    judged = judge(Comparison("x", "x", (Before(FIRST, SECOND),)), "terminal", runs)
    assert [side.verdict for side in judged.sides] == [Verdict.DIFFERENT, Verdict.SAME]
    assert seen_in(judged.sides[0].findings[-1]) == (
        '"first" is concurrent with "second" here, before it on C standalone'
    )


def ticks(*who: int) -> RecordWriter:
    """Two workers that print the same two lines each, in this turn."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    writer.make(PARENT, OTHER)
    said = {WORKER: ["tick", "tock"], OTHER: ["tick", "tock"]}
    for each in who:
        writer.say(each, said[each].pop(0))
    return writer


def test_lines_of_one_text() -> None:
    """Which of two equal lines is which depends on the run: what can be printed decides."""
    one = outputs(HappensBefore.of(ticks(WORKER, WORKER, OTHER, OTHER).records))
    other = outputs(HappensBefore.of(ticks(WORKER, OTHER, OTHER, WORKER).records))
    assert order_differences(one, other) == []
    writer = RecordWriter()
    for text in ("tick", "tock", "tick", "tock"):
        writer.say(PARENT, text)
    assert order_differences(one, outputs(HappensBefore.of(writer.records)))


def test_other_lines_cannot_be_compared() -> None:
    """Programs that print other lines have no relation to share."""
    writer = RecordWriter()
    writer.say(PARENT, "alone")
    here, there = (outputs(HappensBefore.of(each.records)) for each in (writer, program()))
    assert order_differences(here, there) is None
    assert how_many(there, 5) == "1 legal output"


def test_a_line_too_many_is_no_hidden_order() -> None:
    """Of a side that prints a line once more than another, it is said that its lines are others."""
    twice = program()
    twice.say(PARENT, "second")
    runs = [ran(FORK, program()), ran(C, twice)]
    judged = judge(Comparison("x", "x", ()), "terminal", runs)
    (found,) = judged.sides[1].findings
    assert (found.outcome, seen_in(found)) == ("unknown", "other lines")


def test_who_waited() -> None:
    """A parent that came late was told at once; one that was early had to wait."""
    (late,) = Account.of(program().records).joins
    assert late.told is not None
    assert (late.worker.pid, late.told.blocked) == (WORKER, False)
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    writer.waits(PARENT)
    writer.say(WORKER, "first")
    writer.exit(WORKER)
    writer.leave(PARENT, "wait4", WORKER, WaitResults(WORKER, reaped=True, status=0))
    account = Account.of(writer.records)
    (early,) = account.joins
    assert early.told is not None
    assert early.told.blocked
    facts = path_facts(account.order, early.told.path, account.roles)
    words = path_text(facts, several=False)
    assert words == "worker exit -> parent wait4"


def test_outputs_are_counted_by_side() -> None:
    """Sides of one relation share a list; how often each was printed is told for each."""
    free, bound = (outputs(HappensBefore.of(program(join=each).records)) for each in (False, True))
    ab, ba, other = ("first", "second"), ("second", "first"), ("second",)
    found = [
        Witnessed(FORK, Account(), free, {ab: 2, ba: 1}, runs=3, cut=0),
        Witnessed(SPAWN, Account(), free, {ab: 3}, runs=3, cut=0),
        Witnessed(C, Account(), bound, {ab: 2, other: 1}, runs=3, cut=1),
    ]
    assert list(of_sides(found, 5)) == [
        "Python: 2 legal outputs",
        "",
        "  first",
        "  second",
        "    seen 2 of 3 by Python fork, 3 of 3 by Python spawn",
        "",
        "  second",
        "  first",
        "    seen 1 of 3 by Python fork",
        "",
        "C standalone: 1 legal output",
        "",
        "  first",
        "  second",
        "    seen 2 of 3 by C standalone",
        "",
        "  second",
        "    not legal by the traced run: seen 1 of 3 by C standalone",
        "",
        "C standalone: 1 of 3 runs did not end",
    ]


def any_of_two(order: tuple[int, int]) -> RecordWriter:
    """Two workers that print first and third, and a wait for any of them before second."""
    writer = RecordWriter()
    for worker in order:
        writer.make(PARENT, worker)
    for worker, text in ((WORKER, "first"), (OTHER, "third")):
        writer.say(worker, text)
        writer.exit(worker)
    writer.reap_any(PARENT, order[0])
    writer.say(PARENT, "second")
    return writer


@pytest.mark.parametrize("order", [(WORKER, OTHER), (OTHER, WORKER)])
@pytest.mark.parametrize("claim", [Before(FIRST, SECOND), Concurrent(FIRST, SECOND)])
@pytest.mark.parametrize("untraced", [("first", "second", "third"), ("third", "second", "first")])
def test_what_hangs_on_a_choice_is_unknown(
    order: tuple[int, int], claim: Claim, untraced: tuple[str, ...]
) -> None:
    """Whichever worker ended first, traced or not, the verdict and its reason are the same."""
    side = ran(FORK, any_of_two(order))
    beside = Recording(
        lines=[Line(number, text) for number, text in enumerate(untraced)],
        lines_at_exit=3,
        exit_status=0,
        complete=True,
    )
    run = Ran(side.side, side.recording, beside, side.account)
    found = judge(Comparison("x", "x", (claim,)), "terminal", [run]).sides[0].findings[0]
    told = "it depends on which worker ended first (wait4 by the parent)"
    assert (found.outcome, instead(found, several=True), found.untraced) == ("unknown", told, False)
    assert isinstance(found.reason, OpenOrder)
    assert (found.reason.why.code, found.reason.why.choice) == ("which_child", True)
