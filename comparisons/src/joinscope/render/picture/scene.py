"""The picture of a pair: where each lane, segment, arrow and step stands. Lengths are in pixels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from joinscope.explanation.match_steps import Match, Pair
from joinscope.explanation.model import Arrow, Doing, Lane, SideExplanation, Step
from joinscope.render.picture.axis import Axis, Break, axis
from joinscope.render.wording.captions import LEGEND, headline
from joinscope.render.wording.durations import milliseconds, set_duration
from joinscope.render.wording.segments import bar_texts, doing_text
from joinscope.render.wording.sides import (
    arrow_text,
    label,
    lane_fact,
    lane_name,
    lane_title,
    step_text,
)
from joinscope.render.wording.status import program_ended

WIDTH = 1280.0
LEFT, RIGHT = 176.0, 1256.0  # of the axis
HEAD = 30.0  # above the lanes of a side: what it is
PINS = 27.0  # above a bar: the numbers of its steps
BAR = 32.0
THREAD = 8.0  # of the hold of a thread, at the foot of the bar of its process
GAP = 9.0  # below a bar
FOOT = 34.0  # the ticks
RADIUS = 10.5
APART = 72.0  # between two ticks
LETTER = 7.6  # the width of a letter, at most


@dataclass(frozen=True, slots=True)
class Row:
    """A lane: its name, what it is called beside that, its place in the tree; the top of its bar.

    `fact` says all of it, for a title.
    """

    name: str
    title: str
    pid: int
    fact: str
    top: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A segment, or the hold of a thread that is not the first, which is drawn lower.

    The label is empty where it does not fit.
    """

    doing: Doing
    left: float
    width: float
    top: float
    label: str
    title: str
    height: float = BAR


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow between two lanes: its line, its head and what it tells."""

    kind: str
    line: str
    head: str
    title: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A step in its lane: the number at `x`, a leader to its `start`, and how far it goes on."""

    match: Match
    headline: str
    x: float
    start: float
    width: float
    top: float
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    """The lanes of one side; `reveal` has for each step how far the picture is known by then."""

    heading: str
    note: str
    top: float
    height: float
    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]
    links: tuple[Link, ...]
    pins: tuple[Pin, ...]
    reveal: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """All of it. Ticks are (place, text); zero is the moment at which the first worker is made."""

    height: float
    bands: tuple[Band, ...]
    axis: Axis
    ticks: tuple[tuple[float, str], ...]
    breaks: tuple[tuple[Break, str], ...]
    doings: tuple[Doing, ...]
    arrows: tuple[str, ...]
    width: float = WIDTH
    left: float = LEFT
    right: float = RIGHT

    @property
    def floor(self) -> float:
        """Where the lanes end and the ticks begin."""
        return self.height - FOOT


def scene(pair: Pair) -> Scene:
    """The picture of a pair on one axis."""
    scale = axis(
        (time - zero(story) for story in pair.stories for time in _instants(story)), LEFT, RIGHT
    )
    bands, top = [], 4.0
    for side in range(len(pair.stories)):
        bands.append(_band(pair, side, scale, top))
        top += bands[-1].height + 6
    shown = {
        segment.doing for story in pair.stories for lane in story.lanes for segment in lane.segments
    }
    shown |= {bar.doing for band in bands for bar in band.bars}
    drawn = {link.kind for band in bands for link in band.links}
    return Scene(
        top + FOOT,
        tuple(bands),
        scale,
        tuple((scale.place(time), milliseconds(time)) for time in scale.ticks(APART)),
        tuple((each, set_duration(each.length)) for each in scale.breaks()),
        tuple(each for each in LEGEND if each in shown),
        tuple(each for each in ("create", "data", "reap") if each in drawn),
    )


def zero(story: SideExplanation) -> int:
    """When the first worker is made; else the start of the recording."""
    return next((step.start for step in story.steps if step.kind in ("ask", "create")), 0)


def _instants(story: SideExplanation) -> Iterator[int]:
    for lane in story.lanes:
        yield from (time for each in lane.segments for time in (each.start, each.end))
    yield from (time for arrow in story.arrows for _, time in (arrow.source, arrow.target))
    lanes = {lane.number for lane in story.lanes}
    yield from (step.start for step in story.steps if step.lane in lanes)
    yield from (step.end for step in _thread_holds(story) if step.end is not None)


def _band(pair: Pair, side: int, scale: Axis, top: float) -> Band:
    story, matches = pair.stories[side], pair.matches
    tops = {
        lane.number: top + HEAD + PINS + place * (PINS + BAR + GAP)
        for place, lane in enumerate(story.lanes)
    }
    shift = zero(story)
    pins: list[Pin] = []
    for lane in story.lanes:
        taken = [
            (match, step.start - shift, (step.end or step.start) - shift)
            for match in matches
            if (step := match.steps[side]) is not None and step.lane == lane.number
        ]
        name = lane_name(lane, story)
        pins += _pins(name, taken, scale, tops[lane.number], several=pair.several)
    return Band(
        label(story),
        f"{story.runtime}, {program_ended(story.ending)}" if story.ending else story.runtime,
        top,
        HEAD + len(story.lanes) * (PINS + BAR + GAP),
        tuple(_row(lane, story, tops[lane.number]) for lane in story.lanes),
        tuple(bar for lane in story.lanes for bar in _bars(lane, story, scale, tops[lane.number])),
        tuple(
            _link(arrow, shift, scale, tops)
            for arrow in story.arrows
            if arrow.source[0] in tops and arrow.target[0] in tops
        ),
        tuple(sorted(pins, key=lambda pin: pin.match.number)),
        tuple(_reveal(matches, side, shift, scale)),
    )


def _row(lane: Lane, story: SideExplanation, top: float) -> Row:
    name = lane_name(lane, story)
    return Row(name, lane_title(lane), lane.pid, lane_fact(lane, story), top)


def _bars(lane: Lane, story: SideExplanation, scale: Axis, top: float) -> Iterator[Bar]:
    name, shift = lane_name(lane, story), zero(story)
    for each in lane.segments:
        left, right = scale.place(each.start - shift), scale.place(each.end - shift)
        room = right - left - 10
        texts = (text for text in bar_texts(each, lane, story) if len(text) * LETTER <= room)
        length = set_duration(each.end - each.start)
        title = f"{name}: {doing_text(each, story)}, {length}"
        yield Bar(each.doing, left, right - left, top, next(texts, ""), title)

    for step in _thread_holds(story):
        if step.lane == lane.number and step.end is not None:
            left, right = scale.place(step.start - shift), scale.place(step.end - shift)
            title = f"{name}: {step_text(step, story)}"
            low = top + BAR - THREAD
            yield Bar("held", left, right - left, low, "", title, THREAD)


def _thread_holds(story: SideExplanation) -> Iterator[Step]:
    """The holds of threads that no lane follows; not those that were folded into one step."""
    lanes = {lane.number for lane in story.lanes}
    for step in story.steps:
        if step.kind == "hold" and step.thread and step.count == 1 and step.lane in lanes:
            yield step


def _pins(
    name: str,
    taken: Sequence[tuple[Match, int, int]],
    scale: Axis,
    top: float,
    *,
    several: bool,
) -> Iterator[Pin]:
    """The numbers stand above their steps, pushed aside where they would overlap."""
    taken = sorted(taken, key=lambda each: each[1])
    apart = min(2 * RADIUS + 4, (RIGHT - LEFT) / max(len(taken), 1))
    places: list[float] = []
    for _, start, _ in taken:
        places.append(max(scale.place(start), places[-1] + apart if places else LEFT))
    last = RIGHT
    for place in range(len(places) - 1, -1, -1):
        places[place] = min(places[place], last)
        last = places[place] - apart
    for (match, start, end), x in zip(taken, places, strict=True):
        left = scale.place(start)
        head = headline(match, several=several)
        text = f"Step {match.number}, {name}: {head}, at {milliseconds(start)} ms"
        yield Pin(match, head, x, left, max(scale.place(end) - left, 3), top, text)


def _link(arrow: Arrow, shift: int, scale: Axis, tops: dict[int, float]) -> Link:
    (one, begin), (other, end) = arrow.source, arrow.target
    x, to = scale.place(begin - shift), scale.place(end - shift)
    down = tops[other] > tops[one]
    y = tops[one] + (BAR if down else 0)
    last = tops[other] + (0 if down else BAR)
    tip = last - 7 if down else last + 7
    half = 4.5
    bend = (tip + y) / 2
    line = f"M{x:.1f} {y:.1f}C{x:.1f} {bend:.1f} {to:.1f} {bend:.1f} {to:.1f} {tip:.1f}"
    head = f"M{to - half:.1f} {tip:.1f}h{2 * half:.1f}L{to:.1f} {last:.1f}z"
    return Link(arrow.kind, line, head, arrow_text(arrow))


def _reveal(matches: Sequence[Match], side: int, shift: int, scale: Axis) -> Iterator[float]:
    """How far this side is known at each step: to the beginning of the next one that it takes."""
    starts = [
        scale.place(step.start - shift) if (step := match.steps[side]) else None
        for match in matches
    ]
    known = LEFT
    for number in range(len(starts)):
        ahead = (start for start in starts[number + 1 :] if start is not None)
        known = max(known, next(ahead, RIGHT))
        yield known
