"""Hang-ups: whoever held the other end of a pipe let go of it before anybody could notice."""

from joinscope.happens_before import fd_table
from joinscope.happens_before.graph import Chain
from joinscope.happens_before.kernel_state import Passage, State, Thread
from joinscope.happens_before.kinds import Kind


def hung_up(state: State, thread: Thread, passage: Passage, kind: Kind) -> None:
    """EOF: each release of the writing end is before the read that returned 0, or POLLHUP.

    A read returns 0, and poll reports POLLHUP, only when no descriptor anywhere refers to the
    writing end (pipe(7)); so whoever held one had let go of it, and nobody can get one again.
    That holds of each known holder, however many unknown ones there were besides. For a socket of
    a pair the other end is the peer; after a shutdown its end says nothing about descriptors.
    """
    if sending := _sending_end(state, passage):
        if passage.hung is None:
            passage.hung = _gather(state, thread, sending, "w")
        state.edge(passage.hung, thread.last, thread, kind)
    if passage.outside:
        state.graph.influenced(thread.chain, thread.last)


def broken(state: State, thread: Thread, passage: Passage) -> None:
    """EPIPE: each release of the reading end is before the write that failed for want of one.

    write(2): EPIPE when the reading end is closed, that is, when no descriptor refers to it.
    """
    receiving = state.passages.get(passage.peer) if passage.peer else passage
    if receiving is None or not receiving.closes or not passage.closes:
        state.graph.influenced(thread.chain, thread.last)
        return
    if receiving.broken is None:
        receiving.broken = _gather(state, thread, receiving, "r")
    state.edge(receiving.broken, thread.last, thread, Kind.BROKEN)


def _sending_end(state: State, passage: Passage) -> Passage | None:
    """What is written to, to be read here; None where its release would not be a hang-up."""
    if passage.name.startswith("pipe:["):
        return passage if passage.closes else None
    peer = state.passages.get(passage.peer) if passage.peer else None
    return peer if peer and peer.closes and passage.closes else None


def _gather(state: State, thread: Thread, passage: Passage, mode: str) -> Chain:
    graph, end = state.graph, state.entries.entry(passage.name, mode)
    chain, last = graph.virtual(), dict[int, int]()
    for point in fd_table.releases(state.tables, passage.got, end):
        number = graph.chain[point]
        last[number] = max(point, last.get(number, 0))
    for point in last.values():
        graph.edge(graph.owner(point), point, chain, thread.last, Kind.EOF)
    return chain
