"""Many workers."""

import pytest
from joinscope.vocabulary import Ending
from run_explained import Explained, explain, program

SHOWN = 10  # lanes: the parent, the first workers and the last


def explained(count: int, batch: int) -> Explained:
    found = explain(program("many.py", str(count), str(batch), method="fork"), deadline=600)
    story = found.story
    assert found.recording.texts == [str(count)]
    assert len(story.lanes) == SHOWN
    assert story.more == count + 1 - SHOWN
    assert sum(group.count for group in story.joins) == count
    assert {join.ending for join in found.joins} == {Ending(0)}
    return found


def test_some() -> None:
    """Each has its join, and joins that are alike are one group, also the slower and the faster."""
    assert len(explained(24, 6).story.joins) < 24 / 2


@pytest.mark.stress
@pytest.mark.parametrize("batch", [50, 1000])
def test_a_thousand(batch: int) -> None:
    """A thousand stay readable."""
    found = explained(1000, batch)
    assert len(found.story.joins) < 20
    assert len(found.story.steps) < 100
