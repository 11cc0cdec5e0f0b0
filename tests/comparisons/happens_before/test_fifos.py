"""Edges of FIFOs: who opens one end waits for somebody who opens the other."""

import pytest
from joinscope.happens_before.graph import Kind
from joinscope.recording.records import DescriptorResults, Fifo, Mode, OpenArguments
from record_writer import BEFORE, CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, RecordWriter

FIFO = "fifo:[8:1:7]"
FD: dict[Mode, int] = {"r": 3, "w": 4}


def _opens(
    writer: RecordWriter, tid: int, mode: Mode, *, name: str = FIFO, nonblocking: bool = False
) -> None:
    writer.enter(tid, "openat", OpenArguments("fifo", Fifo(name, mode, nonblocking)))


def _opened(writer: RecordWriter, tid: int, mode: Mode, name: str = FIFO) -> None:
    made = DescriptorResults(FD[mode], name, cloexec=False, mode=mode)
    writer.leave(tid, "openat", FD[mode], made)


def _meet(writer: RecordWriter, reader: int, by: int) -> None:
    _opens(writer, reader, "r")
    _opens(writer, by, "w")
    _opened(writer, by, "w")
    _opened(writer, reader, "r")


def test_fifo(two: RecordWriter) -> None:
    """Each of two who meet at a FIFO returns after the other has come."""
    two.say(PARENT, "early")
    two.say(WORKER, "first")
    _meet(two, PARENT, WORKER)
    two.say(PARENT, "second")
    two.say(WORKER, "later")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.OPENING})
    assert (two.relation("early", "later"), two.kinds("early", "later")) == (
        BEFORE,
        {Kind.OPENING},
    )
    assert two.relation("later", "second") is CONCURRENT


def test_another_fifo(three: RecordWriter) -> None:
    """Who opens another FIFO is not met."""
    three.say(OTHER, "first")
    _opens(three, OTHER, "r", name="fifo:[8:1:8]")
    _meet(three, PARENT, WORKER)
    three.say(PARENT, "second")
    assert three.relation() is CONCURRENT


@pytest.mark.parametrize("late", [True, False])
def test_two_who_open_a_fifo(three: RecordWriter, *, late: bool) -> None:
    """Of two writers a reader can have met either, also one that comes later."""
    three.say(WORKER, "first")
    if not late:
        _opens(three, OTHER, "w")
    _meet(three, PARENT, WORKER)
    three.say(PARENT, "second")
    if late:
        _opens(three, OTHER, "w")
    assert three.relation() is UNKNOWN


def test_nobody_seen_at_the_other_end(two: RecordWriter) -> None:
    """Who opens a FIFO for reading alone is not always recorded."""
    two.say(PARENT, "first")
    _opens(two, WORKER, "w")
    _opened(two, WORKER, "w")
    two.say(WORKER, "second")
    assert two.relation() is UNKNOWN


def test_end_of_a_fifo(two: RecordWriter) -> None:
    """A read returns 0 once the only writer that ever was has let go of it."""
    _meet(two, PARENT, WORKER)
    two.say(WORKER, "first")
    two.close(WORKER, 4, FIFO)
    two.say(WORKER, "later")
    two.read(PARENT, 0, FIFO)
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.EOF})
    assert two.relation("later", "second") is CONCURRENT


def test_end_of_a_fifo_of_two(three: RecordWriter) -> None:
    """Of two writers who come and go it tells nothing."""
    _meet(three, PARENT, WORKER)
    three.say(WORKER, "first")
    three.close(WORKER, 4, FIFO)
    three.read(PARENT, 0, FIFO)
    three.say(PARENT, "second")
    _opens(three, OTHER, "w")
    assert three.relation() is UNKNOWN


def test_packets_of_a_pipe(two: RecordWriter) -> None:
    """With O_DIRECT each read takes one write, and loses what it has no room for."""
    two.pipe(PARENT, "pipe:[5]", flags=("O_DIRECT",), fds=(5, 6))
    two.write(WORKER, 3, "pipe:[5]")
    two.say(WORKER, "first")
    two.write(WORKER, 3, "pipe:[5]")
    two.say(WORKER, "later")
    two.read(PARENT, 1, "pipe:[5]")
    two.read(PARENT, 1, "pipe:[5]")
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.DATA})
    assert two.relation("later", "second") is CONCURRENT
