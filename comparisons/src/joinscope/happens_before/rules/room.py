"""Room: a write that had to wait for it is after some read."""

from joinscope.happens_before.channels import Channel
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import State, Thread

FEW, MANY = 8, 32  # datagrams, and writes into a socket, that surely find room
SMALL = 4096  # a write that fits on one page with all that is unread does not wait for a reader


def crowded(state: State, thread: Thread, inbox: Channel, size: int = 0) -> bool:
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


def may_have_waited(state: State, thread: Thread, inbox: Channel) -> None:
    """May: what had to wait for room is after some read."""
    for chain, point in inbox.stream.began():
        if chain is not thread.chain:
            state.edge(chain, point, thread, Kind.MAY, reason=Reason.BACK_PRESSURE)
