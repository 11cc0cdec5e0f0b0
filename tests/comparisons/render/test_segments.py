"""What a lane says in words: the call, and for whom or at what the process waits."""

import pytest
from explanations import story
from joinscope.explanation.model import Segment
from joinscope.render.wording.segments import doing_text
from joinscope.vocabulary import RoleKind

STORY = story("python")
(CHILD, *_) = [lane.pid for lane in STORY.lanes if lane.role is RoleKind.WORKER]


@pytest.mark.parametrize(
    ("segment", "told"),
    [
        (Segment("running", 0, 1), "running"),
        (Segment("sleeping", 0, 1, "clock_nanosleep"), "sleeping"),
        (Segment("waiting", 0, 1, "lock.acquire"), "waiting in lock.acquire"),
        (Segment("waiting", 0, 1, "wait4", CHILD), f"waiting in wait4 for worker ({CHILD})"),
        (Segment("waiting", 0, 1, "wait4", 9), "waiting in wait4 for process (9)"),
        (Segment("waiting", 0, 1, "read", None, "pipe:[7]"), "waiting in read at a pipe"),
        (Segment("waiting", 0, 1, "read", None, "/dev/pts/3"), "waiting in read at the terminal"),
        (Segment("stopped", 0, 1, signal="SIGTSTP"), "stopped by SIGTSTP"),
        (Segment("held", 0, 1), "held here by joinscope"),
    ],
)
def test_what_a_process_was_doing(segment: Segment, told: str) -> None:
    """In words that name the other end, where it is known."""
    assert doing_text(segment, STORY) == told
