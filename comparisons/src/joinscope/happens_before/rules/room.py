"""Room: a write that had to wait for it is after the read that made it.

A pipe takes 65536 bytes (pipe(7), capacity), a unix socket what SO_SNDBUF says: no more than that
can be in it. So whoever has written more knows that the rest was read, and that is a proof:

    parent   0 enter write(65536)  1 leave   2 enter write(1)                      5 leave = 1
    worker                                                      3 enter read(100)

After 5 there have been 65537 bytes in the pipe, so one has been taken: the first read had begun.
How many a read takes is luck, but never more than it asks for: of two reads of 100 bytes it takes
both to make room for 150.

That is the least. A pipe may be smaller (F_SETPIPE_SZ; or where a user has many), and a write may
have had to wait for what was read later. So what was read since the last write that surely had room
is before it by a may-edge.
"""

from joinscope.happens_before.channels import Channel
from joinscope.happens_before.choices import Choice, strongest
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import State, Thread

FEW, MANY = 8, 32  # datagrams, and writes into a socket, that surely find room
SMALL = 4096  # a write that fits on one page with all that is unread does not wait for a reader
SLOTS = 16  # of a pipe: pages, or packets
MESSAGE = 512  # bytes that a message counts for at least, with what the kernel keeps with it


def written(state: State, thread: Thread, inbox: Channel, size: int, choice: Choice | None) -> None:
    """A write has put in so many bytes, or packets: it may have had to wait for room."""
    if not crowded(state, thread, inbox, size):
        return
    if inbox.packets:
        most = SLOTS if inbox.pipe else state.socket_room // MESSAGE + 1
    else:  # what is put into a socket at once is counted before, and is half of its room at most
        most = state.pipe_room if inbox.pipe else 2 * state.socket_room
    _made(state, thread, inbox, most, choice)
    _may_have_waited(state, thread, inbox)


def reported(state: State, thread: Thread, inbox: Channel, choice: Choice | None) -> None:
    """A poll has reported that there is room: in a pipe a page, in a socket three quarters."""
    if not inbox.choked and inbox.stream.written <= (FEW if inbox.packets else SMALL):
        return
    if inbox.packets:
        most = SLOTS - 1 if inbox.pipe else state.socket_room // 4 // MESSAGE
    else:
        most = state.pipe_room * (SLOTS - 1) // SLOTS if inbox.pipe else state.socket_room // 4
    _made(state, thread, inbox, most, choice)
    _may_have_waited(state, thread, inbox)


def _made(state: State, thread: Thread, inbox: Channel, most: int, choice: Choice | None) -> None:
    """Room: all but so many bytes have been taken; without the reads up to this they cannot be."""
    stream = inbox.stream
    unclear = stream.foreign or stream.relayed or stream.contested or stream.open or inbox.choked
    known = state.pipe_room if inbox.pipe else state.socket_room
    if unclear or not known or inbox.outside or stream.readers is not None:
        return
    if stream.reader is None or stream.reader[0] is thread.chain:
        return
    guard = stream.guard if stream.guard is not Choice.HOW_MUCH else None
    begun = stream.needed(stream.written - most) if stream.written > most else None
    if begun is not None:
        why = strongest(guard, choice)
        state.edge(stream.reader[0], begun, thread, Kind.ROOM, choice=why)


def crowded(state: State, thread: Thread, inbox: Channel, size: int = 0) -> bool:
    """Whether a write of this size may have had to wait for room, in this run or in another.

    Only what was read before it by proof has surely made room. A pipe can be as small as one page
    (F_SETPIPE_SZ), which takes one packet; where it was asked how much it takes, one write into an
    empty one has room for that. A socket's messages count with what the kernel keeps with each,
    some hundred bytes; and of datagrams a queue may be as short as ten (net.unix.max_dgram_qlen).
    """
    stream, (taken, returned, room) = inbox.stream, thread.filled
    if stream.foreign or inbox.choked:
        return True
    most = (1 if inbox.pipe else FEW) if inbox.packets else SMALL
    filled = stream.written + (size if stream.open else 0)
    if filled <= most and (inbox.pipe or stream.sent <= MANY):
        return False
    enter = state.graph.partner[thread.last]
    emptied = returned != 0 and state.reaches(returned, enter)
    alone = inbox.pipe and not inbox.packets and not stream.open
    if alone and filled - (taken if emptied else 0) <= size <= room:
        return False
    if not emptied:
        return True
    messages = len(stream.waiting or ()) + len(stream.burst or ())
    return filled - taken > most or (messages > MANY and not inbox.pipe)


def _may_have_waited(state: State, thread: Thread, inbox: Channel) -> None:
    """May: what had to wait for room is after some read."""
    for chain, point in inbox.stream.began():
        if chain is not thread.chain:
            state.edge(chain, point, thread, Kind.MAY, reason=Reason.BACK_PRESSURE)
