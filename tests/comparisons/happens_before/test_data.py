"""Edges of data: a write, and the read or poll that got its bytes."""

import pytest
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.recording.records import (
    MayArguments,
    PollArguments,
    PollResults,
    Ready,
    WriteArguments,
)
from record_writer import (
    BEFORE,
    CONCURRENT,
    OTHER,
    PAIR,
    PARENT,
    PIPE,
    UNKNOWN,
    WORKER,
    RecordWriter,
)


def test_data(two: RecordWriter) -> None:
    """A write is before the read that got its bytes."""
    two.say(WORKER, "first")
    two.write(WORKER)
    two.read(PARENT)
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.DATA})


def test_data_of_another_pipe(two: RecordWriter) -> None:
    """A write into one pipe is not before a read from another."""
    two.pipe(PARENT, "pipe:[2]", fds=(5, 6))
    two.write(PARENT, name="pipe:[2]")
    two.say(WORKER, "first")
    two.write(WORKER)
    two.read(PARENT, name="pipe:[2]")
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


def test_partial_reads(two: RecordWriter) -> None:
    """A read that got bytes of the first write only is not after the second."""
    two.write(WORKER, 10)
    two.say(WORKER, "first")
    two.write(WORKER, 10)
    two.read(PARENT, 4, count=4)
    two.read(PARENT, 6, count=6)
    two.say(PARENT, "second")
    two.read(PARENT, 1, count=1)
    two.say(PARENT, "third")
    assert two.relation() is CONCURRENT
    assert two.relation("first", "third") is BEFORE


def test_a_write_that_is_read_before_it_returns(two: RecordWriter) -> None:
    """A write that waits for room is before the read that made some."""
    two.say(WORKER, "first")
    two.writes(WORKER)
    two.read(PARENT, 65536)
    two.say(PARENT, "second")
    two.leave(WORKER, "write", 70_000)
    two.say(WORKER, "third")
    assert two.relation() is BEFORE
    assert two.relation("second", "third") is CONCURRENT


def test_a_writer_waits_for_a_reader(two: RecordWriter) -> None:
    """A write of more than a page may have waited for a read, which is no proof."""
    two.writes(WORKER)
    two.say(PARENT, "first")
    two.read(PARENT, 65536)
    two.leave(WORKER, "write", 70_000)
    two.say(WORKER, "second")
    assert two.relation() is UNKNOWN


def test_two_writers_one_after_the_other(three: RecordWriter) -> None:
    """Of two writers that took turns either could be first; by what was read, each came once."""
    three.say(WORKER, "one")
    three.write(WORKER)
    three.say(OTHER, "two")
    three.write(OTHER)
    three.read(PARENT)
    three.say(PARENT, "second")
    three.read(PARENT)
    three.say(PARENT, "third")
    assert three.doubt("one", "second") == (BEFORE, Choice.WHICH_WRITER)
    assert three.doubt("two", "second") == (UNKNOWN, Choice.WHICH_WRITER)
    assert three.doubt("two", "third") == (BEFORE, Choice.WHICH_WRITER)


def test_two_writers_at_once(three: RecordWriter) -> None:
    """Of two writes that overlapped nobody knows which came first, until both are read."""
    three.say(WORKER, "one")
    three.say(OTHER, "two")
    three.writes(WORKER)
    three.write(OTHER)
    three.leave(WORKER, "write", 1)
    three.read(PARENT)
    three.say(PARENT, "second")
    three.read(PARENT)
    three.say(PARENT, "third")
    assert three.relation("one", "second") is UNKNOWN
    assert three.relation("two", "second") is UNKNOWN
    assert three.doubt("one", "third") == (BEFORE, Choice.WHICH_WRITER)
    assert three.doubt("two", "third") == (BEFORE, Choice.WHICH_WRITER)


def test_bytes_that_another_reader_took(three: RecordWriter) -> None:
    """Who reads the second byte got no order from the writer of the first."""
    three.say(WORKER, "first")
    three.write(WORKER)
    three.write(PARENT)
    three.read(PARENT)
    three.read(OTHER)
    three.say(OTHER, "second")
    assert three.relation() is CONCURRENT


def test_two_readers_at_once(three: RecordWriter) -> None:
    """Of two reads that overlapped nobody knows which got which byte."""
    three.say(WORKER, "first")
    three.write(WORKER)
    three.write(PARENT)
    three.reads(OTHER)
    three.read(PARENT)
    three.leave(OTHER, "read", 1)
    three.say(OTHER, "second")
    assert three.relation() is UNKNOWN


def test_unknown_writers(writer: RecordWriter) -> None:
    """A pipe from outside gives no edge, and no `concurrent` either."""
    writer.make(PARENT, WORKER)
    writer.say(WORKER, "first")
    writer.write(WORKER, name="pipe:[9]")
    writer.read(PARENT, name="pipe:[9]")
    writer.say(PARENT, "second")
    assert writer.relation() is UNKNOWN


def test_terminal_input(writer: RecordWriter) -> None:
    """Who types may answer to any line before."""
    writer.make(PARENT, WORKER)
    writer.say(WORKER, "first")
    writer.say(PARENT, "middle")
    writer.read(PARENT, name="/dev/pts/0")
    writer.say(PARENT, "second")
    assert writer.relation() is UNKNOWN
    assert writer.relation("first", "middle") is CONCURRENT


def test_a_peek_takes_nothing(writer: RecordWriter) -> None:
    """A peek and a read of one byte are both after the first write only."""
    writer.pair(PARENT)
    writer.make(PARENT, WORKER)
    writer.say(WORKER, "one")
    writer.write(WORKER, name=PAIR[0])
    writer.say(WORKER, "two")
    writer.write(WORKER, name=PAIR[0])
    writer.read(PARENT, name=PAIR[1], call="recvfrom", flags=("MSG_PEEK",))
    writer.read(PARENT, name=PAIR[1], call="recvfrom")
    writer.say(PARENT, "second")
    assert writer.relation("one", "second") is BEFORE
    assert writer.relation("two", "second") is CONCURRENT


def test_socket_pair(writer: RecordWriter) -> None:
    """What goes in at one end of a pair of sockets comes out at the other, not at the same."""
    writer.pair(PARENT)
    writer.make(PARENT, WORKER)
    writer.say(WORKER, "first")
    writer.write(WORKER, name=PAIR[0])
    writer.write(PARENT, name=PAIR[1])
    writer.read(PARENT, name=PAIR[0])
    writer.say(PARENT, "second")
    writer.read(PARENT, name=PAIR[1])
    writer.say(PARENT, "third")
    assert writer.relation() is CONCURRENT
    assert writer.relation("first", "third") is BEFORE


def test_poll_reports_data(two: RecordWriter) -> None:
    """A write is before the poll that reported its bytes."""
    two.say(WORKER, "first")
    two.write(WORKER)
    two.poll(PARENT, "POLLIN")
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.READY})


def test_poll_reports_what_is_left(two: RecordWriter) -> None:
    """A poll that reports what an earlier write left is not after a later write."""
    two.write(WORKER, 2)
    two.say(WORKER, "first")
    two.write(WORKER, 2)
    two.read(PARENT, 1)
    two.poll(PARENT, "POLLIN")
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


def test_select_reports_hang_ups_too(two: RecordWriter) -> None:
    """Readable by select means data or an end: whoever has written has begun to either way."""
    two.close(PARENT, 4)
    two.say(WORKER, "first")
    two.write(WORKER)
    two.say(WORKER, "later")
    two.poll(PARENT, "POLLIN", call="pselect6")
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.READY})
    assert two.relation("later", "second") is CONCURRENT


def test_select_reports_a_hang_up(two: RecordWriter) -> None:
    """Where nothing is left to be read it is the end."""
    two.close(PARENT, 4)
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.poll(PARENT, "POLLIN", call="pselect6")
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.HANGUP})


def test_a_poll_that_could_have_reported_another(three: RecordWriter) -> None:
    """What was written later into what it was given too could have been reported before."""
    three.pipe(PARENT, "pipe:[2]", fds=(5, 6))
    three.make(PARENT, OTHER + 1)
    three.write(WORKER)
    given = PollArguments(-1, watched=2, fds=(3, 5))
    ready = PollResults((Ready(3, PIPE, ("POLLIN",)),))
    three.call(PARENT, "poll", given, 1, ready)
    three.say(PARENT, "second")
    three.say(OTHER, "third")
    three.say(OTHER + 1, "first")
    three.write(OTHER + 1, name="pipe:[2]")
    assert three.doubt() == (UNKNOWN, Choice.WHICH_READY)
    assert three.relation("third", "second") is CONCURRENT


def test_a_read_that_could_have_got_more(two: RecordWriter) -> None:
    """It asked for two bytes, and got one: the second was written too late, by chance."""
    two.write(WORKER)
    two.read(PARENT, 1, count=2)
    two.say(PARENT, "second")
    two.say(WORKER, "first")
    two.write(WORKER)
    two.say(WORKER, "third")
    two.write(WORKER)
    assert two.doubt() == (UNKNOWN, Choice.HOW_MUCH)
    assert two.relation("second", "third") is CONCURRENT


@pytest.mark.parametrize("returned", [True, False])
def test_a_read_that_could_have_got_what_had_begun(two: RecordWriter, *, returned: bool) -> None:
    """Who writes before it is recorded that a read returned may have come too late, by chance."""
    two.write(WORKER, 2)
    two.reads(PARENT, count=4)
    two.say(WORKER, "first")
    two.writes(WORKER, 2)
    if returned:
        two.leave(WORKER, "write", 2)
    two.leave(PARENT, "read", 2)
    if not returned:
        two.leave(WORKER, "write", 2)
    two.say(PARENT, "second")
    assert two.doubt() == (UNKNOWN, Choice.HOW_MUCH)


def test_a_poll_that_could_have_reported_what_had_begun(three: RecordWriter) -> None:
    """The same of what was written into another pipe than the one that a poll has reported."""
    three.pipe(PARENT, "pipe:[2]", fds=(5, 6))
    three.make(PARENT, OTHER + 1)
    three.write(WORKER)
    ready = PollResults((Ready(3, PIPE, ("POLLIN",)),))
    three.enter(PARENT, "poll", PollArguments(-1, watched=2, fds=(3, 5)))
    three.say(OTHER + 1, "first")
    three.write(OTHER + 1, name="pipe:[2]")
    three.leave(PARENT, "poll", 1, ready)
    three.say(PARENT, "second")
    assert three.doubt() == (UNKNOWN, Choice.WHICH_READY)


def test_messages_of_a_stream(writer: RecordWriter) -> None:
    """Several messages at once are counted by their bytes."""
    writer.pair(PARENT)
    writer.make(PARENT, WORKER)
    writer.say(WORKER, "first")
    writer.call(WORKER, "sendmmsg", WriteArguments(4, PAIR[1], 4, (), messages=2), 2)
    writer.read(PARENT, 4, name=PAIR[0], count=4)
    writer.say(WORKER, "later")
    writer.say(PARENT, "second")
    assert (writer.relation(), writer.kinds()) == (BEFORE, {Kind.DATA})
    assert writer.relation("later", "second") is CONCURRENT


def test_bytes_that_nobody_has_counted(two: RecordWriter) -> None:
    """Who may have written unseen has left nothing that could be counted."""
    two.say(PARENT, "zeroth")
    two.call(PARENT, "io_uring_enter", MayArguments("io_uring"))
    two.say(WORKER, "first")
    two.write(WORKER)
    two.read(PARENT)
    two.say(PARENT, "second")
    assert two.relation() is UNKNOWN


def test_a_table_of_ones_own(two: RecordWriter) -> None:
    """After unshare() nobody knows who lets go of what threads had in common."""
    two.close(PARENT, 4)
    two.created(OTHER, WORKER, "thread")
    two.call(OTHER, "unshare", MayArguments("namespace"))
    two.say(WORKER, "first")
    two.exit(WORKER, OTHER)
    two.read(PARENT, 0)
    two.say(PARENT, "second")
    assert two.relation() is UNKNOWN
