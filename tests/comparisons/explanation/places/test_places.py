"""A thread that waits is told with the line of the program in which it waits, or with none."""

from dataclasses import replace

import pytest
from places import NAMES, PROGRAMS, marks, story_of, tell, told
from run_explained import explain, program

METHODS = ("fork", "spawn", "forkserver")
# One of each kind; the stress session runs all of them by each start method.
SAMPLE = (
    ("busy_loop", "fork"),
    ("by_fork", "fork"),
    ("ctypes_with_the_gil", "spawn"),
    ("executor_with", "fork"),
    ("forked_in_a_lock", "fork"),
    ("lock_while_signals_are_blocked", "fork"),
    ("manager_queue", "forkserver"),
    ("nested_with", "spawn"),
    ("pool_map", "fork"),
    ("process_lock", "forkserver"),
    ("queue_get", "fork"),
    ("read_of_a_file", "fork"),
    ("signal_wait", "forkserver"),
    ("stopped_worker", "spawn"),
    ("with_lock_in_thread", "fork"),
)


def test_a_sample() -> None:
    """The line is named, and no other one."""
    found = list(tell(SAMPLE))
    assert [each for each in found if each.false] == []
    unknown = [each.name for each in found if not each.named]
    assert unknown == ["lock_while_signals_are_blocked"]


def test_killed_in_a_call() -> None:
    """Of who is killed the line is told that made the call, if it has made no call before."""
    story = explain(program("killed_asleep.py", method="fork")).story
    found = [each.place and each.place.text for each in story.steps if each.kind == "block"]
    assert found == ["time.sleep(1000)", None]


@pytest.mark.stress
@pytest.mark.parametrize("method", METHODS)
def test_all(method: str) -> None:
    """Of all of them nine in ten are named, and nothing false is said of any."""
    found = list(tell([(name, method) for name in NAMES]))
    assert [each for each in found if each.false] == []
    named = sum(each.named for each in found)
    assert named >= 0.9 * len(found), [each.name for each in found if not each.named]


def test_another_line_is_seen() -> None:
    """A line that is not marked counts as false, of a thread and in a chain."""
    (story,) = story_of([("process_lock", "fork")])
    assert told("process_lock", "fork", story).false == ()
    above = [
        replace(each, place=each.place and replace(each.place, line=each.place.line - 1))
        for each in story.waiting
    ]
    found = told("process_lock", "fork", replace(story, waiting=tuple(above)))
    (_, here), _ = marks("process_lock")
    assert found.false == ("parent: 14", f"worker: {here - 1}")
    assert story.hang is not None
    shifted = tuple(
        replace(each, place=each.place and replace(each.place, line=1)) for each in story.hang.chain
    )
    hang = replace(story.hang, chain=shifted)
    assert "parent: 1" in told("process_lock", "fork", replace(story, hang=hang)).false
    without = replace(story, waiting=(), hang=None)
    assert not told("process_lock", "fork", without).named


def test_each_program_marks_one_line() -> None:
    """There are at least forty of them, and each has exactly one line that has to be named."""
    assert len(NAMES) >= 40
    for name in NAMES:
        (who, line), every = marks(name)
        text = (PROGRAMS / f"{name}.py").read_text("utf-8").splitlines()[line - 1]
        assert text.endswith(f"# HERE: {who}")
        assert (who, line) in every
