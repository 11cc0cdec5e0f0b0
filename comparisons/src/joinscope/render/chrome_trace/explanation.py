"""Stories as Chrome trace events, which Perfetto's UI opens (ui.perfetto.dev).

Each process has two tracks: what it was doing, and the functions that were in a call. Arrows are
the orders that the kernel carried. Times are in microseconds since the start of each recording.
"""

import io
from collections.abc import Iterator

from joinscope.explanation.model import Explanation, Lane, Segment, SideExplanation, Step
from joinscope.render.chrome_trace.events import (
    Details,
    Event,
    Place,
    arrow,
    instant,
    process_name,
    slice_,
    thread_name,
    write_events,
)
from joinscope.render.wording.calls import call_text
from joinscope.render.wording.facts import facts
from joinscope.render.wording.segments import doing_text
from joinscope.render.wording.sides import arrow_text, label, lane_fact, step_text

STATES = 1_000_000_000  # added to a PID: a track of its own


def trace(explanation: Explanation) -> str:
    """The trace of all stories, as one JSON document."""
    document = io.StringIO()
    write_events(_events(explanation), document)
    return document.getvalue()


def _events(explanation: Explanation) -> Iterator[Event]:
    for number, story in enumerate(explanation.stories):
        yield from _story(story, number)


def _story(story: SideExplanation, number: int) -> Iterator[Event]:
    lanes = {lane.number: lane for lane in story.lanes}
    for lane in story.lanes:
        yield from _lane(story, lane)
    seen: set[tuple[int, str, int]] = set()
    for step in story.steps:
        if step.lane in lanes:
            yield from _chain(step, lanes[step.lane], seen)
            yield _moment(step, lanes[step.lane], story)
    if story.lanes:
        first = story.lanes[0]
        at = Place(first.pid, first.pid + STATES, max(each.end for each in _segments(story)))
        told = facts(story)
        yield instant(told[0], "facts", at, {f"{n:02}": each for n, each in enumerate(told)})
    for place, each in enumerate(story.arrows):
        ends = [
            Place(lanes[lane].pid, lanes[lane].pid + STATES, time)
            for lane, time in (each.source, each.target)
            if lane in lanes
        ]
        if len(ends) == len((each.source, each.target)):
            yield from arrow(arrow_text(each), each.kind, number * 1_000_000 + place, *ends)


def _segments(story: SideExplanation) -> list[Segment]:
    return [each for lane in story.lanes for each in lane.segments] or [Segment("running", 0, 0)]


def _moment(step: Step, lane: Lane, story: SideExplanation) -> Event:
    """A step as a moment on the track of what its process was doing."""
    details: Details = {"call": call_text(step.call)} if step.call else {}
    if step.place is not None:
        details["line"] = f"{step.place.file}:{step.place.line}: {step.place.text}"
    at = Place(lane.pid, lane.pid + STATES, step.start)
    return instant(step_text(step, story), step.kind, at, details)


def _chain(step: Step, lane: Lane, seen: set[tuple[int, str, int]]) -> Iterator[Event]:
    """A slice for each level that was seen to begin, within that of the level outside of it."""
    until = lane.end
    for outer, level in zip((None, *step.chain), step.chain, strict=False):
        ends = [end for end in (level.end, until) if end is not None]
        if level.start is None or level.start < lane.start or not ends:
            continue
        until = min(ends)
        if (lane.number, level.name, level.start) in seen:
            continue
        seen.add((lane.number, level.name, level.start))
        details: Details = {"call": call_text(step.call)} if level.kind == "system" else {}
        if outer is not None and outer.place is not None:
            details["by"] = f"{outer.place.file}:{outer.place.line}: {outer.place.text}"
        begin = Place(lane.pid, lane.pid, level.start)
        yield slice_(level.name, level.kind, begin, until, details)


def _lane(story: SideExplanation, lane: Lane) -> Iterator[Event]:
    yield process_name(lane.pid, f"{label(story)}: {lane_fact(lane, story)}")
    yield thread_name(lane.pid, lane.pid, "calls")
    yield thread_name(lane.pid, lane.pid + STATES, "state")
    for each in lane.segments:
        name = doing_text(each, story)
        begin = Place(lane.pid, lane.pid + STATES, each.start)
        yield slice_(name, each.doing, begin, each.end, {})
