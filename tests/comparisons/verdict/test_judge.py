"""Judging claims by recordings: what holds, what fails and what cannot be told."""

import pytest
from joinscope.catalog.claims import (
    Before,
    Claim,
    Concurrent,
    Difference,
    Ends,
    ExitStatus,
    Joins,
    Prints,
    SameRelation,
)
from joinscope.catalog.front_matter import Comparison
from joinscope.programs.program import Program
from joinscope.recording.recording import Killed, Line, Recording
from joinscope.recording.records import Limit
from joinscope.render.wording.claims import instead
from joinscope.verdict.judge import Ran, judge
from joinscope.verdict.verdict import ComparisonVerdict, Outcome, Verdict
from joinscope.vocabulary import Event, Relation, Through

PYTHON, C = Program("python", "fork", ("x",)), Program("c", "standalone", ("x",))
A, B, EXIT = Event("line", "a"), Event("line", "b"), Event("exit", "parent")


def recording(*texts: str, exit_after: int | None = None, status: int | None = 0) -> Recording:
    """A whole recording of these lines, the parent's exit noticed after so many of them."""
    return Recording(
        lines=[Line(number, text) for number, text in enumerate(texts)],
        lines_at_exit=len(texts) if exit_after is None else exit_after,
        exit_status=status,
        complete=True,
    )


def outcome(claim: Claim, run: Recording, side: Program = PYTHON) -> tuple[str, str]:
    """What the run says about the claim, and what was seen."""
    judged = judge(Comparison("x", "x", (claim,)), "terminal", [Ran(side, run)])
    finding, _ = judged.sides[0].findings
    return (finding.outcome, instead(finding, several=False))


@pytest.mark.parametrize(
    ("claim", "run", "expected"),
    [
        (
            Before(A, B),
            recording("a", "b"),
            ("unknown", "seen in this order, not proved"),
        ),
        (Before(A, B), recording("b", "a"), ("fails", '"b" came first')),
        (
            Before(A, B),
            recording("a"),
            ("unknown", "one of the two did not happen exactly once"),
        ),
        (
            Before(A, B),
            recording("b", "a", "b"),
            ("unknown", "one of the two did not happen exactly once"),
        ),
        (
            Before(A, EXIT),
            recording("a", "b", exit_after=1),
            ("unknown", "seen in this order, not proved"),
        ),
        (
            Before(B, EXIT),
            recording("a", "b", exit_after=1),
            ("unknown", "the parent's exit was seen first, which proves nothing of an exit"),
        ),
        (
            Concurrent(A, B),
            recording("b", "a"),
            ("unknown", '"b" came first in this run, which proves nothing'),
        ),
        (
            Concurrent(A, B),
            recording("a", "b"),
            ("unknown", '"a" came first in this run, which proves nothing'),
        ),
        (
            Joins(()),
            recording("a", "b"),
            ("unknown", "nothing is claimed of fork"),
        ),
        (Prints(("a", "b")), recording("b", "a"), ("holds", "")),
        (Prints(("a", "b")), recording("a", "b", "b"), ("fails", '"b" was printed twice')),
        (Prints(("a", "b")), recording("a"), ("fails", '"b" was printed not at all')),
        (Prints(("a",)), recording("a", "c"), ("fails", '"c" was printed too')),
        (
            Prints(("a",)),
            recording("a", *"cdefg"),
            (
                "fails",
                '"c" was printed too; "d" was printed too; "e" was printed too; and 2 other lines',
            ),
        ),
        (ExitStatus(0), recording(), ("holds", "")),
        (ExitStatus(0), recording(status=3), ("fails", "it exited with status 3")),
        (ExitStatus(0), recording(status=-11), ("fails", "it was killed by SIGSEGV")),
        (ExitStatus(0), recording(status=-40), ("fails", "it was killed by SIGRTMIN+6")),
        (ExitStatus(0), recording(status=None), ("unknown", "it was killed before it exited")),
        (Ends(), recording(), ("holds", "")),
    ],
)
def test_a_claim_holds_or_fails(claim: Claim, run: Recording, expected: tuple[str, str]) -> None:
    """Each claim is judged by what was seen, and what was seen is said where it fails."""
    assert outcome(claim, run) == expected


@pytest.mark.parametrize(
    ("limit", "seen"),
    [
        ("deadline", "it did not end before the deadline; killed: sleep 9 (PID 7)"),
        ("output", "it printed more than is recorded; killed: sleep 9 (PID 7)"),
        (None, "it left a process in the background; killed: sleep 9 (PID 7)"),
    ],
)
def test_what_had_to_be_killed_did_not_end(limit: Limit | None, seen: str) -> None:
    """A run that a limit cut short, or that left a process, has not ended by itself."""
    run = recording()
    run.limit = limit
    run.killed = [Killed(7, "sleep 9")]
    assert outcome(Ends(), run) == ("fails", seen)


def test_a_declared_difference_of_lines_must_show() -> None:
    """Each language must show its own side of a declared difference; a line refutes it by sight."""
    differs = Difference(A, B, Relation.BEFORE, Relation.AFTER, "why")
    assert outcome(differs, recording("a", "b"), PYTHON)[0] == "unknown"
    assert outcome(differs, recording("b", "a"), C)[0] == "unknown"
    assert outcome(differs, recording("b", "a"), PYTHON) == (
        "fails",
        'the declared difference does not show: "b" came first',
    )
    assert outcome(differs, recording("a", "b"), C)[0] == "fails"


def judged_claims(through: Through) -> tuple[Claim | SameRelation, ...]:
    both = (Before(A, B), Difference(B, A, Relation.AFTER, Relation.CONCURRENT, "why", "pipe"))
    judged = judge(Comparison("x", "x", both), through, [Ran(PYTHON, recording("a", "b"))])
    return tuple(finding.claim for finding in judged.sides[0].findings)


def test_a_difference_may_be_one_of_a_way() -> None:
    """A difference that shows through a pipe takes a claim's place there, and only there."""
    assert judged_claims("terminal") == (Before(A, B), SameRelation())
    pipe = judged_claims("pipe")
    assert [type(claim) for claim in pipe] == [Difference, SameRelation]
    assert pipe[1] == SameRelation((("b", "a"),))


def test_weaker_evidence_is_never_the_same() -> None:
    """Lines in the claimed order, once, make no verdict; the claim says that evidence lacks."""
    judged = verdict(recording("a", "b"), recording("a", "b"), claims=(Before(A, B), Ends()))
    assert judged.verdict is Verdict.UNKNOWN
    assert [finding.lacking for finding in judged.sides[0].findings] == [True, False, True]


def test_an_untraced_run_refutes_too() -> None:
    """What a run without a tracer refutes is refuted, and only that counts of it."""
    claims = Comparison("x", "x", (Ends(), ExitStatus(0), Before(A, B)))
    good, bad = recording("a", "b"), recording("b", "a", status=3)
    (side,) = judge(claims, "terminal", [Ran(PYTHON, good, bad)]).sides
    assert [(each.outcome, instead(each, several=False)) for each in side.findings][:3] == [
        ("holds", ""),
        ("fails", "untraced, it exited with status 3"),
        ("fails", 'untraced, "b" came first'),
    ]
    (side,) = judge(claims, "terminal", [Ran(PYTHON, good, good)]).sides
    assert side.findings[2].outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("claim", [Before(B, A), Prints(("x",)), ExitStatus(1), Ends()])
def test_a_partial_recording_refutes_nothing(claim: Claim) -> None:
    """Where the recorder died, nothing can be told."""
    run = recording("a", "b")
    run.complete = False
    assert outcome(claim, run) == ("unknown", "the recorder died, the recording is partial")


def verdict(*runs: Recording | None, claims: tuple[Claim, ...] | None) -> ComparisonVerdict:
    ran = [Ran(side, run) for side, run in zip([PYTHON, C], runs, strict=True)]
    return judge(Comparison("x", "x", claims), "terminal", ran)


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ((recording("a", "b"), recording("a", "b")), Verdict.UNKNOWN),
        ((recording("a", "b"), recording("b", "a")), Verdict.DIFFERENT),
        ((recording("a", "b"), None), Verdict.UNKNOWN),
        ((recording("b", "a"), None), Verdict.DIFFERENT),
        ((None, None), Verdict.UNKNOWN),
    ],
)
def test_the_verdict_is_that_of_the_worst_side(
    runs: tuple[Recording | None, ...], expected: Verdict
) -> None:
    """Different over unknown over same; a side that did not run is unknown."""
    assert verdict(*runs, claims=(Before(A, B),)).verdict == expected


def test_unclaimed_sides_are_held_against_each_other() -> None:
    """Other lines or another status are different; the order of lines cannot be told by sight."""
    first = recording("a", "b")
    assert verdict(first, recording("a"), claims=None).verdict is Verdict.DIFFERENT
    failed = recording("a", "b", status=1)
    assert verdict(first, failed, claims=None).verdict is Verdict.DIFFERENT
    for run in (recording("a", "b"), recording("b", "a")):
        judged = verdict(first, run, claims=None)
        assert [finding.outcome for finding in judged.sides[1].findings] == [
            Outcome.HOLDS,
            Outcome.HOLDS,
            Outcome.HOLDS,
            Outcome.UNKNOWN,
        ]
