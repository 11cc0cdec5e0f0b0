"""What is told of a system call's arguments."""

import pytest
from joinscope.explanation.calls import Flags, call_facts
from joinscope.happens_before.builder import HappensBefore
from joinscope.joins.system_call import SystemCall
from joinscope.recording.records import CreateArguments, Enter
from record_writer import PARENT, RecordWriter

VFORK = ("CLONE_VM", "CLONE_VFORK")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("vfork", ()),
        ("fork", ()),
        ("clone", (Flags((*VFORK, "SIGCHLD")),)),
    ],
)
def test_what_a_call_was_given(name: str, told: tuple[Flags, ...]) -> None:
    """Flags are arguments of clone alone, though the recorder says them of each."""
    order = HappensBefore.of(RecordWriter().records)
    enter = Enter(1, PARENT, PARENT, name, CreateArguments(VFORK, "SIGCHLD"))
    call = SystemCall(order.state.processes[PARENT], enter, 0, None)
    assert call_facts(call).arguments == told
