"""Polls: what they come after, by what they have reported."""

from bisect import bisect_left
from collections.abc import Collection

from joinscope.happens_before import fd_table
from joinscope.happens_before.channels import Channel
from joinscope.happens_before.choices import Choice, strongest
from joinscope.happens_before.fd_entries import NONE, is_end
from joinscope.happens_before.graph import Kind, unpack
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_objects import PIDFD
from joinscope.happens_before.kernel_state import Process, Rival, State, Thread
from joinscope.happens_before.rules import (
    connections,
    contention,
    data,
    ends,
    epoll_sets,
    eventfds,
    may,
    messages,
    room,
    vain_polls,
)
from joinscope.happens_before.rules.end_of_file import broken, hung_up
from joinscope.recording.records import Enter, Leave, PollArguments, PollResults, Ready

ENDS = {"POLLHUP", "POLLRDHUP"}
ROOM = {"POLLOUT"}
FOLLOWED = {"POLLIN", "POLLOUT", "POLLERR", "POLLNVAL", *ENDS}


def leave(state: State, thread: Thread, call: Enter, record: Leave) -> None:
    """Data and hang-ups that were reported: one byte more than was surely taken is there."""
    match record.results:
        case PollResults(ready=tuple(ready), missed=missed):
            choice, first = choice_of(call), len(thread.chain.edges)
            waited = call.arguments if call.call.startswith("epoll_") else None
            if isinstance(waited, PollArguments):
                ready = epoll_sets.certain(waited, ready)
            if choice is not Choice.WHICH_READY and isinstance(waited, PollArguments) and ready:
                choice = strongest(epoll_sets.choice_of(state, thread, waited), choice)
            if choice is Choice.WHICH_READY and _has_one_end(state, thread, call):
                choice = None
            for each in ready:
                _reported(state, thread, call, each, choice)
            if choice is not Choice.WHICH_READY and isinstance(waited, PollArguments):
                epoll_sets.reported(state, thread, waited, first)
            if record.result == 0:
                vain_polls.found_nothing(state, thread, missed)
            if ready:
                _not_reported(state, thread, call, {each.fd for each in ready})
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


def _has_one_end(state: State, thread: Thread, call: Enter) -> bool:
    """Whether all that a poll was given are empty pipes, and end at one point.

    So are those that a command writes its output and its errors to: whichever it reports first, it
    could have reported neither before the command ended.
    """
    given = call.arguments
    if not isinstance(given, PollArguments) or given.timeout != -1 or not given.fds:
        return False
    if given.watched is None:  # there was more
        return False
    table, enter, only = thread.process.table, state.graph.partner[thread.last], set[int]()
    for fd in given.fds:
        entry = table.entry(fd)
        channel = state.channel_of(state.entries.name(entry)) if entry != NONE else None
        if channel is None or not _is_empty(channel):
            return False
        found = fd_table.releases(state.tables, channel.got, state.entries.entry(channel.name, "w"))
        last = {state.graph.chain[point]: point for point in sorted(found.points)}
        only.update(point for point in last.values() if not state.reaches(point, enter))
        reads = is_end(entry, state.entries.entry(channel.name, "r"))
        if not reads or found.held or len(only) != 1:
            return False
    return True


def _is_empty(channel: Channel) -> bool:
    """Whether it is a pipe of which it is known that all was read which was written."""
    if not channel.pipe or channel.fifo or channel.outside or channel.reopened or channel.passed:
        return False
    stream = channel.used
    return stream is None or (stream.exact and not stream.unread() and not stream.foreign)


def _not_reported(state: State, thread: Thread, call: Enter, reported: set[int]) -> None:
    """What else the poll was given it could have reported, by what comes there later."""
    given = call.arguments
    fds = given.fds if isinstance(given, PollArguments) else None
    table = thread.process.table
    for fd in set(fds or ()) - reported:
        entry = table.entry(fd)
        name = state.entries.name(entry) if entry != NONE else None
        channel = state.channel_of(name)
        watched = state.watched(thread.process, fd, PIDFD)
        if watched is not None:
            state.candidates.append(Rival(Choice.WHICH_READY, thread.last, child=watched))
        elif channel is not None:
            _passed_over(state, thread, channel)
        else:
            eventfds.passed_over(state, thread, name)


def _passed_over(state: State, thread: Thread, channel: Channel) -> None:
    """It could have reported what is written there later, or the end, instead.

    Not an end that comes only after what it has reported: that would have been there as well.
    """
    chain, point = thread.chain, thread.last
    first_edge = bisect_left(chain.targets, point)
    causes = [unpack(edge).start for edge in chain.edges[first_edge:]]
    sender = channel if channel.pipe else channel.peer
    first = thread.chain not in (channel.stream.shorts or {})
    contention.short(state, thread, channel.stream, Choice.WHICH_READY, 1)
    if sender is None or not first:
        return
    entry = state.entries.entry(sender.name, "w")

    def ends() -> list[int]:
        found = fd_table.releases(state.tables, sender.got, entry).points
        return [end for end in found if not any(state.reaches(each, end) for each in causes)]

    state.candidates.append(Rival(Choice.WHICH_READY, point, released=ends))


def _reported(
    state: State, thread: Thread, given: Enter, ready: Ready, choice: Choice | None
) -> None:
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
        if messages.reported(state, thread, given, ready, choice):
            return
        if "POLLIN" in ready.events:
            eventfds.reported(state, thread, ready.object, choice)
        elif not ROOM.issuperset(ready.events) or not ready.events:
            eventfds.told(state, thread, ready.object)
        else:
            eventfds.has_room(state, thread, ready.object)
        return
    if not ready.events or not FOLLOWED.issuperset(ready.events):
        may.anything(state, thread)
    elif "select" in given.call:
        _selected(state, thread, channel, ready, choice)
    else:
        _events(state, thread, channel, ready, choice)


def _selected(
    state: State, thread: Thread, channel: Channel, ready: Ready, choice: Choice | None
) -> None:
    """select(2) reports a hang-up as readable, and that nobody is left to read as writable."""
    if "POLLIN" in ready.events and not connections.reported(state, thread, channel, choice):
        if channel.fifo:
            may.anything(state, thread, Reason.END_OF_CHANNEL)
        else:
            _readable(state, thread, channel, choice)
            if channel.stream.exact and not channel.stream.unread():
                hung_up(state, thread, channel, Kind.HANGUP, choice)
    if choice is not None:
        channel.stream.guard = strongest(channel.stream.guard, choice)
    inbox = channel.inbox if "POLLOUT" in ready.events else None
    if inbox is not None and room.crowded(state, thread, inbox):
        may.anything(state, thread, Reason.BACK_PRESSURE)
    elif "POLLOUT" in ready.events and inbox is None:
        may.anything(state, thread, Reason.END_OF_CHANNEL)


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
    ended = not ENDS.isdisjoint(ready.events)
    if "POLLIN" in ready.events and not connections.reported(state, thread, channel, choice):
        _readable(state, thread, channel, choice)
        ended = ended or (channel.stream.exact and not channel.stream.unread())
    if ended:
        _hung_up(state, thread, channel, ready.events, choice)
    elif "POLLIN" in ready.events and not channel.fifo:
        _not_hung_up(state, thread, channel)
    if "POLLERR" in ready.events:
        if channel.pipe:  # its reading end is closed (poll(2))
            broken(state, thread, channel, choice)
        else:
            may.anything(state, thread, Reason.END_OF_CHANNEL)
    if choice is not None:  # it has decided what the thread does with this descriptor next
        channel.stream.guard = strongest(channel.stream.guard, choice)
    inbox = channel.inbox if "POLLOUT" in ready.events else None
    if inbox is not None:
        room.reported(state, thread, inbox, choice)


def _hung_up(
    state: State,
    thread: Thread,
    channel: Channel,
    events: Collection[str],
    choice: Choice | None,
) -> None:
    """A hang-up has been reported; as long as there are data, a poll can report these alone.

    So it is luck where it was reported together with data, or after another has read some. A socket
    is readable when it has hung up.
    """
    data_too = channel.pipe or (channel.used is not None and bool(channel.stream.unread()))
    if "POLLIN" in events and data_too:
        choice = strongest(choice, Choice.HOW_MUCH)
    elif channel.used is not None and channel.stream.written:
        contention.contends(state, thread, channel.stream, state.graph.partner[thread.last])
    hung_up(state, thread, channel, Kind.HANGUP, choice)


def _not_hung_up(state: State, thread: Thread, channel: Channel) -> None:
    """Data were reported alone: had the end come sooner, it would have been reported with them.

    Of the polls of a thread the first and the last are kept.
    """
    sender, table = channel if channel.pipe else channel.peer, thread.process.table
    if sender is None or channel.outside:
        return
    entry = state.entries.entry(sender.name, "w")
    if any(is_end(table.entry(fd), entry) for fd in table.descriptors()):
        return  # it holds that end itself
    kept = state.alone.setdefault((channel, thread.chain), [])
    if len(kept) > 1:
        kept[1].told = thread.last
        return

    def ends() -> list[int]:
        return fd_table.releases(state.tables, sender.got, entry).points

    kept.append(Rival(Choice.HOW_MUCH, thread.last, released=ends))
    state.candidates.append(kept[-1])


def _readable(state: State, thread: Thread, channel: Channel, choice: Choice | None) -> None:
    """Data, or an end, can be read: so whoever has written what is first there has begun to.

    That holds of an end as well. Whoever writes holds the end meanwhile; and if somebody else had
    shut it down before, the write would have failed.
    """
    stream, enter = channel.stream, state.graph.partner[thread.last]
    contention.looks(state, thread, stream, enter)
    one = contention.Taken(1, 1, whole=True, peek=True, choice=choice)
    if stream.reading or stream.returned > enter:
        stream.exact = False  # which byte it reported is not known
        if stream.returned > enter:  # it may be one that has been taken since
            may.anything(state, thread, Reason.OVERLAPPING_CALLS)
    elif stream.unread() and stream.open and channel.shutdowns:
        stream.exact = False  # it may have reported the end, and the write may fail yet
        may.anything(state, thread, Reason.END_OF_CHANNEL)
    else:
        contention.arrive(state, thread, stream, one, Kind.READY)
    data.unsure(state, thread, channel)
