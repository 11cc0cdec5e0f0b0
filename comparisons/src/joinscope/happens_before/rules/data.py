"""Data: what a read, or a poll that reports data, comes after."""

from collections.abc import Collection

from joinscope.happens_before.byte_stream import Stream
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.kernel_objects import sort
from joinscope.happens_before.kernel_state import Channel, State, Thread
from joinscope.happens_before.rules import may
from joinscope.happens_before.rules.end_of_file import broken, hung_up
from joinscope.recording.records import (
    Enter,
    Leave,
    PollResults,
    ReadArguments,
    Ready,
    TransferArguments,
    WriteArguments,
)

SMALL = 4096  # a write that fits on one page with all that is unread does not wait for a reader
ENDS = {"POLLHUP", "POLLRDHUP"}
ROOM = {"POLLOUT"}
ASIDE = {"MSG_OOB", "MSG_ERRQUEUE"}  # such bytes come from beside the stream
FOLLOWED = {"POLLIN", "POLLOUT", "POLLERR", "POLLNVAL", *ENDS}


def write_enter(state: State, thread: Thread, call: WriteArguments | TransferArguments) -> None:
    """A write begins: its bytes may be read from now on."""
    channel = state.channel_of(call.object)
    if channel is None:
        may.written(state, thread, call.object)
    elif channel.inbox is not None:
        thread.write = channel.inbox.stream.begin(thread.chain, thread.last)
        if not channel.inbox.stream.exact:
            _hide(state, thread, channel.inbox)


def write_leave(
    state: State, thread: Thread, name: str, call: WriteArguments | TransferArguments, leave: Leave
) -> None:
    """A write has returned; where it had to wait for room, it is after some read.

    May: a pipe that is full lets a writer wait for a reader (pipe(7)); how full it may be is not
    recorded (F_SETPIPE_SZ), so that is no proof.
    """
    write, thread.write = thread.write, None
    channel = state.channel_of(call.object)
    if channel is None:
        return
    inbox = channel.inbox
    if write is not None and inbox is not None:
        size = _written(inbox, name, call, leave.result)
        inbox.stream.finish(write, size or 0)
        if size is None:
            inbox.stream.abandon()
        _room(state, thread, inbox)
    if name == "vmsplice":  # it may have read, and its pages may change while they are in the pipe
        may.anything(state, thread)
    if leave.error == "EPIPE":
        broken(state, thread, channel)
    elif leave.error == "ECONNRESET":
        may.anything(state, thread)


def _written(
    inbox: Channel, name: str, call: WriteArguments | TransferArguments, result: int
) -> int | None:
    """How many bytes, or packets, have gone in; None if nobody knows."""
    if result < 0:
        return 0
    match call:
        case WriteArguments(messages=int()):
            return result if inbox.packets else None
        case WriteArguments(flags=flags) if "MSG_OOB" in flags or name == "vmsplice":
            return None
    return 1 if inbox.packets else result


def read_enter(state: State, thread: Thread, name: str | None) -> None:
    """A read begins: what was taken before it is taken for certain."""
    channel = state.channel_of(name)
    if channel is not None:
        thread.reading = channel.stream.read_begins(thread.chain, thread.last)


def read_leave(state: State, thread: Thread, call: ReadArguments, leave: Leave) -> None:
    """Data: the enter of each write that the read must have got bytes of is before its leave.

    See Stream for why. A read of 0 bytes is an end of file only if it asked for some, and not from
    a socket of packets, which may be empty.
    """
    channel = state.channel_of(call.object)
    if channel is None:
        may.read(state, thread, call.object)
        return
    alone = _read_ends(thread, channel)
    if leave.error is not None:
        if leave.error == "ECONNRESET":  # the other end was let go of, with something unread
            may.anything(state, thread)
        return
    if call.count == 0 and call.messages is None:
        if not channel.pipe:  # a pipe gives nothing at once; a socket may wait for something
            _unknown(state, thread, channel)
    elif not _countable(channel, call):
        _unknown(state, thread, channel)
    elif leave.result == 0:
        if call.count is None or channel.packets:
            _unknown(state, thread, channel)
        else:
            hung_up(state, thread, channel, Kind.EOF)
            _may(state, thread, channel)
    else:
        size = leave.result if call.messages is not None or not channel.packets else 1
        _data(state, thread, channel, size, alone=alone, peek="MSG_PEEK" in call.flags)


def _countable(channel: Channel, call: ReadArguments) -> bool:
    """Whether the result says how many bytes, or packets, the next read has to do without."""
    if not ASIDE.isdisjoint(call.flags):
        return False
    if channel.packets:
        return call.messages is None or "MSG_PEEK" not in call.flags
    return call.messages is None and "MSG_TRUNC" not in call.flags


def transfer_enter(state: State, thread: Thread, call: TransferArguments) -> None:
    """A transfer reads from one thing and writes to another; its bytes may be anybody's.

    They can arrive before the call returns, and so before the order that they bring: from here on
    nobody knows what order comes with what is read where they go.
    """
    read_enter(state, thread, call.source)
    write_enter(state, thread, call)
    channel = state.channel_of(call.object)
    plain = sort(call.source) == "file" and call.source not in state.media
    if channel is not None and channel.inbox is not None and not plain:
        channel.inbox.made = None
        channel.inbox.stream.abandon()


def transfer_leave(
    state: State, thread: Thread, name: str, call: TransferArguments, leave: Leave
) -> None:
    """Data: as of a read from its source, and of a write."""
    source = state.channel_of(call.source)
    if source is None:
        may.read(state, thread, call.source)
    else:
        alone = _read_ends(thread, source)
        if leave.error is None and leave.result == 0 < call.count and not source.packets:
            hung_up(state, thread, source, Kind.EOF)
            _may(state, thread, source)
        elif leave.error is None and leave.result > 0 and not source.packets:
            _data(state, thread, source, leave.result, alone=alone, peek=name == "tee")
        elif leave.error is None:
            _unknown(state, thread, source)
    may.written(state, thread, call.object)
    write_leave(state, thread, name, call, leave)


def poll_leave(state: State, thread: Thread, call: Enter, leave: Leave) -> None:
    """Data and hang-ups that were reported: one byte more than was surely taken is there.

    select(2) reports a hang-up as readable too, so from it neither follows for certain.
    """
    match leave.results:
        case PollResults(ready=tuple(ready)):
            for each in ready:
                _reported(state, thread, call.call, each)
        case _ if leave.result > 0:  # it could not be read what was reported
            may.anything(state, thread)


def _reported(state: State, thread: Thread, call: str, ready: Ready) -> None:
    watched = (thread.process.pidfds or {}).get(ready.fd)
    if watched is not None:
        # pidfd_open(2): readable when the process has ended, all its threads.
        state.after(watched, thread, Kind.PIDFD if watched.gone else Kind.MAY)
        return
    channel = state.channel_of(ready.object)
    if channel is None:
        if not ROOM.issuperset(ready.events) or not ready.events:
            may.read(state, thread, ready.object)
        return
    if "select" in call or not ready.events or not FOLLOWED.issuperset(ready.events):
        may.anything(state, thread)
        return
    if "POLLIN" in ready.events:
        _readable(state, thread, channel, ready.events)
    if ENDS.intersection(ready.events):
        hung_up(state, thread, channel, Kind.HANGUP)
    if "POLLERR" in ready.events:
        if channel.pipe:  # its reading end is closed (poll(2))
            broken(state, thread, channel)
        else:
            may.anything(state, thread)
    if "POLLOUT" in ready.events and channel.inbox is not None:
        _room(state, thread, channel.inbox)


def _readable(state: State, thread: Thread, channel: Channel, events: Collection[str]) -> None:
    stream, enter = channel.stream, state.graph.partner[thread.last]
    if stream.reading or stream.returned > enter:
        stream.exact = False  # which byte it reported is not known
    elif channel.pipe or (ENDS.isdisjoint(events) and not channel.shutdowns):
        _arrive(state, thread, stream, 1, Kind.READY)
    elif ENDS.isdisjoint(events) and stream.exact and not stream.unread():
        hung_up(state, thread, channel, Kind.HANGUP)
    else:
        stream.exact = False  # it may have reported the end
        if ENDS.isdisjoint(events):
            may.anything(state, thread)
    _may(state, thread, channel)


def _read_ends(thread: Thread, channel: Channel) -> bool:
    """Whether no other read of the channel overlapped with the thread's."""
    stream = channel.stream
    stream.reading -= 1
    thread.reading, alone = 0, 0 < thread.reading == stream.begun
    return alone


def _data(
    state: State, thread: Thread, channel: Channel, size: int, *, alone: bool, peek: bool
) -> None:
    """A read has got so many bytes, or packets."""
    stream = channel.stream
    if alone:
        _arrive(state, thread, stream, size, Kind.DATA)
    _may(state, thread, channel)
    if not peek:
        stream.take(size, thread.last, thread.chain if alone else None)


def _unknown(state: State, thread: Thread, channel: Channel) -> None:
    """A read has got nobody knows what."""
    channel.stream.abandon()
    may.anything(state, thread)


def _arrive(state: State, thread: Thread, stream: Stream, size: int, kind: Kind) -> None:
    if stream.foreign:
        return
    for write in stream.sources(thread.chain, size):
        state.edge(write.chain, write.enter, thread, kind)


def _hide(state: State, thread: Thread, inbox: Channel) -> None:
    """May: this write into a stream whose bytes cannot be told apart."""
    graph, stream = state.graph, inbox.stream
    if stream.may is None:
        stream.may = graph.virtual()
        for each in stream.unread():
            graph.edge(each.chain, each.enter, stream.may, thread.last, Kind.MAY)
    else:
        graph.edge(thread.chain, thread.last, stream.may, thread.last, Kind.MAY)


def _may(state: State, thread: Thread, channel: Channel) -> None:
    """May: the read may have got bytes of any write before it, unless all could be told apart."""
    stream = channel.stream
    if channel.outside:
        may.anything(state, thread)
    if stream.exact:
        return
    if stream.may is None:
        _hide(state, thread, channel)
    if stream.may is not None:
        state.edge(stream.may, thread.last, thread, Kind.MAY)


def _room(state: State, thread: Thread, inbox: Channel) -> None:
    stream = inbox.stream
    if stream.foreign or stream.written - stream.taken > SMALL:
        for chain, point in stream.began():
            if chain is not thread.chain:
                state.edge(chain, point, thread, Kind.MAY)
