"""Emptied: who took what was there was before whatever came, or was missed, after that.

A read that gets less than it has asked for takes all there is. So what a later read gets was
written after it, although nobody waited for that:

    parent   say "reading"   read(100) = "a"                       read(100) = "b"
    worker                                     write "b"  say "b"

Had the worker been sooner the first read would have got "ab", and the second one nothing: in every
run in which both reads get something "reading" is printed before "b" is. The edge leads from the
enter of the read to the return of the write. It is a choice, HOW_MUCH: it holds as that read got no
more, which could have been otherwise if a third write had been left for the second read.

Who finds the end has missed what others have taken, so these were before:

    parent    write "a"   close   say "reading"   read = "a"
    worker                                                     read = 0   say "over"

That is a choice, too, WHICH_READER: the worker could have got the "a".
"""

from joinscope.happens_before.byte_stream import Stream, Write
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import NEVER, Kind
from joinscope.happens_before.kernel_state import State, Thread


def fills(state: State, stream: Stream, write: Write) -> None:
    """A read has got bytes of a write: each read that had emptied the stream was before that."""
    for reader, short in (stream.shorts or {}).items():
        beside = write.enter < short.read or write.chain in short.rivals
        if short.read and beside and reader is not write.chain:
            returned = state.graph.partner[write.enter]
            if returned == NEVER:
                write.emptied = [*(write.emptied or ()), short.read]
            elif state.graph.partner[short.read] < returned:
                _before(state, short.read, returned, Choice.HOW_MUCH)


def filled(state: State, write: Write, returned: int) -> None:
    """A write has returned of which a read has got bytes before."""
    for read in write.emptied or ():
        _before(state, read, returned, Choice.HOW_MUCH)


def takes(state: State, thread: Thread, stream: Stream) -> None:
    """A thread has taken what others, who have found the end, have not found."""
    for chain, end in (stream.ended or {}).items():
        if chain is not thread.chain and state.graph.partner[thread.last] < end:
            _before(state, thread.last, end, Choice.WHICH_READER)


def ends(state: State, thread: Thread, stream: Stream) -> None:
    """A thread has found the end, and so nothing of what others have taken."""
    for chain, took in stream.takers():
        if chain is not thread.chain:
            _before(state, took, thread.last, Choice.WHICH_READER)
    if stream.readers is not None:
        stream.ended = stream.ended if stream.ended is not None else {}
        stream.ended[thread.chain] = thread.last


def _before(state: State, read: int, point: int, choice: Choice) -> None:
    """The read that has returned there began before what happened at a point."""
    graph = state.graph
    graph.edge(graph.owner(read), graph.partner[read], graph.owner(point), point, Kind.LOOK, choice)
