"""Hang-ups: whoever held the other end of a pipe let go of it before anybody could notice."""

from typing import Literal

from joinscope.happens_before import fd_table
from joinscope.happens_before.channels import Channel, Shutdown
from joinscope.happens_before.choices import Choice, strongest
from joinscope.happens_before.fd_entries import is_end
from joinscope.happens_before.fd_table import Table
from joinscope.happens_before.graph import Chain, Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.looks import HAS_HUNG_UP
from joinscope.happens_before.rules import fifos, may, passing
from joinscope.recording.records import (
    CloseArguments,
    CloseRangeArguments,
    DuplicateArguments,
    Enter,
    ExecArguments,
    ShutdownArguments,
)

End = Literal["r", "w"]


def hung_up(
    state: State, thread: Thread, channel: Channel, kind: Kind, choice: Choice | None = None
) -> None:
    """EOF: each release of the writing end is before the read that returned 0, or POLLHUP.

    A read returns 0, and poll reports POLLHUP, only when no descriptor anywhere refers to the
    writing end (pipe(7)); so whoever held one had let go of it, and nobody can get one again.
    That holds of each known holder, however many unknown ones there were besides. For a
    socket of a pair the writing end is the peer, which may also have been shut down.
    """
    state.looks.came((HAS_HUNG_UP, channel), thread.chain, thread.last, choice)
    if channel.fifo:
        _end_of_fifo(state, thread, channel, "w", kind, choice)
        return
    if channel.outside:
        may.anything(state, thread, Reason.UNRECORDED_PROCESS)
    sender = channel if channel.pipe else channel.peer
    if sender is None or sender.waiting or channel.directed or channel.reopened:
        may.anything(state, thread, Reason.END_OF_CHANNEL)
    else:
        choice = strongest(channel.stream.guard, choice) if channel.used else choice
        _gone(state, thread, channel, sender, "w", kind, choice)


def broken(state: State, thread: Thread, channel: Channel, choice: Choice | None = None) -> None:
    """EPIPE: each release of the reading end is before the write that failed for want of one.

    write(2): EPIPE when the reading end is closed, that is, when no descriptor refers to it.
    """
    if channel.fifo:
        _end_of_fifo(state, thread, channel, "r", Kind.BROKEN, choice)
        return
    if channel.outside:
        may.anything(state, thread, Reason.UNRECORDED_PROCESS)
    receiver = channel.inbox
    if receiver is None or receiver.waiting or channel.directed or channel.reopened:
        may.anything(state, thread, Reason.END_OF_CHANNEL)
    else:
        _gone(state, thread, receiver, receiver, "r", Kind.BROKEN, choice)


def _end_of_fifo(
    state: State, thread: Thread, channel: Channel, end: End, kind: Kind, choice: Choice | None
) -> None:
    # poll(2) reports a hang-up of those only who have been there since the open.
    waited = kind is Kind.HANGUP or not (channel.hasty or choice is Choice.NON_BLOCKING)
    only = fifos.only(state, channel.name, end, waited=waited)
    if only is None or channel.outside:
        may.anything(state, thread, Reason.END_OF_CHANNEL)
        return
    choice = strongest(channel.stream.guard, choice)
    gathered, complete = _gather(state, thread, channel, end)
    if not complete:
        may.anything(state, thread, Reason.END_OF_CHANNEL)
    state.edge(gathered, thread.last, thread, kind, choice=choice)
    state.rivals.answered((channel.name, end), only[0], thread.chain)


def shut_down(state: State, thread: Thread, call: ShutdownArguments) -> None:
    """Remember a shutdown() of a socket of a pair: it ends a direction as a release would."""
    channel = state.channel_of(call.object)
    if channel is None or channel.peer is None:
        return
    if call.how in ("SHUT_WR", "SHUT_RDWR"):
        channel.peer.shutdowns += (Shutdown(thread.chain, thread.last, "w"),)
        state.came(_shut(channel.peer), thread, Choice.WHICH_END)
    if call.how in ("SHUT_RD", "SHUT_RDWR"):
        channel.shutdowns += (Shutdown(thread.chain, thread.last, "r"),)
        state.came(_shut(channel), thread, Choice.WHICH_END)


def _shut(channel: Channel) -> tuple[str, str]:
    """The key of what brings the end of what is read there: see rivals.py."""
    return channel.name, "shut"


def not_shut_down(state: State, enter: int, call: ShutdownArguments) -> None:
    """Forget a shutdown() that failed."""
    channel = state.channel_of(call.object)
    for each in (channel, channel.peer if channel is not None else None):
        if each is not None:
            each.shutdowns = tuple(one for one in each.shutdowns if one.enter != enter)


def _gone(
    state: State,
    thread: Thread,
    read: Channel,
    channel: Channel,
    end: End,
    kind: Kind,
    choice: Choice | None,
) -> None:
    """An end of a channel was let go of by all who held it, or its direction was shut down.

    `read` is where that direction is read, `channel` the end that was let go of.

    Who shuts an end down holds it, and lets go of it later: so a shutdown of that end is before
    the news, even where a release has brought them. Of shutdowns by several threads, or of the
    other end, each alone may have done it.
    """
    shutdowns = read.shutdowns
    if any(each.chain is thread.chain for each in shutdowns):
        return  # its own doing: it says nothing of others
    if not shutdowns:
        _let_go(state, thread, channel, end, kind, choice)
        return
    same = [each for each in shutdowns if each.end == end]
    first = shutdowns[0]
    alone = len(same) == len(shutdowns) or _keeps(state, thread, channel, end)
    if alone and all(each.chain is first.chain for each in shutdowns):
        state.edge(first.chain, first.enter, thread, kind, choice=choice)
        state.rivals.answered(_shut(read), first.chain, thread.chain)
        return
    # Which of them has brought the end is a choice only if each alone could have: of some the other
    # end was let go of as well.
    for each in shutdowns:
        state.edge(each.chain, each.enter, thread, kind, choice=Choice.WHICH_END)
    if not same:
        gathered, _ = _gather(state, thread, channel, end)
        state.edge(gathered, thread.last, thread, kind, choice=Choice.WHICH_END)


def _keeps(state: State, thread: Thread, channel: Channel, end: End) -> bool:
    """Whether the thread itself holds an end, and so nobody can have noticed that it is gone."""
    table, entry = thread.process.table, state.entries.entry(channel.name, end)
    return table.users == 1 and any(is_end(table.entry(fd), entry) for fd in table.descriptors())


def _let_go(
    state: State, thread: Thread, channel: Channel, end: End, kind: Kind, choice: Choice | None
) -> None:
    """All who held an end that nobody can get again have let go of it before."""
    gone = channel.writers_gone if end == "w" else channel.readers_gone
    if gone is None:
        gone, complete = _gather(state, thread, channel, end)
        if not complete:
            may.anything(state, thread, Reason.END_OF_CHANNEL)
        elif end == "w":
            channel.writers_gone = gone
        else:
            channel.readers_gone = gone
    state.edge(gone, thread.last, thread, kind, choice=choice)


def _gather(state: State, thread: Thread, channel: Channel, end: End) -> tuple[Chain, bool]:
    """A virtual chain of all who let go of an end, and whether it is known of all of them."""
    graph, entry = state.graph, state.entries.entry(channel.name, end)
    chain, last = graph.virtual(), dict[int, int]()
    found = fd_table.releases(state.tables, channel.got, entry)
    unseen = [
        *(_unseen(state, table, fd) for table, fd in found.held),
        *passing.releases(state, channel, entry),
    ]
    for point in (*found.points, *(each for each in unseen if each is not None)):
        number = graph.chain[point]
        last[number] = max(point, last.get(number, 0))
    for point in last.values():
        graph.edge(graph.owner(point), point, chain, thread.last, Kind.EOF)
    return chain, None not in unseen


def _unseen(state: State, table: Table, fd: int) -> int | None:
    """The enter of the call by which a holder has let go, whose leave is not recorded yet.

    Somebody has noticed that nobody holds the end any more: then who still does by his table is in
    a call that closes it. None if that is not one call for certain.
    """
    found = [
        thread.call[0]
        for thread in state.closing
        if thread.process.table is table and thread.call is not None and _closes(thread.call[1], fd)
    ]
    return found[0] if len(found) == 1 else None


def _closes(call: Enter, fd: int) -> bool:
    """Whether a call can let go of a descriptor; which one dup2 replaces is known behind it."""
    match call.arguments:
        case CloseArguments(fd=closed):
            return closed == fd
        case CloseRangeArguments(first=first, last=last):
            return first <= fd <= last
        case DuplicateArguments(fd=kept):
            return call.call in ("dup2", "dup3") and kept != fd
    return isinstance(call.arguments, ExecArguments)
