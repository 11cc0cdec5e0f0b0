"""What a lane says in words: what its process was doing for a while."""

from joinscope.explanation.model import Segment, SideExplanation
from joinscope.render.wording.sides import lane_name

OBJECTS = {"pipe": "a pipe", "socket": "a socket", "/dev/pts/": "the terminal"}


def doing_text(segment: Segment, story: SideExplanation) -> str:
    """What it was doing, and what for: "waiting in wait4 for worker 2", "stopped by SIGTSTP"."""
    if segment.signal:
        return f"{segment.doing} by {segment.signal}"
    if segment.doing != "waiting" or not segment.call:
        return segment.doing
    return f"waiting in {segment.call}{_target(segment, story)}"


def _target(segment: Segment, story: SideExplanation) -> str:
    if segment.for_process is not None:
        lanes = (each for each in story.lanes if each.pid == segment.for_process)
        name = next((lane_name(each, story) for each in lanes), "process")
        return f" for {name} ({segment.for_process})"
    at = (words for start, words in OBJECTS.items() if segment.object.startswith(start))
    return next((f" at {words}" for words in at), "")
