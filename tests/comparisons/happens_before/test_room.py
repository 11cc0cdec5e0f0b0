"""Edges of room: a write that cannot have gone in before a read, on made records and real ones."""

import pytest
from command import traced
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.recording.records import OptionArguments, WriteArguments
from joinscope.vocabulary import Relation
from record_writer import BEFORE, CONCURRENT, PARENT, PIPE, UNKNOWN, WORKER, RecordWriter
from traced_program import python

ROOM = 65536


@pytest.fixture
def full(two: RecordWriter) -> RecordWriter:
    """A pipe that nothing more goes into."""
    two.room(pipe=ROOM)
    two.write(PARENT, ROOM)
    return two


def test_room(full: RecordWriter) -> None:
    """One byte more than a pipe takes is after the read that took one."""
    full.say(WORKER, "first")
    full.read(WORKER, ROOM)
    full.say(WORKER, "later")
    full.write(PARENT)
    full.say(PARENT, "second")
    assert (full.relation(), full.kinds()) == (BEFORE, {Kind.ROOM})
    assert full.relation("later", "second") is CONCURRENT


def test_room_of_several_reads(full: RecordWriter) -> None:
    """It is after as many reads as it takes to make room, if each took all that it asked for."""
    full.say(WORKER, "first")
    full.read(WORKER, 10, count=60)
    full.say(WORKER, "middle")
    full.read(WORKER, 60, count=60)
    full.read(WORKER, 60, count=60)
    full.write(PARENT, 100)
    full.say(PARENT, "second")
    assert full.relation("middle", "second") is BEFORE
    assert full.relation() is BEFORE
    full.say(WORKER, "last")
    assert full.relation("last", "second") is CONCURRENT


def test_room_of_a_later_read_is_no_proof(full: RecordWriter) -> None:
    """The first read took less than it could have: the second might not have been needed."""
    full.read(WORKER, 1)
    full.say(WORKER, "first")
    full.read(WORKER, 99)
    full.write(PARENT, 100)
    full.say(PARENT, "second")
    assert full.relation() is UNKNOWN


def test_no_room_is_needed(two: RecordWriter) -> None:
    """What fits into a page waits for nobody."""
    two.room(pipe=ROOM)
    two.write(PARENT, 4095)
    two.say(WORKER, "first")
    two.read(WORKER, 4095)
    two.write(PARENT)
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


@pytest.mark.parametrize(
    ("before", "size", "room", "relation"),
    [
        (0, ROOM, ROOM, CONCURRENT),
        (0, ROOM, None, UNKNOWN),
        (0, ROOM, ROOM // 2, UNKNOWN),
        (1, ROOM - 1, ROOM, UNKNOWN),  # it takes pages, and one has a byte in it
    ],
)
def test_one_write_into_an_empty_pipe(
    two: RecordWriter, before: int, size: int, room: int | None, relation: Relation
) -> None:
    """It waits for nobody if the pipe was asked how much it takes, and that is enough."""
    if before:
        two.write(PARENT, before)
    two.enter(PARENT, "write", WriteArguments(4, PIPE, size, (), room=room))
    two.say(WORKER, "first")
    two.read(WORKER, before + size)
    two.leave(PARENT, "write", size)
    two.say(PARENT, "second")
    assert two.relation() is relation


def test_room_that_is_set(full: RecordWriter) -> None:
    """How much a pipe takes that was made larger is not known."""
    full.call(PARENT, "fcntl", OptionArguments(4, PIPE, "F_SETPIPE_SZ", 1 << 20), 1 << 20)
    full.say(WORKER, "first")
    full.read(WORKER, ROOM)
    full.write(PARENT)
    full.say(PARENT, "second")
    assert full.relation() is UNKNOWN


def test_room_without_waiting(full: RecordWriter) -> None:
    """A write that does not wait could have found none."""
    full.call(PARENT, "fcntl", OptionArguments(4, PIPE, "O_NONBLOCK", 1), 0)
    full.say(WORKER, "first")
    full.read(WORKER, ROOM)
    full.write(PARENT)
    full.say(PARENT, "second")
    assert full.doubt() == (BEFORE, Choice.NON_BLOCKING)


def test_room_reported_by_poll(full: RecordWriter) -> None:
    """Poll reports room in a pipe when a page is free."""
    full.say(WORKER, "first")
    full.read(WORKER, ROOM)
    full.poll(PARENT, "POLLOUT")
    full.say(PARENT, "second")
    assert (full.relation(), full.kinds()) == (BEFORE, {Kind.ROOM})


@traced
@pytest.mark.parametrize("ends", ["os.pipe()", "map(socket.socket.detach, socket.socketpair())"])
def test_real_room(ends: str) -> None:
    """A pipe, and a socket, take so much and no more."""
    found = python(f"""
import socket
out, into = {ends}
pid = os.fork()
if pid == 0:
    say("first")
    left = 1 << 22
    while left:
        left -= len(os.read(out, left))
    say("later")
    os._exit(0)
say("early")
os.write(into, bytes(1 << 22))
say("second")
os.waitpid(pid, 0)
""")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.ROOM})
    assert found.relation("first", "early") is CONCURRENT
    assert found.relation("later", "second") in {CONCURRENT, UNKNOWN}
