"""Calls that found nothing, again and again: a loop of them is one call with a count.

A program may look at a child a million times, by wait4(..., WNOHANG) in a loop. Each look is told,
but what is kept is the first of them, how many came after it, and when the last one did. A call
repeats an earlier one of its thread if it is the same call with the same options, made at the same
place, with the same lack of news, and nothing that tells a story of its own came between: no
process was made or ended, no signal was sent or taken, and no wait had an answer.

    wait4(71, WNOHANG) = 0   at poll.c:12   kept, `again` counts the next two
    wait4(71, WNOHANG) = 0   at poll.c:12
    wait4(71, WNOHANG) = 0   at poll.c:12
    kill(71, SIGTERM)
    wait4(71, WNOHANG) = 0   at poll.c:12   kept: something has come between
"""

from joinscope.joins.system_call import SystemCall
from joinscope.recording.records import (
    PollArguments,
    SleepArguments,
    WaitArguments,
)

Place = tuple[object, ...]


class RepeatedCalls:
    """The calls of one process that found nothing since something else happened in it."""

    def __init__(self) -> None:
        self._open: dict[Place, SystemCall] = {}

    def take(self, call: SystemCall) -> bool:
        """Take a call that has returned; True if it only repeats one that is kept."""
        if not found_nothing(call):
            if not isinstance(call.arguments, SleepArguments):
                self._open.clear()
            return False
        key = (call.tid, call.name, _options(call), call.error, *_place(call))
        kept = self._open.setdefault(key, call)
        if kept is call:
            return False
        kept.again += 1
        kept.last = call
        return True

    def other(self) -> None:
        """Something else happened in the process: what comes now is told anew."""
        self._open.clear()


def found_nothing(call: SystemCall) -> bool:
    """Whether a wait or a poll has returned without any news."""
    match call.arguments:
        case WaitArguments():
            # A failure is news, but one that is as likely to come in a loop.
            return call.error == "ECHILD" or (call.result == 0 and call.results is None)
        case PollArguments():
            return call.result == 0
    return False


def _options(call: SystemCall) -> object:
    match call.arguments:
        case WaitArguments(options=options):
            return options
        case PollArguments(timeout=timeout):
            return timeout
    return None


def _place(call: SystemCall) -> Place:
    """Where it was made: the functions and the lines of the innermost frames that are noted."""
    found: list[object] = []
    frame = call.inside
    while frame is not None and len(found) < 12:  # four frames tell two places apart
        found += (frame.function, frame.line, frame.site)
        frame = frame.outer
    return tuple(found)
