"""Exploring: who is held, how runs deviate, and which few holds bring an outcome again."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from command import traced
from joinscope.recording.recording import Recording, decode
from joinscope.schedule import Hold, Point, Schedule, schedule
from joinscope.schedules import outcomes
from joinscope.schedules.exploration import (
    ExploredRun,
    Explorer,
    Moment,
    Moments,
    RunOutcome,
    Thread,
    Threads,
    deviating,
    explore,
    outcome,
    wander,
)
from joinscope.schedules.outcomes import Search, explored
from joinscope.schedules.shrink import shrunk
from traced_program import trace

pytestmark = [traced, pytest.mark.once]
# Two children write into one pipe, and the parent tells who was first; if it was the second one, it
# exits with 3.
RACE = """\
import os
reader, writer = os.pipe()
for name in (b"1", b"2"):
    if os.fork() == 0:
        os.write(writer, name)
        os._exit(0)
first = os.read(reader, 1)
os.wait()
os.wait()
print("first:", first.decode())
raise SystemExit(3 if first == b"2" else 0)
"""
USUAL = RunOutcome(("first: 1",), 0, None, None)
OTHER = RunOutcome(("first: 2",), 3, None, None)
WRITES = ("write",)
PARENT, ONE, TWO = Thread("0"), Thread("0.1", worker=True), Thread("0.2", worker=True)


def explorer(program: str, folder: Path) -> Explorer:
    """How a program is explored whose two workers and parent are held where they write."""
    file = folder / "race.py"
    file.write_text(program)
    return Explorer((sys.executable, "-S", "-I", str(file)), (PARENT, ONE, TWO), WRITES)


@pytest.fixture
def race(tmp_path: Path) -> Explorer:
    """A program in which two processes race, held where they write."""
    return explorer(RACE, tmp_path)


def test_the_default_is_the_same_in_each_run(race: Explorer) -> None:
    """It goes by names, whoever comes first."""
    runs = [run for _ in range(3) for run in explore(race, bound=0, runs=10)]
    assert {run.outcome for run in runs} == {USUAL}
    assert {run.moments for run in runs} == {
        (Moment(("0.1", "0.2"), "0.1"), Moment(("0.2",), "0.2"), Moment(("0",), "0"))
    }


def test_a_worker_goes_first() -> None:
    """By default: its rules stand before those of others, each in the order of the points."""
    held = Explorer((), (PARENT, ONE), ("read", "exit")).holds
    assert [(each.at.thread, each.at.where) for each in held] == [
        *(("0.1", where) for where in ("exit", "enter", "leave")),
        *(("0", where) for where in ("exit", "enter", "leave")),
    ]


def test_one_deviation(race: Explorer) -> None:
    """Another one goes on, and brings another outcome; nobody else is there to go on."""
    runs = list(explore(race, bound=2, runs=10))
    assert [(run.deviations, run.outcome) for run in runs] == [(0, USUAL), (1, OTHER)]
    assert runs[1].choices == ("0.2",)


def test_ways_to_deviate() -> None:
    """Each other one that was held at a moment from the last deviation on."""
    moments = (Moment(("0", "1", "2"), "0"), Moment(("1",), "1"), Moment(("2", "3"), "2"))
    run = ExploredRun((), 1, USUAL, moments)
    assert list(deviating(run, 0)) == [(("1",), 2), (("2",), 2), (("0", "1", "3"), 2)]
    assert list(deviating(run, 1)) == [(("0", "1", "3"), 2)]


def test_no_more_runs_than_asked_for(race: Explorer) -> None:
    """The first ones are those with the fewest deviations."""
    found = explored(race, Search(bound=2, runs=1))
    assert (found.runs, found.whole) == (1, False)
    assert [each.outcome for each in found.found] == [USUAL]


def test_at_random(race: Explorer) -> None:
    """The same seed makes the same runs."""
    one, other = ([run.choices for run in wander(race, runs=6, seed=5)] for _ in range(2))
    assert one == other
    assert len(one) == 6
    assert len(set(one)) > 1


def test_the_fewest_deviations(race: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those are told that were enough, whichever run came first."""
    moments = (Moment(("0.1", "0.2"), "0.2"),)
    runs = [ExploredRun(("0.2",), deviations, OTHER, moments) for deviations in (3, 1, 2)]
    monkeypatch.setattr(outcomes, "wander", lambda *_args, **_kwargs: iter(runs))
    monkeypatch.setattr(outcomes, "shrunk", lambda *_args, **_kwargs: None)
    (found,) = explored(race, Search(runs=3, seed=1)).found
    assert (found.runs, found.deviations) == (3, 1)


def test_an_outcome_comes_again_by_few_holds(race: Explorer) -> None:
    """The other one takes one hold: of who would have been first."""
    found = explored(race, Search())
    assert [(each.outcome, each.deviations) for each in found.found] == [(USUAL, 0), (OTHER, 1)]
    assert [each.few is None for each in found.found] == [False, False]
    other = found.found[1].schedule
    assert other == schedule((Hold(Point("enter", "0.1", call="write", nth=1)),))
    again = [outcome(recording) for recording, _ in race.run([other] * 5)]
    assert again == [OTHER] * 5


def test_what_mostly_comes_is_not_left_to_luck(tmp_path: Path) -> None:
    """An outcome that hangs on who is slow takes a hold, though it comes in about every run."""
    slow = RACE.replace(
        "        os.write", "        name == b'2' and sum(range(10**6))\n        os.write"
    )
    seldom = explorer(slow, tmp_path)
    (run,) = explore(seldom, bound=0, runs=1)
    assert run.outcome == USUAL
    found = shrunk(seldom, [run])
    assert found is not None
    assert found.schedule == schedule((Hold(Point("enter", "0.2", call="write", nth=1)),))
    assert found.attacked > 0


def test_what_has_not_come_once_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Holds that bring an outcome bring it in each run; this one takes two, of any two of three."""
    third = explorer(RACE.replace('b"2")', 'b"2", b"3")').replace("os.wait()\n", ""), tmp_path)
    third = replace(third, threads=(*third.threads, Thread("0.3", worker=True)))
    failed: Counter[Schedule] = Counter()
    run = Explorer.run

    def counted(self: Explorer, schedules: Sequence[Schedule]) -> list[tuple[Recording, Moments]]:
        found = run(self, schedules)
        for each, (recording, _) in zip(schedules, found, strict=True):
            failed[each] += recording.texts != ["first: 3"]
        return found

    runs = [*explore(third, bound=2, runs=20)]
    wanted = [each for each in runs if each.outcome.lines == ("first: 3",)]
    monkeypatch.setattr(Explorer, "run", counted)
    found = shrunk(third, wanted, [each for each in runs if each.outcome.lines != ("first: 3",)])
    assert found is not None
    assert {each.at.thread for each in found.schedule.holds} == {"0.1", "0.2"}
    assert sum(failed.values()) > 0
    assert max(failed.values()) == 1


def test_what_cannot_be_otherwise_takes_no_hold(tmp_path: Path) -> None:
    """Nor does any other hold break it."""
    alone = explorer(
        RACE.replace('(b"1", b"2")', '(b"1",)').replace("os.wait()\nos", "os"), tmp_path
    )
    (found,) = explored(alone, Search()).found
    assert found.few is not None
    assert found.schedule == schedule(())


def test_what_does_not_come_again(race: Explorer) -> None:
    """Of an outcome that the holds of a run do not bring there is no schedule."""
    (run,) = explore(race, bound=0, runs=1)
    never = RunOutcome(("first: 3",), 0, None, None)
    told = ExploredRun(run.choices, 0, never, run.moments, run.released)
    assert shrunk(race, [told]) is None


def test_who_is_left_alone() -> None:
    """A resource tracker serves the others; so it is not held."""
    code = (
        "import multiprocessing as m\n"
        "if __name__ == '__main__':\n"
        "    from multiprocessing import resource_tracker\n"
        "    resource_tracker.ensure_running()\n"
        "    import os\n"
        "    os.fork() or os._exit(0)\n"
        "    os.wait()\n"
    )
    threads = Threads()
    for each in trace([sys.executable, "-c", code]).lines:
        threads.add(decode(each, "test"))
    assert threads.held() == (PARENT, TWO)


def test_a_thread_is_not_the_first_of_its_process() -> None:
    """So it can be held at its birth, with nobody waiting for it as for the child of a vfork."""
    code = "import threading; t = threading.Thread(target=print); t.start(); t.join()"
    threads = Threads()
    for each in trace([sys.executable, "-c", code]).lines:
        threads.add(decode(each, "test"))
    assert threads.held() == (PARENT, Thread("0.1", first=False))
