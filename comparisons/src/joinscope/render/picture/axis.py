"""A broken time axis: the quiet middle is compressed, so that what takes microseconds is seen.

A linear axis squeezes creation, exit, zombie and reaping beside a sleep of seconds into nothing.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

LEAST = 7.0  # the width that a gap keeps, however short it is, while there is room
POWER = 0.32  # a gap 10 times as long is about twice as wide


@dataclass(frozen=True, slots=True)
class Break:
    """A gap that is narrower than a linear axis would have it: where, and how long it is."""

    left: float
    right: float
    length: int


@dataclass(frozen=True, slots=True)
class Axis:
    """Instants in ns and their places, both ascending; linear between two of them."""

    times: tuple[int, ...]
    places: tuple[float, ...]

    def place(self, time: int) -> float:
        """Where a time stands; one outside of the axis at its nearer end."""
        after = bisect_right(self.times, time)
        if after == 0:
            return self.places[0]
        if after == len(self.times):
            return self.places[-1]
        begin, end = self.times[after - 1], self.times[after]
        left, right = self.places[after - 1], self.places[after]
        return min(left + (right - left) * (time - begin) / (end - begin), right)

    def breaks(self, least: float = 60) -> list[Break]:
        """The compressed gaps that are wide enough for a sign that says so."""
        span, width = self.times[-1] - self.times[0], self.places[-1] - self.places[0]
        gaps = zip(self.times, self.times[1:], self.places, self.places[1:], strict=False)
        return [
            Break(left, right, end - begin)
            for begin, end, left, right in gaps
            if right - left >= least and (right - left) / width < (end - begin) / span
        ]

    def ticks(self, apart: float) -> list[int]:
        """Instants that can be labelled: zero if it is one, and as many as keep their distance."""
        chosen: list[float] = []
        ticks = []
        for time in sorted(self.times, key=lambda each: (each != 0, each)):
            place = self.place(time)
            if all(abs(place - other) >= apart for other in chosen):
                chosen.append(place)
                ticks.append(time)
        return sorted(ticks)


def axis(instants: Iterable[int], left: float, right: float) -> Axis:
    """The axis from left to right over these instants."""
    times = sorted(set(instants)) or [0]
    if len(times) == 1:
        times.append(times[0] + 1)
    gaps = [end - begin for begin, end in pairwise(times)]
    least = min(LEAST, (right - left) / (2 * len(gaps)))
    shares = [gap**POWER for gap in gaps]
    scale = (right - left - least * len(gaps)) / sum(shares)
    places = [left]
    for share in shares:
        places.append(places[-1] + least + share * scale)
    places[-1] = right  # not a rounding error beside it
    return Axis(tuple(times), tuple(places))
