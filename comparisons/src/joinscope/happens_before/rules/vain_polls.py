"""Polls that have reported nothing: what they looked for had not come when they began.

What a poll was given and did not report tells nothing: the next run may report both.
"""

from collections.abc import Sequence

from joinscope.happens_before import fd_table
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_objects import sort
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.looks import HAS_ENDED, HAS_HUNG_UP
from joinscope.happens_before.rules import contention, ends, eventfds, may
from joinscope.recording.records import Ready

INPUT = {"POLLIN", "POLLRDHUP"}


def found_nothing(state: State, thread: Thread, missed: Sequence[Ready] | None) -> None:
    """Not yet: none of these was ready. None: nobody knows which they were."""
    enter = state.graph.partner[thread.last]
    if missed is None:
        may.everybody_since(state, thread, enter, Reason.UNREADABLE)
        return
    for each in missed:
        watched = state.watched(thread.process, each.fd, each.object)
        if watched is not None:
            state.looks.in_vain((HAS_ENDED, watched), thread.chain, enter)
        elif sort(each.object) in ("pipe", "socket"):
            _channel(state, thread, each, enter)
        elif set(each.events) == {"POLLIN"} and eventfds.found_nothing(state, thread, each.object):
            pass
        elif each.object is None or sort(each.object) not in ("silent", "file"):
            may.everybody_since(state, thread, enter, Reason.UNKNOWN_OBJECT)


def _channel(state: State, thread: Thread, each: Ready, enter: int) -> None:
    """A pipe or a socket: nobody had written, and nobody had let go of the other end."""
    where = state.unix.get(state.addresses.get(each.object or "", ""))
    if where is not None:  # nobody had connected
        where.looked[thread.chain] = enter
        return
    channel = state.channel_of(each.object)
    if channel is None:
        return
    if not INPUT.isdisjoint(each.events):
        contention.in_vain(state, thread, channel.stream)
    if "POLLOUT" in each.events:
        may.everybody_since(state, thread, enter, Reason.BACK_PRESSURE)
    key = (HAS_HUNG_UP, channel)
    if key not in state.looks.missed:
        state.looks.ends.append(channel)
    state.looks.in_vain(key, thread.chain, enter)
    sender = channel if channel.pipe else channel.peer
    if sender is not None:
        end = state.entries.entry(sender.name, "w")
        if not fd_table.is_held(state.tables, sender.got, end):  # let go of since it began
            may.everybody_since(state, thread, enter, Reason.END_OF_CHANNEL)


def closed(state: State, thread: Thread, name: str | None) -> None:
    """May: who has let go of an end may have been the last one."""
    if state.looks.ends:
        channel = state.channel_of(name)
        for each in (channel, channel.peer if channel is not None else None):
            if each in state.looks.ends:
                ends.let_go(state, thread, each)
