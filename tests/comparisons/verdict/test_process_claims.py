"""Claims about processes: what stays unknown, and what fails whatever the programs did."""

import sys

import pytest
from joinscope.catalog.claims import (
    Before,
    Calls,
    Claim,
    Only,
    OrderUnknown,
    Printed,
    Prints,
    Scope,
    Signals,
    StateAt,
    Workers,
)
from joinscope.catalog.front_matter import Comparison
from joinscope.joins.account import Account
from joinscope.programs.program import Program
from joinscope.recording import runner
from joinscope.recording.recording import Line, Recording
from joinscope.render.wording.claims import instead, statement
from joinscope.verdict.judge import Ran, judge
from joinscope.vocabulary import Ending, Event

A, B = Event("line", "a"), Event("line", "b")
PYTHON, C = Program("python", "fork", ("x",)), Program("c", "cffi", ("x",))
ON_C = Scope(("c",), "Why.", "x(2)")


def seen(*texts: str) -> Recording:
    """A whole recording of lines alone."""
    lines = [Line(number, text) for number, text in enumerate(texts)]
    return Recording(lines=lines, exit_status=0, complete=True)


def outcome(
    claim: Claim, run: Recording, side: Program = PYTHON, account: Account | None = None
) -> tuple[str, str]:
    """What the run says of a claim, and why it does not hold."""
    judged = judge(Comparison("x", "x", (claim,)), "terminal", [Ran(side, run, account=account)])
    finding, _ = judged.sides[0].findings
    return finding.outcome, instead(finding, several=False)


@pytest.mark.parametrize(
    "claim",
    [
        OrderUnknown(A, B, "timed", "why"),
        Workers((Ending(0),)),
        Calls("parent", "wait", "ECHILD", 1),
        Signals("parent", "SIGCHLD", 1),
        StateAt(1, "alive", A),
        Before(A, Event("exit", "1")),
        Only(Workers((Ending(0),)), ON_C),
    ],
)
def test_without_system_calls_it_is_unknown(claim: Claim) -> None:
    """Weaker evidence shows nothing of processes, on the sides of a scope or elsewhere."""
    for side in (PYTHON, C):
        assert outcome(claim, seen("a", "b"), side) == (
            "unknown",
            "not proved: that takes system calls",
        )


@pytest.mark.parametrize(
    ("side", "texts", "expected"),
    [
        (PYTHON, "a", ("holds", "")),
        (PYTHON, "abb", ("fails", '"b" was printed too')),
        (C, "abb", ("holds", "")),
        (C, "ab", ("fails", '"b" was printed once')),
    ],
)
def test_a_line_of_some_sides(side: Program, texts: str, expected: tuple[str, str]) -> None:
    """It is printed so often there, and nowhere else."""
    claim = Prints(("a",), (Printed("b", 2, ON_C),))
    assert statement(claim) == "prints 1 line, and 1 on some sides"
    assert outcome(claim, seen(*texts), side) == expected


def test_what_a_run_without_workers_says() -> None:
    """A worker that is not there is in no state, and makes no call."""
    account = Account()
    command = [sys.executable, "-c", "print('a')"]
    (run,) = runner.record(
        [command], through=["pipe"], deadline=60, evidence="syscalls", consumers=[account]
    )
    assert outcome(StateAt(1, "alive", A), run, account=account) == (
        "fails",
        "there is no worker 1: it made 0",
    )
    assert outcome(Calls("2", "wait", "answered", 1), run, account=account)[0] == "fails"
    assert outcome(Workers((Ending(0),)), run, account=account) == ("fails", "it made no worker")
    assert outcome(Calls("parent", "wait", "ECHILD", 1), run, account=account) == (
        "fails",
        "that was so never",
    )
    claim = Only(Workers(()), ON_C)
    assert outcome(claim, run, C, account) == ("holds", "")
    assert outcome(claim, run, PYTHON, account) == (
        "fails",
        "the declared difference does not show: it holds here, too",
    )
