"""Data: what a read comes after."""

from joinscope.happens_before.channels import Channel
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.rules import connections, contention, may, room
from joinscope.happens_before.rules.end_of_file import broken, hung_up
from joinscope.recording.records import Leave, ReadArguments, TransferArguments, WriteArguments

PIPE_BUF = 4096  # a longer write makes several packets
ASIDE = {"MSG_OOB", "MSG_ERRQUEUE"}  # such bytes come from beside the stream


def write_enter(state: State, thread: Thread, call: WriteArguments | TransferArguments) -> None:
    """A write begins: its bytes may be read from now on."""
    channel = state.channel_of(call.object)
    if channel is None:
        may.written(state, thread, call.object)
        return
    inbox = connections.inbox(state, channel, call)
    if inbox is not None:
        contention.writes(state, thread, inbox.stream)
        stream = inbox.stream
        thread.filled = stream.taken, stream.returned
        thread.write = stream.begin(thread.chain, thread.last)
        if not inbox.stream.exact:
            _hide(state, thread, inbox)


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
    inbox = connections.inbox(state, channel, call)
    if write is not None and inbox is not None:
        size = _written(inbox, name, call, leave.result)
        inbox.stream.finish(write, size or 0)
        if size is None:
            inbox.stream.abandon()
        asked = call.count
        if leave.error == "EAGAIN" or (asked is not None and 0 <= leave.result < asked):
            inbox.choked = True
        if size:
            contention.written(state, thread, inbox.stream)
        if room.crowded(state, thread, inbox, size or 0):
            room.may_have_waited(state, thread, inbox)
    if name == "vmsplice":  # it may have read, and its pages may change while they are in the pipe
        may.anything(state, thread, Reason.UNCOUNTED_BYTES)
    if leave.error == "EPIPE":
        broken(state, thread, channel)
    elif leave.error in ("ECONNRESET", "ECONNREFUSED", "ENOTCONN"):
        may.anything(state, thread, Reason.END_OF_CHANNEL)


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
    if inbox.packets and inbox.pipe:
        return (result + PIPE_BUF - 1) // PIPE_BUF  # pipe(2), O_DIRECT
    return 1 if inbox.packets else result


def read_enter(state: State, thread: Thread, name: str | None) -> None:
    """A read begins: what was taken before it is taken for certain."""
    channel = state.channel_of(name)
    if channel is not None:
        contention.reads(state, thread, channel.stream)
        thread.reading = channel.stream.read_begins(thread.chain, thread.last)


def read_leave(state: State, thread: Thread, call: ReadArguments, leave: Leave) -> None:
    """Data: the enter of each write that the read must have got bytes of is before its leave.

    See Stream for why. A read of 0 bytes is an end of file only if it asked for some. From a socket
    of packets it is an empty one, if one is there; only where none is, it is the end (of a
    SOCK_SEQPACKET: a socket of datagrams has none).
    """
    channel = state.channel_of(call.object)
    if channel is None:
        may.read(state, thread, call.object)
        return
    alone = read_ends(thread, channel)
    if leave.error is not None:
        if leave.error == "ECONNRESET":  # the other end was let go of, with something unread
            may.anything(state, thread, Reason.END_OF_CHANNEL)
        elif leave.error == "EAGAIN":
            contention.found_nothing(state, thread, channel.stream, call)
        return
    looked = _looked(call)
    if not channel.stream.patient:
        looked = Choice.NON_BLOCKING
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
            whole=size == asked,
            peek="MSG_PEEK" in call.flags,
            needed=size == asked and "MSG_WAITALL" in call.flags,
            choice=looked,
        )
        take(state, thread, channel, taken, alone=alone)


def _looked(call: ReadArguments) -> Choice | None:
    """A read that does not wait could have found nothing."""
    looks = call.nonblocking or "MSG_DONTWAIT" in call.flags
    return Choice.NON_BLOCKING if looks else None


def _nothing(
    state: State, thread: Thread, channel: Channel, call: ReadArguments, *, alone: bool
) -> None:
    """A read has got 0 bytes: an empty packet, or the end."""
    looked = _looked(call)
    packets, stream = channel.packets and not channel.pipe, channel.stream
    if call.count is None:
        uncounted(state, thread, channel)
    elif packets and (channel.directed or stream.unread()):
        one = contention.Taken(1, whole=True, peek="MSG_PEEK" in call.flags, choice=looked)
        take(state, thread, channel, one, alone=alone)
    elif packets and not stream.exact:
        uncounted(state, thread, channel)
    else:
        hung_up(state, thread, channel, Kind.EOF, looked)
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
    unsure(state, thread, channel)
    if not taken.peek:
        stream.take(taken.size, thread.last, thread.chain if alone else None)


def uncounted(state: State, thread: Thread, channel: Channel) -> None:
    """A read has got nobody knows what."""
    channel.stream.abandon()
    may.anything(state, thread, Reason.UNCOUNTED_BYTES)


def _hide(state: State, thread: Thread, inbox: Channel) -> None:
    """May: this write into a stream whose bytes cannot be told apart."""
    graph, stream = state.graph, inbox.stream
    if stream.may is None:
        stream.may = graph.virtual(Reason.OVERLAPPING_CALLS)
        for each in stream.unread():
            why = Reason.OVERLAPPING_CALLS
            graph.edge(each.chain, each.enter, stream.may, thread.last, Kind.MAY, why)
    else:
        why = Reason.OVERLAPPING_CALLS
        graph.edge(thread.chain, thread.last, stream.may, thread.last, Kind.MAY, why)


def unsure(state: State, thread: Thread, channel: Channel) -> None:
    """May: the read may have got bytes of any write before it, unless all could be told apart."""
    stream = channel.stream
    if channel.outside:
        may.anything(state, thread, Reason.UNRECORDED_PROCESS)
    if stream.exact:
        return
    if stream.may is None:
        _hide(state, thread, channel)
    if stream.may is not None:
        state.edge(stream.may, thread.last, thread, Kind.MAY, reason=Reason.OVERLAPPING_CALLS)
