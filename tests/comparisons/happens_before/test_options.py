"""Options of sockets: a time limit, and what else decides what a call gets."""

import pytest
from command import traced
from joinscope.happens_before.choices import Choice
from joinscope.recording.records import Option, OptionArguments
from record_writer import BEFORE, PAIR, PARENT, UNKNOWN, WORKER, RecordWriter
from traced_program import python


@pytest.fixture
def paired(writer: RecordWriter) -> RecordWriter:
    writer.pair(PARENT)
    return writer


def _sets(writer: RecordWriter, option: Option, value: int, end: int = 0) -> None:
    writer.call(PARENT, "setsockopt", OptionArguments(3 + end, PAIR[end], option, value))


def test_a_time_limit(paired: RecordWriter) -> None:
    """A read from a socket with a time limit could have found nothing, whoever reads there."""
    _sets(paired, "SO_RCVTIMEO", 1_000_000)
    paired.make(PARENT, WORKER)
    paired.say(PARENT, "first")
    paired.write(PARENT, name=PAIR[1])
    paired.read(WORKER, name=PAIR[0])
    paired.say(WORKER, "second")
    assert paired.doubt() == (BEFORE, Choice.TIMED)


def test_a_time_limit_of_the_other_end(paired: RecordWriter) -> None:
    """That of one end is none of the other, and 0 is none."""
    _sets(paired, "SO_RCVTIMEO", 1_000_000)
    _sets(paired, "SO_RCVTIMEO", 0, end=1)
    paired.make(PARENT, WORKER)
    paired.say(PARENT, "first")
    paired.write(PARENT, name=PAIR[0])
    paired.read(WORKER, name=PAIR[1])
    paired.say(WORKER, "second")
    assert paired.relation() is BEFORE


def test_a_place_to_peek_at(paired: RecordWriter) -> None:
    """Where a peek is not of the first bytes nobody knows whose they are."""
    _sets(paired, "SO_PEEK_OFF", 0)
    paired.make(PARENT, WORKER)
    paired.write(PARENT, name=PAIR[1])
    paired.read(WORKER, name=PAIR[0], flags=("MSG_PEEK",))
    paired.say(PARENT, "first")
    paired.write(PARENT, name=PAIR[1])
    paired.read(WORKER, name=PAIR[0], flags=("MSG_PEEK",))
    paired.say(WORKER, "second")
    assert paired.relation() is UNKNOWN


LIMITED = """
import socket, struct
one, other = socket.socketpair()
one.setsockopt(socket.SOL_SOCKET, socket.{option}, {value})
pid = os.fork()
if pid == 0:
    say("first")
    other.send(b"xy")
    os._exit(0)
one.recv(1)
say("second")
os.waitpid(pid, 0)
"""


@traced
def test_real_time_limit() -> None:
    """It holds for the socket, and so behind a fork."""
    limit = "struct.pack('ll', 60, 0)"
    found = python(LIMITED.format(option="SO_RCVTIMEO", value=limit))
    assert found.doubt() == (BEFORE, Choice.TIMED)
    found = python(LIMITED.format(option="SO_SNDTIMEO", value=limit))
    assert found.relation() is BEFORE
