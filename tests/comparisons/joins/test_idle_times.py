"""Idle times: what a thread waited in, and none of it is lost where there is too much of it."""

from dataclasses import replace

from joinscope import limits
from joinscope.joins.idle_times import Idle, IdleTimes, merged

MILLISECOND = 1_000_000


def idle(first: int, last: int, *, sleeps: bool = False) -> Idle:
    return Idle(first * MILLISECOND, last * MILLISECOND, "read", sleeps)


def test_too_many() -> None:
    """Those with the least between them become one, and of another kind none."""
    found = [idle(0, 1), idle(2, 3), idle(10, 11), idle(12, 13, sleeps=True), idle(30, 31)]
    assert merged(found, 5) == found
    assert merged(found, 4) == [idle(0, 3), *found[2:]]
    assert merged(found, 3) == [idle(0, 11), *found[3:]]


def test_what_one_time_for_two_waits_for() -> None:
    """It is what both waited for, if that is the same."""
    one, other = replace(idle(0, 1), child=7, object="pipe:[1]"), replace(idle(2, 3), child=7)
    assert merged([one, other], 1) == [replace(idle(0, 3), child=7)]


def test_all_of_a_long_time() -> None:
    """A thread that waits very often takes bounded memory, and ran as little as it did."""
    times = IdleTimes()
    for first in range(0, 20 * limits.LANE_WAITS * 10, 10):
        times.waited(idle(first, first + 9))
    found = list(times.all())
    assert len(found) <= 2 * limits.LANE_WAITS
    assert found[0].start == 0
    whole = 20 * limits.LANE_WAITS * 9 * MILLISECOND
    assert sum(each.end - each.start for each in found) >= whole


def test_short_and_overlapping() -> None:
    """What is too short to be seen is no wait, and no two are at one time."""
    times = IdleTimes()
    times.waited(Idle(0, 99_999, "read"))
    times.waited(idle(5, 9))
    times.waited(idle(3, 6))
    assert list(times.all()) == [idle(3, 6)]
