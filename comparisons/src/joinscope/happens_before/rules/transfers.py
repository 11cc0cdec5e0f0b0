"""Transfers: bytes that the kernel moves from one thing to another (splice, tee, sendfile).

    worker   0 enter write(p)
    parent                       1 enter splice(p, q)                   4 leave = 1
    other                                              2 enter read(q)      3 leave = 1

The bytes arrive before the call returns, so the read at 3 is recorded before it is known what the
splice has taken from p. But it has taken something, and bytes keep their order: what it gives to q
is the next that p has. So the write into q refers to p as long as the splice goes on (Relay), and
then to the writes that it has got bytes of. Whoever reads those bytes in q is after them.
"""

from joinscope.happens_before.byte_stream import Relay, Stream
from joinscope.happens_before.channels import Channel
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_objects import sort
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.rules import contention, data, emptied, may
from joinscope.happens_before.rules.end_of_file import hung_up
from joinscope.recording.records import Leave, TransferArguments


def enter(state: State, thread: Thread, call: TransferArguments) -> None:
    """A transfer reads from one thing and writes to another.

    Where it cannot be followed whose its bytes were, they may have been anybody's.
    """
    data.read_enter(state, thread, call.source, call.count)
    data.write_enter(state, thread, call)
    channel, write = state.channel_of(call.object), thread.write
    if channel is None or channel.inbox is None:
        return
    stream, source = channel.inbox.stream, _followed(state, call)
    stream.relayed = True
    if source is not None and write is not None:
        write.relay = Relay(source)
        source.moved = source.moved or thread.last
    elif sort(call.source) == "file":
        stream.beside = Reason.FILE if call.source in state.media else stream.beside
    else:
        stream.beside = Reason.UNCOUNTED_BYTES


def _followed(state: State, call: TransferArguments) -> Stream | None:
    """The source, if its bytes can be told apart."""
    source = state.channel_of(call.source)
    if source is None or source.outside or source.packets or source.stream.foreign:
        return None
    return source.stream


def leave(state: State, thread: Thread, call: TransferArguments, record: Leave) -> None:
    """Data: as of a read from its source, and of a write."""
    source = state.channel_of(call.source)
    if source is None:
        may.read(state, thread, call.source)
    else:
        _taken(state, thread, source, call, record)
    may.written(state, thread, call.object)
    data.write_leave(state, thread, call, record)


def _taken(
    state: State, thread: Thread, source: Channel, call: TransferArguments, record: Leave
) -> None:
    alone, stream, write = data.read_ends(thread, source), source.stream, thread.write
    relay = write.relay if write is not None else None
    looked = data.looked(source, nonblocking=_hasty(call))
    if record.error == "EAGAIN" and not stream.unread():
        contention.found_nothing(state, thread, stream, once=not call.nonblocking)
    elif record.error is None and record.result == 0 < call.count and not source.packets:
        hung_up(state, thread, source, Kind.EOF, looked)
        if not source.fifo:
            emptied.ends(state, thread, stream)
        data.unsure(state, thread, source)
    elif record.error is None and record.result > 0 and not source.packets:
        whole, peek = record.result == call.count, record.call == "tee"
        if relay is not None and alone:
            relay.came = contention.came(stream, thread, record.result, looked)
        data.take(
            state,
            thread,
            source,
            contention.Taken(record.result, call.count, whole=whole, peek=peek, choice=looked),
            alone=alone,
        )
    elif record.error is None:
        data.uncounted(state, thread, source)
    if relay is not None:
        relay.stream = None


def _hasty(call: TransferArguments) -> bool:
    return call.nonblocking or "SPLICE_F_NONBLOCK" in call.flags
