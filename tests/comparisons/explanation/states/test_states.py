"""A lane says what its process did: run, wait, sleep, be stopped, be a zombie, exit.

A sampler looks at the processes beside the runs, in a process of its own, and has to agree: with
the traced run, whose lanes these are, at each time, and with the untraced one in what came after
what.
"""

from collections import Counter
from dataclasses import replace

import pytest
from joinscope.explanation.model import Segment
from states import NAMES, agreements, runs_of, sampled, traced_agreement, untraced_agreement

METHODS = ("fork", "spawn", "forkserver")
# Those that show each state; the stress session runs all of them by each start method.
SAMPLE = (
    *("joins_a_computer", "joins_late", "pool_map", "with_lock", "process_lock", "stops"),
    *("alarm", "first_thread_ends", "looks_many_times"),
)


def _agree(names: tuple[str, ...], method: str) -> None:
    right, wrong = [0, 0], [Counter[str](), Counter[str]()]
    for _, *found in agreements(names, method):
        for place, each in enumerate(found):
            right[place] += each.right
            wrong[place] += each.wrong
    assert right[0] > 5 * len(names)
    assert wrong[0].total() <= 0.01 * (right[0] + wrong[0].total()), wrong[0]
    assert right[1] > 5 * len(names)
    assert wrong[1].total() <= 0.01 * (right[1] + wrong[1].total()), wrong[1]


@pytest.mark.stress
def test_a_sample() -> None:
    """Of the samples that are not near a change 99 in 100 agree with the lanes, in both runs."""
    _agree(SAMPLE, "fork")


@pytest.mark.stress
@pytest.mark.parametrize("method", METHODS)
def test_all(method: str) -> None:
    """The same of all of the programs."""
    assert len(NAMES) >= 30
    _agree(tuple(NAMES), method)


def test_what_is_false_is_seen() -> None:
    """A parent that is said to run while it waits in map() is wrong, in both runs."""
    with sampled() as samples:
        ((story, ran),) = runs_of(["pool_map"], "fork")
    parent, *workers = story.lanes
    runs = Segment("running", parent.start, parent.segments[-1].end)
    false = replace(story, lanes=(replace(parent, segments=(runs,)), *workers))
    assert traced_agreement(false, ran, samples).wrong["running, but waiting"] > 5
    assert untraced_agreement(false, ran, samples).wrong.total() > 5
