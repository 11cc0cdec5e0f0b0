"""Stories as Chrome trace events, which Perfetto's UI opens (ui.perfetto.dev).

Each process has two tracks: what it was doing, and the functions that were in a call. Arrows are
the orders that the kernel carried. Times are in microseconds since the start of each recording.
"""

import json
from collections.abc import Iterator
from typing import Any

from joinscope.explanation.model import Explanation, Lane, SideExplanation, Step

Event = dict[str, Any]
STATES = 1_000_000_000  # added to a PID: a track of its own


def trace(explanation: Explanation) -> str:
    """The trace of all stories, as one JSON document."""
    events: list[Event] = []
    for number, story in enumerate(explanation.stories):
        events += _story(story, number)
    return json.dumps({"displayTimeUnit": "ns", "traceEvents": events}, ensure_ascii=False)


def _story(story: SideExplanation, number: int) -> Iterator[Event]:
    lanes = {lane.number: lane for lane in story.lanes}
    for lane in story.lanes:
        yield from _lane(story, lane)
    seen: set[tuple[int, str, int]] = set()
    for step in story.steps:
        if step.lane in lanes:
            yield from _chain(step, lanes[step.lane], seen)
    for place, arrow in enumerate(story.arrows):
        for phase, (lane_number, time) in (("s", arrow.source), ("f", arrow.target)):
            if lane_number in lanes:
                pid = lanes[lane_number].pid
                yield {
                    "ph": phase,
                    "bp": "e",
                    "id": number * 1_000_000 + place,
                    "name": arrow.label,
                    "cat": arrow.kind,
                    "pid": pid,
                    "tid": pid + STATES,
                    "ts": time / 1000,
                }


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
        args = {"call": step.call} if level.kind == "system" else {}
        if outer is not None and outer.place is not None:
            args["by"] = f"{outer.place.file}:{outer.place.line}: {outer.place.text}"
        slice_ = _slice(level.name, level.kind, lane.pid, lane.pid, level.start, until)
        yield {**slice_, "args": args}


def _lane(story: SideExplanation, lane: Lane) -> Iterator[Event]:
    named = {"ph": "M", "pid": lane.pid}
    yield {
        **named,
        "name": "process_name",
        "args": {"name": f"{story.label}: {lane.name}"},
    }
    for tid, name in ((lane.pid, "calls"), (lane.pid + STATES, "state")):
        yield {**named, "tid": tid, "name": "thread_name", "args": {"name": name}}
    for each in lane.segments:
        name = f"{each.doing} in {each.label}" if each.label else each.doing
        yield _slice(name, each.doing, lane.pid, lane.pid + STATES, each.start, each.end)


def _slice(name: str, category: str, pid: int, tid: int, start: int, end: int) -> Event:
    return {
        "ph": "X",
        "name": name,
        "cat": category,
        "pid": pid,
        "tid": tid,
        "ts": start / 1000,
        "dur": max(end - start, 0) / 1000,
    }
