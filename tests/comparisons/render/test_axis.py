"""The broken time axis: in order, within its bounds, and nothing so short that it is not seen."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joinscope.render.picture.axis import LEAST, axis

INSTANTS = st.lists(st.integers(-(10**12), 10**13), min_size=1, max_size=300)
LEFT, RIGHT = 176.0, 1256.0


@given(INSTANTS, st.lists(st.integers(-(10**13), 10**14), max_size=50))
def test_later_is_further_right_and_within_the_bounds(
    instants: list[int], others: list[int]
) -> None:
    """Places ascend with times, whatever the instants, and those outside stay at the ends."""
    found = axis(instants, LEFT, RIGHT)
    places = [found.place(time) for time in sorted([*instants, *others])]
    assert places == sorted(places)
    assert all(LEFT <= place <= RIGHT for place in places)
    assert (found.place(min(instants)), found.places[-1]) == (LEFT, RIGHT)


@given(INSTANTS)
def test_two_instants_are_always_told_apart(instants: list[int]) -> None:
    """A nanosecond keeps a width: the least, or half of its share where there are too many."""
    found = axis(instants, LEFT, RIGHT)
    least = min(LEAST, (RIGHT - LEFT) / (2 * (len(found.times) - 1)))
    widths = [right - left for left, right in pairwise(found.places)]
    assert min(widths) >= least - 1e-6


@given(INSTANTS, st.floats(20, 400))
def test_ticks_keep_their_distance(instants: list[int], apart: float) -> None:
    """No two labels come closer than was asked for; zero has one if it is an instant."""
    found = axis(instants, LEFT, RIGHT)
    places = [found.place(tick) for tick in found.ticks(apart)]
    assert all(b - a >= apart for a, b in pairwise(places))
    assert (0 in found.times) <= (0 in found.ticks(apart))


def test_the_quiet_middle_is_compressed() -> None:
    """Two seconds of sleep leave the microseconds around them to be seen, and it says so."""
    ms = 1_000_000
    found = axis([0, ms, 2 * ms, 2002 * ms, 2002 * ms + 50_000, 2003 * ms], 0, 1000)
    assert found.place(2002 * ms) - found.place(2 * ms) < 800
    assert found.place(2002 * ms + 50_000) - found.place(2002 * ms) > 15
    (gap,) = found.breaks()
    assert gap.length == 2000 * ms


def test_a_linear_axis_would_not_do() -> None:
    """With gaps as wide as they are long the sliver is lost: the test above can fail."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("joinscope.render.picture.axis.POWER", 1.0)
        patch.setattr("joinscope.render.picture.axis.LEAST", 0.0)
        found = axis([0, 2_000_000_000, 2_000_050_000], 0, 1000)
    assert found.place(2_000_050_000) - found.place(2_000_000_000) < 1
    assert found.breaks() == []


def test_one_instant_is_an_axis_too() -> None:
    """A program of which nothing was seen does not fail to be drawn."""
    assert axis([], 0, 100).places == (0, 100)
    assert axis([5], 0, 100).place(5) == 0
