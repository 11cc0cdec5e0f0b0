"""Steps that repeat become one with a count, and none is left out."""

from collections.abc import Sequence

from joinscope.explanation.calls import Call
from joinscope.explanation.fold_steps import folded
from joinscope.explanation.model import Step, StepKind


def step(kind: StepKind, time: int, *, lane: int = 0, minor: bool = False) -> Step:
    """A step that takes one tick of time."""
    call = Call("wait4", "wait", (), 0)
    return Step(f"{kind} {lane}", kind, lane, None, call, time, time + 1, None, (), minor=minor)


def told(steps: Sequence[Step]) -> list[tuple[str, int, int | None]]:
    return [(each.kind, each.count, each.every) for each in steps]


def test_a_loop_is_folded() -> None:
    """A loop that sleeps and looks is two steps, each with how often and how far apart."""
    steps = [step("look" if time % 2 else "sleep", 10 * time) for time in range(6)]
    assert told(folded(steps)) == [("sleep", 3, 20), ("look", 3, 20)]


def test_what_happens_once_comes_between() -> None:
    """What comes after a kill is not counted with what came before it."""
    steps = [step("look", 0), step("look", 10), step("kill", 20), step("look", 30)]
    assert told(folded(steps)) == [("look", 2, 10), ("kill", 1, None), ("look", 1, None)]


def test_processes_are_told_apart() -> None:
    """Another process's steps are neither counted together, nor do they come between."""
    steps = [step("look", 0), step("look", 1, lane=1), step("kill", 2, lane=1), step("look", 3)]
    assert [each.lane for each in folded(steps)] == [0, 1, 1]
    assert told(folded(steps))[0] == ("look", 2, 3)


def test_minor_steps_are_folded_throughout() -> None:
    """What the interpreter does by itself is counted, whatever comes between."""
    steps = [step("close", 0, minor=True), step("kill", 1), step("close", 2, minor=True)]
    assert told(folded(steps)) == [("close", 2, 2), ("kill", 1, None)]


def test_counts_add_up() -> None:
    """Steps that have a count already are folded with it: nothing is counted twice or lost."""
    steps = [*folded([step("look", 0), step("look", 10)]), step("look", 20)]
    assert told(folded(steps)) == [("look", 3, 10)]
