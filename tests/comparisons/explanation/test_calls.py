"""What is told of a system call's arguments."""

from signal import SIGRTMAX, SIGUSR1

import pytest
from joinscope.explanation.calls import Flags, Signal, call_facts
from joinscope.happens_before.builder import HappensBefore
from joinscope.joins.system_call import SystemCall
from joinscope.recording.records import CreateArguments, Enter, SignalWaitArguments
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


def test_for_which_signals_a_call_waits() -> None:
    """All of them are told, whatever else they are used for; pause() is given none."""
    order = HappensBefore.of(RecordWriter().records)
    given = SignalWaitArguments((SIGUSR1, SIGRTMAX), -1)
    for name, told in (
        ("rt_sigtimedwait", (Signal(SIGUSR1), Signal(SIGRTMAX))),
        ("pause", ()),
    ):
        enter = Enter(1, PARENT, PARENT, name, given)
        call = SystemCall(order.state.processes[PARENT], enter, 0, None)
        assert call_facts(call).arguments == told
