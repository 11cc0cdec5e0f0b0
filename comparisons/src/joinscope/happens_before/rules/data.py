"""Data: what a read comes after."""

from joinscope.happens_before.channels import Channel
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import Filling, State, Thread
from joinscope.happens_before.rules import (
    connections,
    contention,
    emptied,
    eventfds,
    may,
    passing,
    room,
)
from joinscope.happens_before.rules.end_of_file import broken, hung_up
from joinscope.recording.records import (
    Leave,
    ReadArguments,
    Signal,
    TransferArguments,
    WriteArguments,
)

PIPE_BUF = 4096  # a longer write makes several packets
MOST = 1 << 31  # bytes that a call can move
ASIDE = {"MSG_OOB", "MSG_ERRQUEUE"}  # such bytes come from beside the stream


def write_enter(state: State, thread: Thread, call: WriteArguments | TransferArguments) -> None:
    """A write begins: its bytes may be read from now on."""
    channel = state.channel_of(call.object)
    if channel is None:
        may.written(state, thread, call.object)
        eventfds.write_enter(state, thread, call)
        return
    inbox = connections.inbox(state, channel, call)
    if inbox is not None:
        stream, count = inbox.stream, call.count
        contention.writes(state, thread, stream, 1 if inbox.packets else count or 1)
        room_of_pipe = call.room if isinstance(call, WriteArguments) else None
        thread.filled = Filling(stream.taken, stream.returned, room_of_pipe or 0)
        thread.write = stream.begin(thread.chain, thread.last)
        if thread.call is not None and thread.call[1].call == "vmsplice":
            stream.beside = Reason.SHARED_MEMORY
        if isinstance(call, WriteArguments) and call.passed != ():
            passing.sends(state, thread, call.passed, inbox)
        if not inbox.stream.exact:
            _hide(state, thread, inbox)


def write_leave(
    state: State, thread: Thread, call: WriteArguments | TransferArguments, leave: Leave
) -> None:
    """A write has returned; where it had to wait for room, it is after some read."""
    write, thread.write = thread.write, None
    channel = state.channel_of(call.object)
    if channel is None:
        eventfds.write_leave(state, thread, call.object)
        return
    inbox = connections.inbox(state, channel, call)
    if write is not None and inbox is not None:
        size, asked = _written(channel, inbox, call, leave.result), _asked(call)
        inbox.stream.finish(write, size or 0)
        if size is None:
            inbox.stream.abandon()
            _hide(state, thread, inbox, write.enter)
        cut = asked is not None and 0 <= leave.result < asked
        if leave.error == "EAGAIN" or cut:
            inbox.choked = True
        if cut:  # a signal for that comes next, if there is nobody left to read
            thread.cut = call.object
        if size:
            contention.written(state, thread, inbox.stream)
            if write.emptied is not None:
                emptied.filled(state, write, thread.last)
        room.written(state, thread, inbox, size or 0, _waited(channel, call))
    if leave.error == "EPIPE":
        broken(state, thread, channel)
    elif leave.error in ("ECONNRESET", "ECONNREFUSED", "ENOTCONN"):
        may.anything(state, thread, Reason.END_OF_CHANNEL)


def _asked(call: WriteArguments | TransferArguments) -> int | None:
    """How much the result is of; None: that is not known."""
    return call.messages if isinstance(call, WriteArguments) and call.messages else call.count


def _waited(channel: Channel, call: WriteArguments | TransferArguments) -> Choice | None:
    """A write that does not wait could have found no room."""
    hasty = "MSG_DONTWAIT" in call.flags or "SPLICE_F_NONBLOCK" in call.flags
    if hasty or call.nonblocking or channel.hasty:
        return Choice.NON_BLOCKING
    return Choice.TIMED if channel.sends_timed else None


def pipe_signal(state: State, thread: Thread, record: Signal) -> None:
    """Broken: the kernel sends SIGPIPE to who writes where nobody is left to read.

    If that happens while a write waits for room, it tells how much has gone in, and does not fail.
    """
    name, thread.cut = thread.cut, None
    channel = state.channel_of(name)
    own = record.sender in (None, thread.process.pid)
    if channel is not None and record.name == "SIGPIPE" and own:
        broken(state, thread, channel)


def _written(
    channel: Channel,
    inbox: Channel,
    call: WriteArguments | TransferArguments,
    result: int,
) -> int | None:
    """How many bytes, or packets, have gone in; None if nobody knows."""
    if result < 0:
        return 0
    match call:
        case WriteArguments(messages=int(messages), count=count):
            if inbox.packets:
                return result
            return count if result == messages and _waited(channel, call) is None else None
        case WriteArguments(flags=flags) if "MSG_OOB" in flags:
            return None
    if inbox.packets and inbox.pipe:
        return (result + PIPE_BUF - 1) // PIPE_BUF  # pipe(2), O_DIRECT
    return 1 if inbox.packets else result


def read_enter(state: State, thread: Thread, name: str | None, count: int | None) -> None:
    """A read begins: what was taken before it is taken for certain; it takes `count` at most."""
    channel = state.channel_of(name)
    if channel is not None:
        channel.stream.asks(1 if channel.packets and count else count, thread.last)
        contention.reads(state, thread, channel.stream)
        thread.reading = channel.stream.read_begins(thread.chain, thread.last)
    else:
        eventfds.read_enter(state, thread, name)


def read_leave(state: State, thread: Thread, call: ReadArguments, leave: Leave) -> None:
    """Data: the enter of each write that the read must have got bytes of is before its leave.

    See Stream for why. A read of 0 bytes is an end of file only if it asked for some. From a socket
    of packets it is an empty one, if one is there; only where none is, it is the end (of a
    SOCK_SEQPACKET: a socket of datagrams has none).
    """
    channel = state.channel_of(call.object)
    if channel is None:
        eventfds.read_leave(state, thread, call, leave)
        return
    alone = read_ends(thread, channel)
    if leave.error is not None:
        if leave.error == "ECONNRESET":  # the other end was let go of, with something unread
            may.anything(state, thread, Reason.END_OF_CHANNEL)
        elif leave.error == "EAGAIN" and call.count != 0:
            once = "MSG_DONTWAIT" in call.flags or (channel.timed and not call.nonblocking)
            contention.found_nothing(state, thread, channel.stream, once=once)
        return
    chosen = _looked(channel, call)
    if call.count == 0 and call.messages is None:
        if not channel.pipe:  # a pipe gives nothing at once; a socket may wait for something
            uncounted(state, thread, channel)
    elif not _countable(channel, call):
        uncounted(state, thread, channel)
    elif leave.result == 0:
        _nothing(state, thread, channel, call, alone=alone)
    else:
        single = channel.packets and call.messages is None
        size = 1 if single else leave.result
        asked = 1 if single else call.count if call.messages is None else call.messages
        taken = contention.Taken(
            size,
            asked,
            whole=size == asked,
            peek="MSG_PEEK" in call.flags,
            needed=size == asked and "MSG_WAITALL" in call.flags,
            choice=chosen,
        )
        take(state, thread, channel, taken, alone=alone)


def _looked(channel: Channel, call: ReadArguments) -> Choice | None:
    return looked(channel, nonblocking=call.nonblocking or "MSG_DONTWAIT" in call.flags)


def looked(channel: Channel, *, nonblocking: bool) -> Choice | None:
    """A read that does not wait, or not for as long as it takes, could have found nothing."""
    if nonblocking or not channel.stream.patient:
        return Choice.NON_BLOCKING
    return Choice.TIMED if channel.timed else None


def _nothing(
    state: State, thread: Thread, channel: Channel, call: ReadArguments, *, alone: bool
) -> None:
    """A read has got 0 bytes: an empty packet, or the end."""
    chosen = _looked(channel, call)
    packets, stream = channel.packets and not channel.pipe, channel.stream
    if call.count is None:
        uncounted(state, thread, channel)
    elif packets and (channel.directed or stream.unread()):
        one = contention.Taken(1, 1, whole=True, peek="MSG_PEEK" in call.flags, choice=chosen)
        take(state, thread, channel, one, alone=alone)
    elif packets and not stream.exact:
        uncounted(state, thread, channel)
    else:
        hung_up(state, thread, channel, Kind.EOF, chosen)
        if not channel.fifo:
            emptied.ends(state, thread, stream)
        unsure(state, thread, channel)


def _countable(channel: Channel, call: ReadArguments) -> bool:
    """Whether the result says how many bytes, or packets, the next read has to do without."""
    if not ASIDE.isdisjoint(call.flags):
        return False
    if channel.packets:
        return call.messages is None or "MSG_PEEK" not in call.flags
    return call.messages is None and "MSG_TRUNC" not in call.flags


def read_ends(thread: Thread, channel: Channel) -> bool:
    """Whether no other read of the channel overlapped with the thread's."""
    stream = channel.stream
    stream.reading -= 1
    thread.reading, alone = 0, 0 < thread.reading == stream.begun
    return alone


def take(
    state: State, thread: Thread, channel: Channel, taken: contention.Taken, *, alone: bool
) -> None:
    """A read has got bytes, or packets."""
    stream = channel.stream
    if not stream.open and stream.written < stream.taken + taken.size and not stream.foreign:
        uncounted(state, thread, channel)  # somebody has written that the recording does not show
        return
    if alone:
        contention.arrive(state, thread, stream, taken, Kind.DATA)
        if not taken.whole:
            left = MOST if taken.asked is None else taken.asked - taken.size
            contention.short(state, thread, stream, Choice.HOW_MUCH, left, got=taken.size)
    else:
        contention.returned(state, thread, stream)
    unsure(state, thread, channel)
    if not taken.peek:
        stream.take(taken.size, thread.last, thread.chain, alone=alone)
        if stream.ended is not None:
            emptied.takes(state, thread, stream)


def uncounted(state: State, thread: Thread, channel: Channel) -> None:
    """A read has got nobody knows what."""
    channel.stream.abandon()
    may.anything(state, thread, Reason.UNCOUNTED_BYTES)


def _hide(state: State, thread: Thread, inbox: Channel, enter: int | None = None) -> None:
    """May: the write into a stream, from its enter on, whose bytes cannot be told apart."""
    graph, stream = state.graph, inbox.stream
    enter = thread.last if enter is None else enter
    if stream.may is None:
        stream.may = graph.virtual(Reason.OVERLAPPING_CALLS)
        for each in stream.unread():
            why = Reason.OVERLAPPING_CALLS
            graph.edge(each.chain, each.enter, stream.may, thread.last, Kind.MAY, why)
    if thread.write is not None or enter < thread.last:
        why = Reason.OVERLAPPING_CALLS
        graph.edge(thread.chain, enter, stream.may, thread.last, Kind.MAY, why)


def unsure(state: State, thread: Thread, channel: Channel) -> None:
    """May: the read may have got bytes of any write before it, unless all could be told apart."""
    stream = channel.stream
    if channel.outside:
        may.anything(state, thread, Reason.UNRECORDED_PROCESS)
    if stream.beside is not None:
        may.anything(state, thread, stream.beside)
    if stream.exact:
        return
    if stream.relayed:
        may.anything(state, thread, Reason.UNCOUNTED_BYTES)
    if stream.may is None:
        _hide(state, thread, channel)
    if stream.may is not None:
        state.edge(stream.may, thread.last, thread, Kind.MAY, reason=Reason.OVERLAPPING_CALLS)
