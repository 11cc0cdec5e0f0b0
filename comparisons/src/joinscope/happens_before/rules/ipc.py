"""Interprocess communication by queues and semaphores: which of their rules a call goes to."""

from typing import assert_never

from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.rules import keys, messages, notices, semaphores
from joinscope.recording.records import (
    ControlArguments,
    KeyArguments,
    Leave,
    NotifyArguments,
    ReceiveArguments,
    SemaphoreArguments,
    SendArguments,
)

FAMILY = (
    *(KeyArguments, SendArguments, ReceiveArguments),
    *(NotifyArguments, SemaphoreArguments, ControlArguments),
)
Family = (
    KeyArguments
    | SendArguments
    | ReceiveArguments
    | NotifyArguments
    | SemaphoreArguments
    | ControlArguments
)


def enter(state: State, thread: Thread, name: str, call: Family) -> None:
    """What such a call does, or may do, before it returns."""
    match call:
        case KeyArguments():
            keys.key_enter(state, thread, name, call)
        case SendArguments():
            messages.send_enter(state, thread, call)
        case ReceiveArguments():
            messages.receive_enter(state, thread, call)
        case NotifyArguments():
            notices.asked(state, thread, call)
        case SemaphoreArguments():
            semaphores.enter(state, thread, call)
        case ControlArguments():
            keys.control_enter(state, thread, call)
        case _:
            assert_never(call)


def leave(state: State, thread: Thread, start: int, name: str, call: Family, record: Leave) -> None:
    """What it comes after: its enter was at `start`."""
    match call:
        case KeyArguments():
            keys.key_leave(state, thread, start, name, call, record)
        case SendArguments():
            messages.send_leave(state, thread, start, call, record)
        case ReceiveArguments():
            messages.receive_leave(state, thread, start, call, record)
        case NotifyArguments():
            pass
        case SemaphoreArguments():
            semaphores.leave(state, thread, start, call, record)
        case ControlArguments():
            keys.control_leave(state, thread, start, call, record)
        case _:
            assert_never(call)
