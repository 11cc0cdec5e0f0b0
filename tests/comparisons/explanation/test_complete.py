"""An account is complete: what a recording has is in the document, as a step or in a count.

That is held of every explanation that a test makes, and of every recording that one makes, which is
explained for that: see completeness.py. Here are programs that no other test explains, and the
proof that whatever is missing or invented is noticed.
"""

from dataclasses import replace

import pytest
from catalog_sample import sampled
from completeness import TALLIES, Tally, faults
from joinscope import catalog
from joinscope.explanation.model import SideExplanation, Step
from joinscope.programs import makers, targets
from run_explained import METHODS, explain, program

KINDS = (
    *("create", "wait", "reap", "look", "kill", "signal", "sleep", "stop", "continue", "thread"),
    *("end", "exit", "pipe", "close", "report", "fail"),
)
EVERYTHING = """
import os, select, signal, threading, time
signal.signal(signal.SIGUSR1, lambda *_: None)
reader, writer = os.pipe()
pid = os.fork()
if pid == 0:
    os.write(writer, b"x")
    signal.pause()
    os._exit(3)
select.select([reader], [], [])
os.waitpid(pid, os.WNOHANG)
os.kill(pid, signal.SIGSTOP)
os.waitpid(pid, os.WUNTRACED)
os.kill(pid, signal.SIGCONT)
os.kill(pid, signal.SIGTERM)
os.waitpid(pid, 0)
try:
    os.waitpid(pid, 0)
except ChildProcessError:
    pass
os.kill(os.getpid(), signal.SIGUSR1)
time.sleep(0.01)
thread = threading.Thread(target=print)
thread.start()
thread.join()
os.close(writer)
"""


@pytest.mark.parametrize("name", sampled(catalog.load()))
def test_the_catalog(name: str) -> None:
    """Programs of the package are told completely, in both languages and by each start method."""
    (target,) = targets.comparisons([name], METHODS, instrumented=True)
    programs = [each for each in target.programs if each.explainable and not each.unavailable]
    assert programs
    for what in programs:
        assert explain(what).recording.exit_status == 0


def test_a_shell() -> None:
    """So is what a command does that is no Python, and no C of ours."""
    found = explain(makers.command(["sh", "-c", "(exit 3) & kill -0 $!; wait $!; true"]))
    assert found.steps("kill")


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tally, SideExplanation]:
    """A story that has each kind of steps, and what its records have."""
    file = tmp_path_factory.mktemp("complete") / "everything.py"
    file.write_text(EVERYTHING)
    found = explain(makers.script(file))
    return TALLIES[found.account], found.story


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_that_is_missing_is_noticed(
    everything: tuple[Tally, SideExplanation], kind: str
) -> None:
    """A document that lacks one of its steps does not hold against the recording."""
    tally, story = everything
    steps = [step for step in story.steps if step.kind == kind]
    for step in steps:
        lacking = tuple(each for each in story.steps if each is not step)
        assert faults(tally, replace(story, steps=lacking))
    assert steps
    assert faults(tally, story) == []


def invented(story: SideExplanation, kind: str) -> list[Step]:
    """Steps like one of the story, at another time, in another process, or once more."""
    step = next(each for each in story.steps if each.kind == kind)
    others = [lane.number for lane in story.lanes if lane.number != step.lane]
    return [
        replace(step, start=step.start + 1),
        *(replace(step, lane=number) for number in others),
        replace(step, count=step.count + 1),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_that_is_invented_is_noticed(
    everything: tuple[Tally, SideExplanation], kind: str
) -> None:
    """So does one that tells of what no record has."""
    tally, story = everything
    for step in invented(story, kind):
        others = [each for each in story.steps if each.kind != kind]
        assert faults(tally, replace(story, steps=(*others, step)))


def test_a_count_that_is_wrong_is_noticed(everything: tuple[Tally, SideExplanation]) -> None:
    """What is only counted counts as well; and so does a process that has no lane."""
    tally, story = everything
    assert faults(tally, replace(story, uncounted=(("wait4", 1),))) == ["wait4 5 times, not 4"]
    assert faults(tally, replace(story, more=1)) == ["3 processes, not 2"]


def test_it_is_held_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """An explanation that leaves a step out cannot even be made in a test."""
    from joinscope.explanation import fold_steps, steps  # noqa: PLC0415 - what is broken here

    monkeypatch.setattr(
        steps,
        "folded",
        lambda found: [each for each in fold_steps.folded(found) if each.kind != "wait"],
    )
    with pytest.raises(AssertionError, match="wait4 0 times, not 1"):
        explain(program("join.py", method="fork"))
