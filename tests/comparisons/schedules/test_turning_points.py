"""Which holds may have brought an outcome: those at which runs came to go different ways."""

from joinscope.schedules.exploration import ExploredRun, HeldAt, Moment, RunOutcome
from joinscope.schedules.turning_points import near, suspects


def at(thread: str, nth: int = 1) -> HeldAt:
    return HeldAt(thread, 0, nth)


def run(status: int, *moments: tuple[str, str]) -> ExploredRun:
    """A run with this exit status; of each moment who was held, a letter each, and who went on."""
    found = tuple(
        Moment(tuple(held), chosen, tuple(at(each, place) for each in held))
        for place, (held, chosen) in enumerate(moments, 1)
    )
    chosen = tuple(each for _, each in moments)
    return ExploredRun(chosen, 0, RunOutcome((), status, None, None), found)


def test_one_hold() -> None:
    """Of two runs that part at a moment, each held whom the other let go on."""
    one, other = run(0, ("ab", "a"), ("bc", "b")), run(1, ("ab", "a"), ("bc", "c"))
    assert suspects(one, [other]) == [at("c", 2)]
    assert suspects(other, [one]) == [at("b", 2)]


def test_several() -> None:
    """Where several runs part from it, there is one for each of them, and none twice."""
    one = run(0, ("ab", "a"), ("bc", "b"))
    others = [run(1, ("ab", "b")), run(1, ("ab", "a"), ("bc", "c")), run(2, ("ab", "b"))]
    assert suspects(one, others) == [at("b"), at("c", 2)]


def test_runs_that_part_unasked() -> None:
    """Where other threads were held before any choice differed, it was luck: no hold is known."""
    assert suspects(run(0, ("ab", "a")), [run(1, ("ac", "c"))]) == []
    assert suspects(run(0, ("ab", "a")), [run(1, ("ab", "a"))]) == []


def test_who_was_near() -> None:
    """The holds of other threads, from the moment on at which one began, to either side."""
    one = run(0, ("ad", "a"), ("bd", "d"), ("bc", "b"), ("bc", "c"), ("ad", "a"))
    assert near(one, [at("c", 3)]) == [
        at("b", 3),
        at("b", 2),
        at("d", 2),
        at("b", 4),
        at("a"),
        at("d"),
        at("a", 5),
        at("d", 5),
    ]
    assert near(one, [at("e")]) == []
