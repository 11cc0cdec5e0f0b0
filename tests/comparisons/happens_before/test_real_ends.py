"""What a read of 0 bytes proves, on recordings of real programs."""

import pytest
from command import traced
from joinscope.happens_before.graph import Kind
from joinscope.vocabulary import Relation
from traced_program import Traced, python

pytestmark = traced
BEFORE, CONCURRENT, UNKNOWN = Relation.BEFORE, Relation.CONCURRENT, Relation.UNKNOWN

PAIR = """
import socket
a, b = socket.socketpair({kind})
pid = os.fork()
if pid == 0:
    a.close()
    say("first")
    {does}
    say("later")
    os._exit(0)
{keeps}
say("early")
{waits}
say("second")
os.waitpid(pid, 0)
"""


def pair(does: str, *, waits: str = "assert a.recv(10) == b''", keeps: str = "b.close()") -> Traced:
    """A worker that does something to its socket of a pair; a parent that waits for it."""
    kind = "socket.AF_UNIX, socket.SOCK_STREAM"
    return python(PAIR.format(kind=kind, does=does, waits=waits, keeps=keeps))


def packets(does: str, kind: str = "SEQPACKET") -> Traced:
    """The same with sockets that keep the bounds of messages."""
    waits = "assert a.recv(10) == b''"
    kind = f"socket.AF_UNIX, socket.SOCK_{kind}"
    return python(PAIR.format(kind=kind, does=does, waits=waits, keeps="b.close()"))


def test_real_end_of_a_socket_pair() -> None:
    """A recv() cannot return 0 bytes before the worker has let go of its socket."""
    found = pair("b.close()")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.EOF})
    assert found.relation("first", "early") is CONCURRENT
    assert found.relation("later", "second") is CONCURRENT


@pytest.mark.parametrize("how", ["SHUT_WR", "SHUT_RDWR"])
def test_real_shutdown(how: str) -> None:
    """Nor before it was shut down, though the worker has it still, and so has the parent."""
    found = pair(f"b.shutdown(socket.{how})", keeps="pass")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.EOF})
    assert found.relation("first", "early") is CONCURRENT
    assert found.relation("later", "second") is CONCURRENT


def test_real_shutdown_of_the_other_direction() -> None:
    """SHUT_RD ends what the parent sends, not what it gets: the worker's exit is the end."""
    found = pair("b.shutdown(socket.SHUT_RD)")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.EOF})
    assert found.relation("later", "second") is BEFORE


def test_real_shutdown_of_ones_own() -> None:
    """Who has shut down its own receiving end waits for nobody."""
    found = pair("b.close()", waits="a.shutdown(socket.SHUT_RD); assert a.recv(10) == b''")
    assert found.relation() is CONCURRENT


def test_real_hang_up_after_a_shutdown() -> None:
    """POLLHUP comes once both directions are shut down."""
    poll = "import select; p = select.poll(); p.register(a, 0); p.poll()"
    found = pair("b.shutdown(socket.SHUT_RDWR)", waits=poll)
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.HANGUP})
    assert found.relation("later", "second") is CONCURRENT


def test_real_readable_after_a_shutdown() -> None:
    """POLLIN tells of the end by a shutdown too: it does where nothing was written."""
    poll = "import select; p = select.poll(); p.register(a, select.POLLIN); p.poll()"
    found = pair("b.shutdown(socket.SHUT_WR)", waits=poll, keeps="pass")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.HANGUP})
    assert found.relation("first", "early") is CONCURRENT
    assert found.relation("later", "second") is CONCURRENT


def test_real_broken_socket() -> None:
    """A send() fails with EPIPE once the other end takes nothing more."""
    sends = """
try:
    while True: a.send(b"x" * 65536)
except BrokenPipeError: pass
"""
    found = pair("b.shutdown(socket.SHUT_RD)", waits=sends)
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.BROKEN})
    assert found.relation("first", "early") is CONCURRENT
    assert found.relation("later", "second") is CONCURRENT


def test_real_reset() -> None:
    """An end that was let go of with something unread resets the other; that is not followed."""
    resets = """
try:
    while True: a.send(b"x" * 65536)
except ConnectionResetError: pass
except BrokenPipeError: pass
"""
    found = pair("b.recv(1); b.close()", waits=resets)
    assert found.relation() in {BEFORE, UNKNOWN}  # by which of the two errors came
    assert found.relation("first", "early") is CONCURRENT


def test_real_read_of_nothing() -> None:
    """Who asks for 0 bytes gets 0 bytes, whether or not the worker has ended, as here by luck."""
    found = python("""
import time
r, w = os.pipe()
pid = os.fork()
if pid == 0:
    say("first")
    os._exit(0)
os.close(w)
time.sleep(0.5)
os.read(r, 0)
say("second")
os.waitpid(pid, 0)
""")
    assert found.relation() is CONCURRENT


@pytest.mark.parametrize("kind", ["SEQPACKET", "DGRAM"])
def test_real_empty_packet(kind: str) -> None:
    """A packet may be empty: it has come from who has sent it."""
    found = packets("b.send(b'')", kind)
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.DATA})
    assert found.relation("first", "early") is CONCURRENT
    assert found.relation("later", "second") is CONCURRENT


def test_real_end_of_packets() -> None:
    """Where no packet is left, 0 bytes are the end."""
    found = packets("b.close()")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.EOF})
    assert found.relation("later", "second") is CONCURRENT
