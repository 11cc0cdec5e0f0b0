"""Data: what a read, or a poll that reports data, comes after."""

from collections.abc import Collection

from joinscope.happens_before.channels import Channel
from joinscope.happens_before.choices import Choice, strongest
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_objects import sort
from joinscope.happens_before.kernel_state import Process, Rival, State, Thread
from joinscope.happens_before.rules import connections, contention, ends, may, vain_polls
from joinscope.happens_before.rules.end_of_file import broken, hung_up
from joinscope.recording.records import (
    Enter,
    Leave,
    PollArguments,
    PollResults,
    ReadArguments,
    Ready,
    TransferArguments,
    WriteArguments,
)

PIPE_BUF = 4096  # a longer write makes several packets
FEW, MANY = 8, 32  # datagrams, and writes into a socket, that surely find room
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
        if _crowded(state, thread, inbox, size or 0):
            _room(state, thread, inbox)
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
    alone = _read_ends(thread, channel)
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
            _unknown(state, thread, channel)
    elif not _countable(channel, call):
        _unknown(state, thread, channel)
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
        _data(state, thread, channel, taken, alone=alone)


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
        _unknown(state, thread, channel)
    elif packets and (channel.directed or stream.unread()):
        one = contention.Taken(1, whole=True, peek="MSG_PEEK" in call.flags, choice=looked)
        _data(state, thread, channel, one, alone=alone)
    elif packets and not stream.exact:
        _unknown(state, thread, channel)
    else:
        hung_up(state, thread, channel, Kind.EOF, looked)
        _may(state, thread, channel)


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
            whole = leave.result == call.count
            taken = contention.Taken(leave.result, whole=whole, peek=name == "tee")
            _data(state, thread, source, taken, alone=alone)
        elif leave.error is None:
            _unknown(state, thread, source)
    may.written(state, thread, call.object)
    write_leave(state, thread, name, call, leave)


def poll_leave(state: State, thread: Thread, call: Enter, leave: Leave) -> None:
    """Data and hang-ups that were reported: one byte more than was surely taken is there.

    select(2) reports a hang-up as readable too, so from it neither follows for certain.
    """
    match leave.results:
        case PollResults(ready=tuple(ready), missed=missed):
            for each in ready:
                _reported(state, thread, call, each)
            if leave.result == 0:
                vain_polls.found_nothing(state, thread, missed)
        case _ if leave.result > 0:  # it could not be read what was reported
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
        inbox.choked or inbox.stream.written > (FEW if inbox.packets else SMALL)
    ):
        _room(state, thread, inbox)


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
    _may(state, thread, channel)


def _read_ends(thread: Thread, channel: Channel) -> bool:
    """Whether no other read of the channel overlapped with the thread's."""
    stream = channel.stream
    stream.reading -= 1
    thread.reading, alone = 0, 0 < thread.reading == stream.begun
    return alone


def _data(
    state: State, thread: Thread, channel: Channel, taken: contention.Taken, *, alone: bool
) -> None:
    """A read has got bytes, or packets."""
    stream = channel.stream
    if not stream.open and stream.written < stream.taken + taken.size and not stream.foreign:
        _unknown(state, thread, channel)  # somebody has written that the recording does not show
        return
    if alone:
        contention.arrive(state, thread, stream, taken, Kind.DATA)
    _may(state, thread, channel)
    if not taken.peek:
        stream.take(taken.size, thread.last, thread.chain if alone else None)


def _unknown(state: State, thread: Thread, channel: Channel) -> None:
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


def _may(state: State, thread: Thread, channel: Channel) -> None:
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


def _crowded(state: State, thread: Thread, inbox: Channel, size: int = 0) -> bool:
    """Whether a write of this size may have had to wait for room, in this run or in another.

    Only what was read before it by proof has surely made room. A pipe can be as small as one page
    (F_SETPIPE_SZ), which takes one packet. A socket's messages count with what the kernel keeps
    with each, some hundred bytes; and of datagrams a queue may be as short as ten
    (net.unix.max_dgram_qlen).
    """
    stream, (taken, returned) = inbox.stream, thread.filled
    if stream.foreign or inbox.choked:
        return True
    most = (1 if inbox.pipe else FEW) if inbox.packets else SMALL
    filled = stream.written + (size if stream.open else 0)
    if filled <= most and (inbox.pipe or stream.sent <= MANY):
        return False
    enter = state.graph.partner[thread.last]
    if not returned or not state.reaches(returned, enter):
        return True
    messages = len(stream.waiting or ()) + len(stream.burst or ())
    return filled - taken > most or (messages > MANY and not inbox.pipe)


def _room(state: State, thread: Thread, inbox: Channel) -> None:
    """May: what had to wait for room is after some read."""
    for chain, point in inbox.stream.began():
        if chain is not thread.chain:
            state.edge(chain, point, thread, Kind.MAY, reason=Reason.BACK_PRESSURE)
