"""What a lane says in words: what its process was doing for a while."""

from collections.abc import Iterator

from joinscope.explanation.model import Lane, Segment, SideExplanation
from joinscope.render.wording.captions import LEGEND
from joinscope.render.wording.durations import set_duration
from joinscope.render.wording.sides import lane_name

OBJECTS = {"pipe": "a pipe", "socket": "a socket", "/dev/pts/": "the terminal"}


def doing_text(segment: Segment, story: SideExplanation) -> str:
    """What it was doing, and what for: "waiting in wait4 for worker 2", "stopped by SIGTSTP"."""
    if segment.doing == "held":
        return LEGEND["held"]
    if segment.signal:
        return f"{segment.doing} by {segment.signal}"
    if segment.doing != "waiting" or not segment.call:
        return segment.doing
    return f"waiting in {segment.call}{_target(segment, story)}"


def bar_texts(segment: Segment, lane: Lane, story: SideExplanation) -> Iterator[str]:
    """What stands in a bar, the longest first: "join() waits 2.00 s (wait4)", "wait4"."""
    if segment.doing == "held":
        yield LEGEND["held"]
    if segment.doing != "waiting" or not segment.call:
        yield segment.doing
        return
    joined = (
        each.function
        for each in story.steps
        if (each.kind, each.lane, each.blocked) == ("wait", lane.number, True)
        and each.call
        and each.call.name == segment.call
        and each.start <= segment.start
        and (each.end is None or segment.end <= each.end)
    )
    function = next(joined, "")
    if function:
        length = set_duration(segment.end - segment.start)
        waits = "waits" if function == segment.call else f"{function}() waits"
        yield f"{waits} {length} ({segment.call})"
        yield waits
    yield segment.call


def _target(segment: Segment, story: SideExplanation) -> str:
    if segment.for_process is not None:
        lanes = (each for each in story.lanes if each.pid == segment.for_process)
        name = next((lane_name(each, story) for each in lanes), "process")
        return f" for {name} ({segment.for_process})"
    at = (words for start, words in OBJECTS.items() if segment.object.startswith(start))
    return next((f" at {words}" for words in at), "")
