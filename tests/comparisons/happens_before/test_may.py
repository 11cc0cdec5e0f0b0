"""What no system call shows: order may flow, so nothing is concurrent for certain."""

import pytest
from joinscope.recording.records import (
    LockArguments,
    MemoryArguments,
    PollArguments,
    PollResults,
    Ready,
)
from joinscope.vocabulary import Relation
from record_writer import CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, RecordWriter


def test_threads_share_memory(writer: RecordWriter) -> None:
    """Two threads may pass order on through memory, which no call shows."""
    writer.make(PARENT, OTHER, "thread")
    writer.say(OTHER, "first")
    writer.say(PARENT, "second")
    assert writer.relation() is UNKNOWN


def test_a_thread_passes_order_on(writer: RecordWriter) -> None:
    """What one thread learned, another may know and pass on to a process."""
    writer.make(PARENT, OTHER, "thread")
    writer.make(PARENT, WORKER)
    writer.pipe(PARENT)
    writer.make(PARENT, 103)
    writer.say(WORKER, "first")
    writer.exit(WORKER)
    writer.reap(OTHER)
    writer.write(PARENT)
    writer.read(103)
    writer.say(103, "second")
    assert writer.relation() is UNKNOWN


@pytest.mark.parametrize("call", ["mmap", "flock"])
def test_shared_things(writer: RecordWriter, call: str) -> None:
    """Processes that share a mapping or a lock are not concurrent for certain."""
    lock = call == "flock"
    arguments = LockArguments(3, "/tmp/lock") if lock else MemoryArguments(None, None, writes=True)
    writer.enter(PARENT, call, arguments)
    writer.make(PARENT, WORKER)
    writer.make(PARENT, OTHER)
    if lock:
        writer.enter(WORKER, call, arguments)
    writer.say(WORKER, "first")
    writer.say(OTHER, "second")
    assert writer.relation() is UNKNOWN


def test_an_exec_leaves_shared_memory(writer: RecordWriter) -> None:
    """A new program has none of the old one's mappings."""
    writer.enter(PARENT, "mmap", MemoryArguments(None, None, writes=True))
    writer.make(PARENT, WORKER)
    writer.executes(WORKER)
    writer.executed(WORKER)
    writer.say(WORKER, "first")
    writer.say(PARENT, "second")
    assert writer.relation() is CONCURRENT


@pytest.mark.parametrize(
    ("name", "expected"), [("/tmp/log", CONCURRENT), ("/dev/tty", UNKNOWN), (None, UNKNOWN)]
)
def test_room_that_a_poll_reports(two: RecordWriter, name: str | None, expected: Relation) -> None:
    """Somebody may have made the room that a poll reports; but a file always has some."""
    two.say(WORKER, "first")
    two.write(WORKER, name="/tmp/log")
    ready = PollResults((Ready(3, name, ("POLLOUT",)),))
    two.call(PARENT, "poll", PollArguments(-1, watched=1), 1, ready)
    two.say(PARENT, "second")
    assert two.relation() is expected


@pytest.mark.parametrize(("name", "expected"), [("/tmp/log", UNKNOWN), ("/tmp/other", CONCURRENT)])
def test_files(writer: RecordWriter, name: str, expected: Relation) -> None:
    """A file that one process writes and another reads may carry order."""
    writer.make(PARENT, WORKER)
    writer.say(WORKER, "first")
    writer.write(WORKER, name="/tmp/log")
    writer.read(PARENT, name=name)
    writer.say(PARENT, "second")
    assert writer.relation() is expected


def test_an_object_that_cannot_be_read(two: RecordWriter) -> None:
    """Where /proc does not tell what is behind a descriptor, order may flow through it."""
    two.say(WORKER, "first")
    two.write(WORKER, name=None)
    two.read(PARENT, name=None)
    two.say(PARENT, "second")
    assert two.relation() is UNKNOWN
