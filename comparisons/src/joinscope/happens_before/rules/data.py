"""Data: what a read, or a poll that reports data, comes after."""

from collections.abc import Collection

from joinscope.happens_before.byte_stream import Stream
from joinscope.happens_before.kernel_objects import UNREADABLE, sort
from joinscope.happens_before.kernel_state import Passage, Record, State, Thread
from joinscope.happens_before.kinds import Kind
from joinscope.happens_before.rules import may
from joinscope.happens_before.rules.end_of_file import broken, hung_up

SMALL = 4096  # a write that fits on one page with all that is unread does not wait for a reader
ENDS = {"POLLHUP", "POLLRDHUP"}
COUNTLESS = ("sendmmsg", "recvmmsg")  # they return a number of messages


def write_enter(state: State, thread: Thread, call: Record) -> None:
    """A write begins: its bytes may be read from now on."""
    name = call.get("object", "")
    if call.get("call") in ("splice", "tee") and "source" not in call:
        for passage in state.passages.values():  # where it writes to is not said
            passage.stream.abandon()
    elif sort(name) in ("pipe", "socket"):
        inbox = _inbox(state, state.passage(name))
        if inbox is not None:
            thread.write = inbox.stream.begin(thread.chain, thread.last)
            if not inbox.stream.exact:
                _hide(state, thread, inbox)
    elif sort(name) == "file":
        source = state.channel(name)
        state.graph.edge(thread.chain, thread.last, source, thread.last, Kind.MAY)


def write_leave(state: State, thread: Thread, call: Record, record: Record) -> None:
    """A write has returned; where it had to wait for room, it is after some read.

    May: a pipe that is full lets a writer wait for a reader (pipe(7)); how full it may be is not
    recorded (F_SETPIPE_SZ), so that is no proof.
    """
    write, thread.write = thread.write, None
    name = call.get("object", "")
    if sort(name) not in ("pipe", "socket"):
        return
    passage = state.passage(name)
    inbox = _inbox(state, passage)
    if write is not None and inbox is not None:
        stream = inbox.stream
        if call.get("call") in COUNTLESS:
            stream.abandon()
        else:
            stream.finish(write, int(record.get("result", 0)))
        _room(state, thread, inbox)
    if record.get("error") == "EPIPE":
        broken(state, thread, passage)


def read_enter(state: State, thread: Thread, call: Record) -> None:
    """A read begins: what was taken before it is taken for certain."""
    name = call.get("object", "")
    if sort(name) not in ("pipe", "socket"):
        return
    thread.reading = state.passage(name).stream.read_begins(thread.chain, thread.last)


def read_leave(state: State, thread: Thread, call: Record, record: Record) -> None:
    """Data: the enter of each write that the read must have got bytes of is before its leave.

    See Stream for why. A read of 0 bytes is an end of file only if it asked for some.
    """
    name, result = call.get("object", ""), int(record.get("result", -1))
    if sort(name) not in ("pipe", "socket"):
        may.read(state, thread, name)
        return
    passage = state.passage(name)
    stream = passage.stream
    stream.reading -= 1
    thread.reading, alone = 0, 0 < thread.reading == stream.begun
    if result < 0 or record.get("error"):
        return
    if result == 0:
        if call.get("count") != 0:
            hung_up(state, thread, passage, Kind.EOF)
        _may(state, thread, passage)
        return
    if call.get("call") in COUNTLESS or not _told(call):
        stream.abandon()
    elif alone:
        _arrive(state, thread, stream, result, Kind.DATA)
    _may(state, thread, passage)
    if "MSG_PEEK" not in call.get("flags", ()):
        stream.take(result, thread.last, thread.chain if alone else None)


def poll_leave(state: State, thread: Thread, record: Record) -> None:
    """Data and hang-ups that were reported: one byte more than was surely taken is there.

    select(2) reports a hang-up as readable too, so from it neither follows for certain.
    """
    for ready in record.get("ready", ()):
        name, events = ready.get("object") or UNREADABLE, ready.get("events", ())
        watched = (thread.process.pidfds or {}).get(ready.get("fd"))
        if watched is not None:
            # pidfd_open(2): readable when the process has ended, all its threads.
            state.after(watched, thread, Kind.PIDFD if watched.gone else Kind.MAY)
            continue
        if sort(name) not in ("pipe", "socket"):
            if any(event not in ("POLLOUT", "POLLWRNORM", "WRITABLE") for event in events):
                may.read(state, thread, name)
            continue
        _reported(state, thread, state.passage(name), record.get("call", ""), events)


def _reported(
    state: State, thread: Thread, passage: Passage, call: str, events: Collection[str]
) -> None:
    if "select" in call or "READABLE" in events:
        may.anything(state, thread)
        return
    if "POLLIN" in events or "POLLRDNORM" in events:
        stream, enter = passage.stream, state.graph.partner[thread.last]
        if stream.reading or stream.returned > enter:
            stream.exact = False  # which byte it reported is not known
        elif sort(passage.name) == "pipe" or not ENDS & set(events):
            _arrive(state, thread, stream, 1, Kind.READY)
        else:
            stream.exact = False  # it may have reported the end
        _may(state, thread, passage)
    if "POLLHUP" in events:
        hung_up(state, thread, passage, Kind.HANGUP)
    if "POLLOUT" in events and (inbox := _inbox(state, passage)) is not None:
        _room(state, thread, inbox)


def _told(call: Record) -> bool:
    """Whether the record says if the read was a peek."""
    return "flags" in call or not str(call.get("call", "")).startswith("recv")


def _inbox(state: State, passage: Passage) -> Passage | None:
    """Where what is written here can be read; None if that is not known."""
    if sort(passage.name) == "pipe":
        return passage
    return state.passage(passage.peer) if passage.peer else None


def _arrive(state: State, thread: Thread, stream: Stream, size: int, kind: Kind) -> None:
    if stream.foreign:
        return
    for write in stream.sources(thread.chain, size):
        state.edge(write.chain, write.enter, thread, kind)


def _hide(state: State, thread: Thread, inbox: Passage) -> None:
    """May: this write into a stream whose bytes cannot be told apart."""
    graph, stream = state.graph, inbox.stream
    if stream.hidden is None:
        stream.hidden = graph.virtual()
        for each in stream.unread():
            graph.edge(each.chain, each.enter, stream.hidden, thread.last, Kind.MAY)
    else:
        graph.edge(thread.chain, thread.last, stream.hidden, thread.last, Kind.MAY)


def _may(state: State, thread: Thread, passage: Passage) -> None:
    """May: the read may have got bytes of any write before it, unless all could be told apart."""
    stream = passage.stream
    if passage.outside:
        state.graph.influenced(thread.chain, thread.last)
    if stream.exact:
        return
    if stream.hidden is None:
        _hide(state, thread, passage)
    if stream.hidden is not None:
        state.edge(stream.hidden, thread.last, thread, Kind.MAY)


def _room(state: State, thread: Thread, inbox: Passage) -> None:
    stream = inbox.stream
    if stream.foreign or stream.written - stream.taken > SMALL:
        for chain, point in stream.began():
            if chain is not thread.chain:
                state.edge(chain, point, thread, Kind.MAY)
