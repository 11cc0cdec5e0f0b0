"""Unix sockets on recordings of real programs."""

import pytest
from command import traced
from joinscope.happens_before.graph import Kind
from joinscope.vocabulary import Relation
from traced_program import python

pytestmark = traced
BEFORE, CONCURRENT, UNKNOWN = Relation.BEFORE, Relation.CONCURRENT, Relation.UNKNOWN

SERVED = """
import socket, tempfile
folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
name = {name}
listener = socket.socket(socket.AF_UNIX, socket.{kind})
listener.bind(name)
say("bound")
listener.listen()
def client(text):
    pid = os.fork()
    if pid == 0:
        listener.close()
        with socket.socket(socket.AF_UNIX, socket.{kind}) as one:
            say("begins")
            one.connect(name)
            say(text)
            one.send(b"x")
            say("later")
            if one.recv(1): say("answered")
        os._exit(0)
    return pid
"""


@pytest.mark.parametrize("kind", ["SOCK_STREAM", "SOCK_SEQPACKET"])
@pytest.mark.parametrize("name", ["'relative'", "b'\\0joinscope-%d' % os.getpid()"])
def test_real_connection(kind: str, name: str) -> None:
    """A connection is as good as a pair of sockets."""
    found = python(
        SERVED.format(name=name, kind=kind)
        + """
pid = client("first")
one, _ = listener.accept()
say("accepted")
assert one.recv(10) == b"x"
say("second")
one.send(b"y")
assert one.recv(10) == b""
say("end")
os.waitpid(pid, 0)
"""
    )
    assert (found.relation("begins", "accepted"), found.kinds("begins", "accepted")) == (
        BEFORE,
        {Kind.CONNECTION},
    )
    assert found.relation("first", "accepted") is CONCURRENT
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.DATA})
    assert found.relation("later", "second") is CONCURRENT
    assert found.relation("second", "answered") is BEFORE
    assert found.kinds("answered", "end") == {Kind.EOF}


def test_real_connections_of_two() -> None:
    """Of two who connect either may be served first."""
    found = python(
        SERVED.format(name="'here'", kind="SOCK_STREAM")
        + """
pids = client("first"), client("first too")
for turn in "first", "second":
    with listener.accept()[0] as one: one.recv(10)
    say(f"served the {turn}")
for pid in pids: os.waitpid(pid, 0)
"""
    )
    assert found.relation("first", "served the first") in {UNKNOWN, CONCURRENT}
    assert found.relation("first too", "served the first") in {UNKNOWN, CONCURRENT}


def test_real_refusal() -> None:
    """A connect that succeeds is after the listen, however often it was refused before."""
    found = python("""
import socket
name = b"\\0joinscope-test-%d" % os.getpid()
pid = os.fork()
if pid == 0:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(name)
    say("first")
    listener.listen()
    say("beside")
    listener.accept()
    say("third")
    os._exit(0)
say("early")
connection = socket.socket(socket.AF_UNIX)
while connection.connect_ex(name): pass
say("second")
os.waitpid(pid, 0)
""")
    assert found.relation("first", "early") is CONCURRENT
    assert (found.relation("first", "second"), found.kinds("first", "second")) == (
        BEFORE,
        {Kind.CONNECTION},
    )
    assert found.relation("early", "third") is BEFORE
    assert found.relation("beside", "second") in {CONCURRENT, UNKNOWN}


@pytest.mark.parametrize("send", ["one.sendto(b'', name)", "one.connect(name); one.send(b'x')"])
def test_real_datagram(send: str) -> None:
    """A datagram arrives at the address that it was sent to."""
    found = python(f"""
import socket
name = b"\\0joinscope-test-%d" % os.getpid()
here = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
here.bind(name)
pid = os.fork()
if pid == 0:
    one = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    say("first")
    {send}
    say("later")
    os._exit(0)
say("early")
here.recv(10)
say("second")
os.waitpid(pid, 0)
""")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.DATA})
    assert found.relation("first", "early") is CONCURRENT
    assert found.relation("later", "second") is CONCURRENT
