"""What a read has got, on recordings of real programs: peeks, packets, transfers, select."""

import pytest
from command import traced
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.vocabulary import Relation
from traced_program import python

pytestmark = traced
BEFORE, CONCURRENT, UNKNOWN = Relation.BEFORE, Relation.CONCURRENT, Relation.UNKNOWN

# The child stays until all is read: the signal of its end would cut a MSG_WAITALL short, though
# it is ignored, for a tracer is told of it.
TWO = """
import socket
a, b = socket.socketpair({kind})
r, w = os.pipe()
until, told = os.pipe()
pid = os.fork()
if pid == 0:
    say("one")
    b.send(b"x" * {size})
    say("two")
    b.send(b"y" * {size})
    say("three")
    os.write(w, b"z")
    os.read(until, 1)
    os._exit(0)
{reads}
say("second")
os.read(r, 1)
os.write(told, b"z")
os.waitpid(pid, 0)
"""


def test_real_peek() -> None:
    """Two peeks and a read of one byte have got bytes of the first message only."""
    reads = "a.recv(1, socket.MSG_PEEK); a.recv(1, socket.MSG_PEEK); a.recv(1)"
    found = python(TWO.format(kind="", size=1, reads=reads))
    assert found.relation("one", "second") is BEFORE
    assert found.kinds("one", "second") == {Kind.DATA}
    assert found.relation("two", "second") is CONCURRENT


def test_real_stream_socket() -> None:
    """A read of two bytes has got both."""
    found = python(TWO.format(kind="", size=1, reads="a.recv(2, socket.MSG_WAITALL)"))
    assert found.relation("two", "second") is BEFORE
    assert found.relation("three", "second") is CONCURRENT


@pytest.mark.parametrize("kind", ["DGRAM", "SEQPACKET"])
def test_real_packets(kind: str) -> None:
    """A short read of a packet loses the rest: the next one is of the next packet."""
    kind = f"socket.AF_UNIX, socket.SOCK_{kind}"
    once = python(TWO.format(kind=kind, size=10, reads="a.recv(1)"))
    assert once.relation("one", "second") is BEFORE
    assert once.relation("two", "second") is CONCURRENT
    twice = python(TWO.format(kind=kind, size=10, reads="a.recv(1); a.recv(1)"))
    assert twice.relation("two", "second") is BEFORE
    assert twice.relation("three", "second") is CONCURRENT


def test_real_select() -> None:
    """Readable by select means data or an end: whoever has written has begun to either way."""
    found = python("""
import select
r, w = os.pipe()
pid = os.fork()
if pid == 0:
    say("first")
    os.write(w, b"x")
    os._exit(0)
say("early")
select.select([r], [], [])
say("second")
os.waitpid(pid, 0)
""")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.READY})
    assert found.relation("first", "early") is CONCURRENT


SWAPPED = """
import select
r, w = os.pipe()
epoll = select.epoll()
epoll.register(r, select.EPOLLIN)
kept = os.dup(r)
pid = os.fork()
if pid == 0:
    say("first")
    os.write(w, b"x")
    os._exit(0)
say("early")
{between}
epoll.poll()
say("second")
os.waitpid(pid, 0)
"""


def test_real_epoll() -> None:
    """An epoll reports what was registered."""
    found = python(SWAPPED.format(between=""))
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.READY})
    assert found.relation("first", "early") is CONCURRENT


def test_real_epoll_of_a_number_that_is_used_again() -> None:
    """It does so still when the number stands for something else."""
    found = python(SWAPPED.format(between="os.dup2(os.pipe()[0], r)"))
    assert found.relation() is UNKNOWN


def test_real_epoll_of_two() -> None:
    """Of two that were registered it could have reported the other."""
    found = python(SWAPPED.format(between="epoll.register(os.pipe()[0], select.EPOLLIN)"))
    assert (found.doubt(), found.way()) == ((BEFORE, Choice.WHICH_READY), {Kind.READY})


def test_real_queue_of_datagrams() -> None:
    """A queue of datagrams is short: who sends many waits for who reads."""
    found = python("""
import socket
a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
pid = os.fork()
if pid == 0:
    say("first")
    for _ in range(2000): b.recv(1)
    os._exit(0)
a.send(b"x")
say("early")
for _ in range(1999): a.send(b"x")  # more than any queue takes
say("second")
os.waitpid(pid, 0)
""")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.ROOM})
    assert found.relation("first", "early") is CONCURRENT


def test_real_read_that_does_not_wait() -> None:
    """With O_NONBLOCK a read could have found nothing, however it got what it has."""
    found = python("""
r, w = os.pipe()
os.set_blocking(r, False)
pid = os.fork()
if pid == 0:
    say("first")
    os.write(w, b"x")
    os._exit(0)
while True:
    try:
        os.read(r, 1)
        break
    except BlockingIOError: pass
say("second")
os.waitpid(pid, 0)
""")
    assert (found.doubt(), found.way()) == ((BEFORE, Choice.NON_BLOCKING), {Kind.DATA})
