"""Which few holds may have brought an outcome: those at which runs came to go different ways."""

from joinscope.schedules.exploration import ExploredRun, HeldAt, Moment, RunOutcome
from joinscope.schedules.turning_points import likely_holds


def at(thread: str, nth: int = 1) -> HeldAt:
    return HeldAt(thread, 0, nth)


def run(status: int, *moments: tuple[str, str], deviations: int = 0) -> ExploredRun:
    """A run with this exit status; of each moment who was held, a letter each, and who went on."""
    found = tuple(
        Moment(tuple(held), chosen, tuple(at(each, place) for each in held))
        for place, (held, chosen) in enumerate(moments, 1)
    )
    chosen = tuple(each for _, each in moments)
    return ExploredRun(chosen, deviations, RunOutcome((), status, None, None), found)


def test_one_hold() -> None:
    """Of two runs that part at a moment, each held whom the other let go on."""
    one, other = run(0, ("ab", "a"), ("bc", "b")), run(1, ("ab", "a"), ("bc", "c"))
    assert likely_holds([one], [other]) == [(at("c", 2),)]
    assert likely_holds([other], [one]) == [(at("b", 2),)]


def test_all_that_were_held() -> None:
    """Then all that were held at that moment, beside."""
    one, other = run(0, ("abc", "a")), run(1, ("abc", "b"))
    assert likely_holds([one], [other]) == [(at("b"),), (at("b"), at("c"))]


def test_two_together() -> None:
    """Where several runs part from it, two of these holds together come last, and none twice."""
    one = run(0, ("ab", "a"), ("bc", "b"))
    others = [run(1, ("ab", "b")), run(1, ("ab", "a"), ("bc", "c")), run(2, ("ab", "b"))]
    assert likely_holds([one], others) == [(at("b"),), (at("c", 2),), (at("b"), at("c", 2))]


def test_the_fewest_deviations_first() -> None:
    """What a run with fewer deviations was held by is tried before that of one with more."""
    rare, usual = run(0, ("ab", "b"), deviations=2), run(0, ("ac", "a"), deviations=1)
    others = [run(1, ("ab", "a")), run(1, ("ac", "c"))]
    assert likely_holds([rare, usual], others) == [(at("c"),), (at("a"),)]


def test_runs_that_part_unasked() -> None:
    """Where other threads were held before any choice differed, it was luck: no hold is known."""
    assert likely_holds([run(0, ("ab", "a"))], [run(1, ("ac", "c"))]) == []
    assert likely_holds([run(0, ("ab", "a"))], [run(1, ("ab", "a"))]) == []
