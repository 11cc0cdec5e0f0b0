"""FIFOs, and pipes of packets, on recordings of real programs."""

import pytest
from command import traced
from joinscope.happens_before.graph import Kind
from joinscope.vocabulary import Relation
from traced_program import python

pytestmark = traced
BEFORE, CONCURRENT, UNKNOWN = Relation.BEFORE, Relation.CONCURRENT, Relation.UNKNOWN


def test_real_fifo() -> None:
    """Who opens one for writing waits for who opens it for reading, as far as that is recorded."""
    found = python("""
import tempfile
folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
os.mkfifo("one")
os.mkfifo("two")
pid = os.fork()
if pid == 0:
    say("first")
    fd = os.open("one", os.O_WRONLY)
    say("opened")
    os.write(fd, b"x")
    say("written")
    os.close(fd)
    say("closed")
    os._exit(0)
say("early")
fd = os.open("one", os.O_RDONLY)
os.read(fd, 10)
say("second")
assert os.read(fd, 10) == b""
say("end")
os.waitpid(pid, 0)
if os.fork() == 0:
    say("here")
    fd = os.open("two", os.O_RDWR)
    fd = os.open("two", os.O_WRONLY)
    say("there")
    os._exit(0)
os.wait()
""")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.DATA})
    assert (found.relation("written", "end"), found.kinds("written", "end")) == (
        BEFORE,
        {Kind.EOF},
    )
    assert found.relation("closed", "second") is CONCURRENT
    assert found.relation("here", "there") is BEFORE
    assert found.relation("early", "opened") in {BEFORE, UNKNOWN}


@pytest.mark.parametrize("lookups", [False, True], ids=["plain", "lookups"])
def test_real_meeting_at_a_fifo(*, lookups: bool) -> None:
    """Each of two who open a FIFO returns after the other has begun to.

    Without look-ups somebody unseen could have opened it to read, and have learned of it so: what
    then comes behind an open to write, in the order of this run, may come after it.
    """
    found = python(
        """
import tempfile
folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
os.mkfifo("one")
pid = os.fork()
if pid == 0:
    say("first")
    os.open("one", os.O_WRONLY)
    say("later")
    os._exit(0)
say("early")
os.open("one", os.O_RDWR)
os.waitpid(pid, 0)
""",
        lookups=lookups,
    )
    assert (found.relation("early", "later"), found.kinds("early", "later")) == (
        BEFORE,
        {Kind.OPENING},
    )
    relations = {CONCURRENT} if lookups else {CONCURRENT, UNKNOWN}
    assert found.relation("first", "early") in relations


def test_real_meeting_with_look_ups() -> None:
    """A recording with look-ups has who opens a FIFO for reading alone."""
    found = python(
        """
import tempfile
folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
os.mkfifo("one")
pid = os.fork()
if pid == 0:
    say("first")
    fd = os.open("one", os.O_WRONLY)
    say("later")
    os.close(fd)
    os._exit(0)
say("early")
fd = os.open("one", os.O_RDONLY)
say("second")
assert os.read(fd, 10) == b""
say("end")
os.waitpid(pid, 0)
""",
        lookups=True,
    )
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.OPENING})
    assert (found.relation("early", "later"), found.kinds("early", "later")) == (
        BEFORE,
        {Kind.OPENING},
    )
    assert (found.relation("later", "end"), found.kinds("later", "end")) == (BEFORE, {Kind.EOF})


def test_real_packets_of_a_pipe() -> None:
    """A read takes one packet, however little of it."""
    found = python("""
r, w = os.pipe2(os.O_DIRECT)
pid = os.fork()
if pid == 0:
    os.write(w, b"abc")
    say("first")
    os.write(w, b"def")
    say("later")
    os._exit(0)
os.read(r, 1)
os.read(r, 1)
say("second")
os.waitpid(pid, 0)
""")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.DATA})
    assert found.relation("later", "second") is CONCURRENT
