"""Edges of data: a write, and the read or poll that got its bytes."""

from joinscope.happens_before.kinds import Kind
from scene import BEFORE, CONCURRENT, OTHER, PAIR, PARENT, PIPE, UNKNOWN, WORKER, Scene


def test_data(two: Scene) -> None:
    """A write is before the read that got its bytes."""
    two.say(WORKER, "first")
    two.write(WORKER)
    two.read(PARENT)
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.DATA})


def test_data_of_another_pipe(two: Scene) -> None:
    """A write into one pipe is not before a read from another."""
    two.pipe(PARENT, "pipe:[2]", fds=(5, 6))
    two.write(PARENT, name="pipe:[2]")
    two.say(WORKER, "first")
    two.write(WORKER)
    two.read(PARENT, name="pipe:[2]")
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


def test_partial_reads(two: Scene) -> None:
    """A read that got bytes of the first write only is not after the second."""
    two.write(WORKER, 10)
    two.say(WORKER, "first")
    two.write(WORKER, 10)
    two.read(PARENT, 4)
    two.read(PARENT, 6)
    two.say(PARENT, "second")
    two.read(PARENT, 1)
    two.say(PARENT, "third")
    assert two.relation() is CONCURRENT
    assert two.relation("first", "third") is BEFORE


def test_a_write_that_is_read_before_it_returns(two: Scene) -> None:
    """A write that waits for room is before the read that made some."""
    two.say(WORKER, "first")
    two.enter(WORKER, "write", "write", fd=4, object=PIPE)
    two.read(PARENT, 65536)
    two.say(PARENT, "second")
    two.leave(WORKER, "write", "write", 70_000)
    two.say(WORKER, "third")
    assert two.relation() is BEFORE
    assert two.relation("second", "third") is CONCURRENT


def test_a_writer_waits_for_a_reader(two: Scene) -> None:
    """A write of more than a page may have waited for a read, which is no proof."""
    two.enter(WORKER, "write", "write", fd=4, object=PIPE)
    two.say(PARENT, "first")
    two.read(PARENT, 65536)
    two.leave(WORKER, "write", "write", 70_000)
    two.say(WORKER, "second")
    assert two.relation() is UNKNOWN


def test_two_writers_one_after_the_other(three: Scene) -> None:
    """Of two writers that took turns, the first read is after the first only."""
    three.say(WORKER, "one")
    three.write(WORKER)
    three.say(OTHER, "two")
    three.write(OTHER)
    three.read(PARENT)
    three.say(PARENT, "second")
    three.read(PARENT)
    three.say(PARENT, "third")
    assert three.relation("one", "second") is BEFORE
    assert three.relation("two", "second") is CONCURRENT
    assert three.relation("two", "third") is BEFORE


def test_two_writers_at_once(three: Scene) -> None:
    """Of two writes that overlapped nobody knows which came first, until both are read."""
    three.say(WORKER, "one")
    three.say(OTHER, "two")
    three.enter(WORKER, "write", "write", fd=4, object=PIPE)
    three.write(OTHER)
    three.leave(WORKER, "write", "write", 1)
    three.read(PARENT)
    three.say(PARENT, "second")
    three.read(PARENT)
    three.say(PARENT, "third")
    assert three.relation("one", "second") is UNKNOWN
    assert three.relation("two", "second") is UNKNOWN
    assert three.relation("one", "third") is BEFORE
    assert three.relation("two", "third") is BEFORE


def test_bytes_that_another_reader_took(three: Scene) -> None:
    """Who reads the second byte got no order from the writer of the first."""
    three.say(WORKER, "first")
    three.write(WORKER)
    three.write(PARENT)
    three.read(PARENT)
    three.read(OTHER)
    three.say(OTHER, "second")
    assert three.relation() is CONCURRENT


def test_two_readers_at_once(three: Scene) -> None:
    """Of two reads that overlapped nobody knows which got which byte."""
    three.say(WORKER, "first")
    three.write(WORKER)
    three.write(PARENT)
    three.enter(OTHER, "read", "read", fd=3, object=PIPE)
    three.read(PARENT)
    three.leave(OTHER, "read", "read", 1)
    three.say(OTHER, "second")
    assert three.relation() is UNKNOWN


def test_unknown_writers(scene: Scene) -> None:
    """A pipe from outside gives no edge, and no `concurrent` either."""
    scene.make(PARENT, WORKER)
    scene.say(WORKER, "first")
    scene.write(WORKER, name="pipe:[9]")
    scene.read(PARENT, name="pipe:[9]")
    scene.say(PARENT, "second")
    assert scene.relation() is UNKNOWN


def test_terminal_input(scene: Scene) -> None:
    """Who types may answer to any line before."""
    scene.make(PARENT, WORKER)
    scene.say(WORKER, "first")
    scene.say(PARENT, "middle")
    scene.read(PARENT, name="/dev/pts/0")
    scene.say(PARENT, "second")
    assert scene.relation() is UNKNOWN
    assert scene.relation("first", "middle") is CONCURRENT


def test_a_peek_takes_nothing(scene: Scene) -> None:
    """A peek and a read of one byte are both after the first write only."""
    scene.pair(PARENT)
    scene.make(PARENT, WORKER)
    scene.say(WORKER, "one")
    scene.write(WORKER, name=PAIR[0])
    scene.say(WORKER, "two")
    scene.write(WORKER, name=PAIR[0])
    scene.read(PARENT, name=PAIR[1], call="recvfrom", flags=["MSG_PEEK"])
    scene.read(PARENT, name=PAIR[1], call="recvfrom", flags=[])
    scene.say(PARENT, "second")
    assert scene.relation("one", "second") is BEFORE
    assert scene.relation("two", "second") is CONCURRENT


def test_a_possible_peek(scene: Scene) -> None:
    """Where the record does not say whether it was a peek, a read of a socket proves nothing."""
    scene.pair(PARENT)
    scene.make(PARENT, WORKER)
    scene.say(WORKER, "first")
    scene.write(WORKER, name=PAIR[0])
    scene.read(PARENT, name=PAIR[1], call="recvfrom")
    scene.say(PARENT, "second")
    assert scene.relation() is UNKNOWN


def test_socket_pair(scene: Scene) -> None:
    """What goes in at one end of a pair of sockets comes out at the other, not at the same."""
    scene.pair(PARENT)
    scene.make(PARENT, WORKER)
    scene.say(WORKER, "first")
    scene.write(WORKER, name=PAIR[0])
    scene.write(PARENT, name=PAIR[1])
    scene.read(PARENT, name=PAIR[0])
    scene.say(PARENT, "second")
    scene.read(PARENT, name=PAIR[1])
    scene.say(PARENT, "third")
    assert scene.relation() is CONCURRENT
    assert scene.relation("first", "third") is BEFORE


def test_poll_reports_data(two: Scene) -> None:
    """A write is before the poll that reported its bytes."""
    two.say(WORKER, "first")
    two.write(WORKER)
    two.poll(PARENT, "POLLIN")
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.READY})


def test_poll_reports_what_is_left(two: Scene) -> None:
    """A poll that reports what an earlier write left is not after a later write."""
    two.write(WORKER, 2)
    two.say(WORKER, "first")
    two.write(WORKER, 2)
    two.read(PARENT, 1)
    two.poll(PARENT, "POLLIN")
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


def test_select_reports_hang_ups_too(two: Scene) -> None:
    """Readable by select may mean data or an end: that proves neither."""
    two.say(WORKER, "first")
    two.write(WORKER)
    two.poll(PARENT, "POLLIN", call="pselect6")
    two.say(PARENT, "second")
    assert two.relation() is UNKNOWN
