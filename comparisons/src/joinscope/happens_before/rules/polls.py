"""Polls: what they come after, by what they have reported."""

from collections.abc import Collection

from joinscope.happens_before.channels import Channel
from joinscope.happens_before.choices import Choice, strongest
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import Process, Rival, State, Thread
from joinscope.happens_before.rules import (
    connections,
    contention,
    data,
    ends,
    may,
    room,
    vain_polls,
)
from joinscope.happens_before.rules.end_of_file import broken, hung_up
from joinscope.recording.records import Enter, Leave, PollArguments, PollResults, Ready

ENDS = {"POLLHUP", "POLLRDHUP"}
ROOM = {"POLLOUT"}
FOLLOWED = {"POLLIN", "POLLOUT", "POLLERR", "POLLNVAL", *ENDS}


def leave(state: State, thread: Thread, call: Enter, record: Leave) -> None:
    """Data and hang-ups that were reported: one byte more than was surely taken is there.

    select(2) reports a hang-up as readable too, so from it neither follows for certain.
    """
    match record.results:
        case PollResults(ready=tuple(ready), missed=missed):
            for each in ready:
                _reported(state, thread, call, each)
            if record.result == 0:
                vain_polls.found_nothing(state, thread, missed)
        case _ if record.result > 0:  # it could not be read what was reported
            may.anything(state, thread, Reason.UNREADABLE)


def choice_of(call: Enter) -> Choice | None:
    """The choice by which a poll has reported something; None: it could report nothing else.

    That takes a poll of one descriptor that waits as long as it takes.
    """
    match call.arguments:
        case PollArguments(watched=watched) if watched is None or watched > 1:
            return Choice.WHICH_READY
        case PollArguments(timeout=-1):
            return None
        case PollArguments(timeout=0):
            return Choice.NON_BLOCKING
    return Choice.TIMED


def _reported(state: State, thread: Thread, given: Enter, ready: Ready) -> None:
    call, choice = given.call, choice_of(given)
    watched = state.watched(thread.process, ready.fd, ready.object)
    if watched is not None:
        # pidfd_open(2): readable when the process has ended, all its threads.
        if not watched.gone:
            state.after(watched, thread, Kind.MAY, reason=Reason.HIDDEN_ORDER)
            return
        if choice is Choice.WHICH_READY:  # of the others that it may have been given each could be
            others = set((thread.process.table.pidfds or {}).values()) - {watched.number}
            state.candidates += [
                Rival(choice, thread.last, child=state.all_processes[each])
                for each in sorted(others)
            ]
        choice = _guarded(state, thread, watched, choice)
        ends.told(state, thread, watched, Kind.PIDFD, choice=choice)
        return
    channel = state.channel_of(ready.object)
    if channel is None:
        if not ROOM.issuperset(ready.events) or not ready.events:
            may.read(state, thread, ready.object)
        return
    if "select" in call or not ready.events or not FOLLOWED.issuperset(ready.events):
        may.anything(state, thread)
    else:
        _events(state, thread, channel, ready, choice)


def _guarded(
    state: State, thread: Thread, watched: Process, choice: Choice | None
) -> Choice | None:
    """What an earlier answer about the end has decided, to the parent or to whoever asks."""
    if thread.process is watched.parent:
        watched.guard = strongest(watched.guard, choice)
        return watched.guard
    key = thread.process, watched
    guard = strongest(state.guards.get(key), choice)
    if guard is not None:
        state.guards[key] = guard
    return guard


def _events(
    state: State, thread: Thread, channel: Channel, ready: Ready, choice: Choice | None
) -> None:
    if "POLLIN" in ready.events and not connections.reported(state, thread, channel, choice):
        _readable(state, thread, channel, ready.events, choice)
    if ENDS.intersection(ready.events):
        _hung_up(state, thread, channel, ready.events, choice)
    if "POLLERR" in ready.events:
        if channel.pipe:  # its reading end is closed (poll(2))
            broken(state, thread, channel, choice)
        else:
            may.anything(state, thread, Reason.END_OF_CHANNEL)
    if choice is not None:  # it has decided what the thread does with this descriptor next
        channel.stream.guard = strongest(channel.stream.guard, choice)
    inbox = channel.inbox if "POLLOUT" in ready.events else None
    if inbox is not None and (
        inbox.choked or inbox.stream.written > (room.FEW if inbox.packets else room.SMALL)
    ):
        room.may_have_waited(state, thread, inbox)


def _hung_up(
    state: State,
    thread: Thread,
    channel: Channel,
    events: Collection[str],
    choice: Choice | None,
) -> None:
    """A hang-up has been reported; as long as there are data, a poll can report these alone.

    So it is luck where it was reported together with data, or after another has read some.
    """
    if "POLLIN" in events:
        choice = strongest(choice, Choice.HOW_MUCH)
    elif channel.used is not None and channel.stream.written:
        contention.contends(state, thread, channel.stream, state.graph.partner[thread.last])
    hung_up(state, thread, channel, Kind.HANGUP, choice)


def _readable(
    state: State,
    thread: Thread,
    channel: Channel,
    events: Collection[str],
    choice: Choice | None,
) -> None:
    stream, enter = channel.stream, state.graph.partner[thread.last]
    contention.looks(state, thread, stream, enter)
    one = contention.Taken(1, whole=True, peek=True, choice=choice)
    if stream.reading or stream.returned > enter:
        stream.exact = False  # which byte it reported is not known
    elif channel.pipe or (ENDS.isdisjoint(events) and not channel.shutdowns):
        contention.arrive(state, thread, stream, one, Kind.READY)
    elif ENDS.isdisjoint(events) and stream.exact and not stream.unread():
        hung_up(state, thread, channel, Kind.HANGUP, choice)
    else:
        stream.exact = False  # it may have reported the end
        if ENDS.isdisjoint(events):
            may.anything(state, thread, Reason.END_OF_CHANNEL)
    data.unsure(state, thread, channel)
