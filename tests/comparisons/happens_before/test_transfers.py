"""What comes with bytes that the kernel moves, on made records and on those of real programs."""

import pytest
from command import traced
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.recording.records import TransferArguments
from record_writer import (
    BEFORE,
    CONCURRENT,
    OTHER,
    PARENT,
    PIPE,
    TERMINAL,
    UNKNOWN,
    WORKER,
    RecordWriter,
)
from traced_program import python

THERE = "pipe:[2]"


@pytest.fixture
def relay(three: RecordWriter) -> RecordWriter:
    """A worker writes into a pipe; a parent moves that into another; somebody else reads there."""
    three.pipe(PARENT, THERE, fds=(5, 6))
    three.say(WORKER, "first")
    three.write(WORKER)
    three.say(WORKER, "later")
    return three


def _given(source: str = PIPE, *, flags: tuple[str, ...] = ()) -> TransferArguments:
    return TransferArguments(6, THERE, 3, source, 10, flags)


@pytest.mark.parametrize("call", ["splice", "tee"])
def test_relayed(relay: RecordWriter, call: str) -> None:
    """Who reads the bytes of a transfer is after whoever had written them."""
    relay.call(PARENT, call, _given(), 1)
    relay.read(OTHER, name=THERE)
    relay.say(OTHER, "second")
    assert (relay.relation(), relay.kinds()) == (BEFORE, {Kind.DATA})
    assert relay.relation("later", "second") is CONCURRENT


def test_relayed_before_it_returns(relay: RecordWriter) -> None:
    """So is who has got them before the transfer returns."""
    relay.enter(PARENT, "splice", _given())
    relay.read(OTHER, name=THERE)
    relay.say(OTHER, "second")
    relay.leave(PARENT, "splice", 1)
    assert (relay.relation(), relay.kinds()) == (BEFORE, {Kind.DATA})
    assert relay.relation("later", "second") is CONCURRENT


def test_relayed_of_a_choice() -> None:
    """It is a choice if the transfer could have got the bytes of somebody else."""
    other = RecordWriter()
    other.pipe(PARENT)
    other.pipe(PARENT, THERE, fds=(5, 6))
    for tid in (WORKER, OTHER, OTHER + 1):
        other.make(PARENT, tid)
    other.say(WORKER, "first")
    other.write(WORKER)
    other.call(PARENT, "splice", _given(), 1)
    other.read(OTHER, name=THERE)
    other.say(OTHER, "second")
    other.write(OTHER + 1)
    assert other.doubt() == (BEFORE, Choice.WHICH_WRITER)


def test_transfer_without_waiting(relay: RecordWriter) -> None:
    """A transfer that does not wait could have found nothing."""
    relay.call(PARENT, "splice", _given(flags=("SPLICE_F_NONBLOCK",)), 1)
    relay.say(PARENT, "second")
    relay.read(OTHER, name=THERE)
    relay.say(OTHER, "third")
    assert relay.doubt() == (BEFORE, Choice.NON_BLOCKING)
    assert relay.doubt("first", "third") == (BEFORE, Choice.NON_BLOCKING)


def test_transfer_of_something_else(relay: RecordWriter) -> None:
    """What comes from what cannot be followed may be anybody's; but it is after the transfer."""
    relay.say(PARENT, "third")
    relay.call(PARENT, "splice", _given(TERMINAL), 1)
    relay.read(OTHER, name=THERE)
    relay.say(OTHER, "second")
    assert relay.relation() is UNKNOWN
    assert relay.relation("third", "second") is BEFORE


@traced
def test_real_relay() -> None:
    """What a splice moves brings the order with it, whoever reads it there."""
    found = python("""
r, w = os.pipe()
there, in_ = os.pipe()
pid = os.fork()
if pid == 0:
    say("first")
    os.write(w, b"x")
    say("later")
    os._exit(0)
other = os.fork()
if other == 0:
    os.splice(r, in_, 1)
    os._exit(0)
say("early")
os.read(there, 1)
say("second")
os.waitpid(other, 0)
os.waitpid(pid, 0)
""")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.DATA})
    assert found.relation("first", "early") is CONCURRENT
    assert found.relation("later", "second") is CONCURRENT
