"""Transfers: bytes that the kernel moves from one thing to another (splice, tee, sendfile)."""

from joinscope.happens_before.graph import Kind
from joinscope.happens_before.kernel_objects import sort
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.rules import contention, data, may
from joinscope.happens_before.rules.end_of_file import hung_up
from joinscope.recording.records import Leave, TransferArguments


def enter(state: State, thread: Thread, call: TransferArguments) -> None:
    """A transfer reads from one thing and writes to another; its bytes may be anybody's.

    They can arrive before the call returns, and so before the order that they bring: from here on
    nobody knows what order comes with what is read where they go.
    """
    data.read_enter(state, thread, call.source)
    data.write_enter(state, thread, call)
    channel = state.channel_of(call.object)
    plain = sort(call.source) == "file" and call.source not in state.media
    if channel is not None and channel.inbox is not None and not plain:
        channel.inbox.made = None
        channel.inbox.stream.abandon()


def leave(state: State, thread: Thread, name: str, call: TransferArguments, record: Leave) -> None:
    """Data: as of a read from its source, and of a write."""
    source = state.channel_of(call.source)
    if source is None:
        may.read(state, thread, call.source)
    else:
        alone = data.read_ends(thread, source)
        if record.error is None and record.result == 0 < call.count and not source.packets:
            hung_up(state, thread, source, Kind.EOF)
            data.unsure(state, thread, source)
        elif record.error is None and record.result > 0 and not source.packets:
            whole = record.result == call.count
            taken = contention.Taken(record.result, whole=whole, peek=name == "tee")
            data.take(state, thread, source, taken, alone=alone)
        elif record.error is None:
            data.uncounted(state, thread, source)
    may.written(state, thread, call.object)
    data.write_leave(state, thread, name, call, record)
