"""The time axis of lanes made of characters: each change gets a column, and quiet times a few."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import sqrt

from joinscope.explanation.model import Doing, Lane
from joinscope.render.wording.captions import SHORT_LEGEND

MARKS: dict[Doing, str] = {
    "running": "=",
    "waiting": ".",
    "sleeping": "-",
    "exiting": "x",
    "zombie": "Z",
    "stopped": "T",
    "held": "H",
}


def drawn(lanes: Sequence[Lane], width: int) -> list[str]:
    """A row of `width` characters for each lane; the rows share their columns."""
    times = sorted(
        {time for lane in lanes for each in lane.segments for time in (each.start, each.end)}
    )
    if len(times) < 2:
        return [" " * width for _ in lanes]
    starts = _starts(times, width)
    return [_row(lane, times, starts, width) for lane in lanes]


def _starts(times: Sequence[int], width: int) -> list[int]:
    """The column at which each time stands: a column for each change if there are enough."""
    lengths = [sqrt(later - time) for time, later in pairwise(times)]
    least = min(1.0, (width - 1) / len(lengths))
    left = max(width - least * len(lengths), 0.0)
    whole = sum(lengths)
    place, starts = 0.0, [0]
    for length in lengths:
        place += least + left * length / whole
        starts.append(min(round(place), width))
    return starts


def _row(lane: Lane, times: Sequence[int], starts: Sequence[int], width: int) -> str:
    row = [" "] * width
    for segment in lane.segments:
        begin = starts[bisect_right(times, segment.start) - 1]
        end = starts[bisect_right(times, segment.end) - 1]
        for column in range(begin, max(end, begin + 1)):
            if column < width:
                row[column] = MARKS[segment.doing]
    return "".join(row)


def legend(lanes: Iterable[Lane]) -> str:
    """What the characters mean that stand in these lanes."""
    there = {each.doing for lane in lanes for each in lane.segments}
    return "  ".join(f"{MARKS[doing]} {SHORT_LEGEND[doing]}" for doing in MARKS if doing in there)
