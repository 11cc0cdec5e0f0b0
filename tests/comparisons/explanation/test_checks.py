"""What holds of every explanation can fail: in a story that has been tampered with."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from joinscope.explanation.model import Level, SideExplanation
from run_explained import Explained, explain, not_in_the_source, not_nested, program


@pytest.fixture(scope="module")
def explained() -> Explained:
    return explain(program("join.py", method="fork"))


def tampered(story: SideExplanation, change: Callable[[Level], Level]) -> SideExplanation:
    """The story with one level of the join's chain changed: that of join() itself."""
    (step,) = (each for each in story.steps if each.kind == "wait")
    chain = (step.chain[0], change(step.chain[1]), *step.chain[2:])
    return replace(story, steps=(replace(step, chain=chain),))


def test_times(explained: Explained) -> None:
    """A level that ends before the next one does is not around it."""
    story = tampered(explained.story, lambda level: replace(level, end=level.start))
    assert ("BaseProcess.join", "Popen.wait") in list(not_nested(story))


def test_text(explained: Explained) -> None:
    """A line that is not the interpreter's is found."""

    def other(level: Level) -> Level:
        assert level.place is not None
        return replace(level, place=replace(level.place, line=level.place.line + 1))

    assert len(list(not_in_the_source(tampered(explained.story, other)))) == 1


def test_every_level_is_seen(explained: Explained) -> None:
    """From join() on each level has both its times, so that the check says something."""
    (join,) = explained.joins
    assert all(level.start and level.end for level in join.chain[1:])
