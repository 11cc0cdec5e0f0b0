"""Edges of unix sockets: who listens, who connects, and whose connection is accepted."""

import pytest
from joinscope.happens_before.graph import Kind
from joinscope.recording.records import (
    AcceptArguments,
    AddressArguments,
    DescriptorResults,
    SocketArguments,
    WriteArguments,
)
from record_writer import BEFORE, CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, RecordWriter

LISTENER, SERVER, CLIENT = "socket:[3]", "socket:[2]", "socket:[1]"


def _socket(writer: RecordWriter, tid: int, name: str, kind: str = "SOCK_STREAM") -> None:
    made = DescriptorResults(3, name, cloexec=False, mode="rw")
    writer.call(tid, "socket", SocketArguments("AF_UNIX", kind), 3, made)


def _listens(writer: RecordWriter, tid: int, address: str, name: str = LISTENER) -> None:
    """A socket that is bound to an address, where others may connect."""
    _socket(writer, tid, name)
    writer.call(tid, "bind", AddressArguments(3, name, address))
    writer.call(tid, "listen", AcceptArguments(3, name, 8))


def _connects(writer: RecordWriter, tid: int, address: str, name: str = CLIENT) -> None:
    _socket(writer, tid, name)
    writer.call(tid, "connect", AddressArguments(3, name, address))


def _accepts(writer: RecordWriter, tid: int, name: str = SERVER) -> None:
    made = DescriptorResults(6, name, cloexec=False, mode="rw")
    writer.call(tid, "accept4", AcceptArguments(3, LISTENER), 6, made)


@pytest.fixture
def served(three: RecordWriter) -> RecordWriter:
    """A parent that listens at an address, and two workers."""
    _listens(three, PARENT, "@here")
    return three


def test_connection(served: RecordWriter) -> None:
    """An accept comes after the connect, and what is written there arrives."""
    served.say(WORKER, "first")
    _connects(served, WORKER, "@here")
    served.say(WORKER, "later")
    _accepts(served, PARENT)
    served.say(PARENT, "second")
    served.write(WORKER, 1, CLIENT)
    served.read(PARENT, 1, SERVER)
    served.say(PARENT, "third")
    served.write(PARENT, 1, SERVER)
    served.read(WORKER, 1, CLIENT)
    served.say(WORKER, "fourth")
    assert (served.relation(), served.kinds()) == (BEFORE, {Kind.CONNECTION})
    assert served.relation("later", "second") is CONCURRENT
    assert (served.relation("later", "third"), served.kinds("later", "third")) == (
        BEFORE,
        {Kind.DATA},
    )
    assert served.relation("third", "fourth") is BEFORE


def test_connection_of_another_address(served: RecordWriter) -> None:
    """Who has connected elsewhere has no part in it."""
    _listens(served, OTHER, "@there", "socket:[4]")
    served.say(WORKER, "first")
    _connects(served, WORKER, "@there", "socket:[5]")
    _connects(served, OTHER, "@here")
    _accepts(served, PARENT)
    served.say(PARENT, "second")
    assert served.relation() is CONCURRENT


def test_listen(two: RecordWriter) -> None:
    """Who connects is after who listens; who is refused has asked before that, in this run."""
    refused = AddressArguments(3, CLIENT, "@here")
    _socket(two, WORKER, CLIENT)
    two.say(WORKER, "zeroth")
    two.call(WORKER, "connect", refused, -1, error="ECONNREFUSED")
    two.say(PARENT, "first")
    _listens(two, PARENT, "@here")
    two.say(PARENT, "later")
    two.call(WORKER, "connect", refused)
    two.say(WORKER, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.CONNECTION})
    assert two.relation("later", "second") is CONCURRENT
    assert two.relation("zeroth", "later") is UNKNOWN


def test_a_connect_to_somebody_unknown(two: RecordWriter) -> None:
    """Who listens there may do so for any reason."""
    two.say(WORKER, "first")
    _connects(two, PARENT, "@here")
    two.say(PARENT, "second")
    assert two.relation() is UNKNOWN


@pytest.mark.parametrize("late", [True, False])
def test_accepted(served: RecordWriter, *, late: bool) -> None:
    """Of two who connect either can be the first, also where the other comes later."""
    served.say(WORKER, "first")
    _connects(served, WORKER, "@here")
    if not late:
        _connects(served, OTHER, "@here", "socket:[5]")
    _accepts(served, PARENT)
    served.say(PARENT, "second")
    if late:
        _connects(served, OTHER, "@here", "socket:[5]")
    _accepts(served, PARENT, "socket:[6]")
    served.say(PARENT, "third")
    assert served.relation() is UNKNOWN
    assert served.relation("first", "third") is UNKNOWN


def test_accepted_one_after_the_other(served: RecordWriter) -> None:
    """Who connects once the first was served is no rival of that."""
    served.say(WORKER, "first")
    _connects(served, WORKER, "@here")
    _accepts(served, PARENT)
    served.say(PARENT, "second")
    served.write(PARENT)
    served.read(OTHER)
    _connects(served, OTHER, "@here", "socket:[5]")
    assert served.relation() is BEFORE


def test_connects_that_overlap(served: RecordWriter) -> None:
    """Which of two connections an accept got cannot be told; nor what comes through it."""
    _socket(served, WORKER, CLIENT)
    _socket(served, OTHER, "socket:[5]")
    served.say(WORKER, "first")
    served.enter(WORKER, "connect", AddressArguments(3, CLIENT, "@here"))
    served.enter(OTHER, "connect", AddressArguments(3, "socket:[5]", "@here"))
    served.leave(WORKER, "connect")
    served.leave(OTHER, "connect")
    _accepts(served, PARENT)
    served.say(PARENT, "second")
    served.write(WORKER, 1, CLIENT)
    served.read(PARENT, 1, SERVER)
    served.say(PARENT, "third")
    assert served.relation() is UNKNOWN
    assert served.relation("first", "third") is UNKNOWN


def test_poll_reports_a_connection(served: RecordWriter) -> None:
    """A socket that listens is readable once somebody has connected."""
    served.say(WORKER, "first")
    _connects(served, WORKER, "@here")
    served.say(WORKER, "later")
    served.poll(PARENT, "POLLIN", name=LISTENER)
    served.say(PARENT, "second")
    assert (served.relation(), served.kinds()) == (BEFORE, {Kind.CONNECTION})
    assert served.relation("later", "second") is CONCURRENT


def test_end_of_a_connection(served: RecordWriter) -> None:
    """As of a pair."""
    _connects(served, WORKER, "@here")
    _accepts(served, PARENT)
    served.say(WORKER, "first")
    served.exit(WORKER)
    served.read(PARENT, 0, SERVER)
    served.say(PARENT, "second")
    assert (served.relation(), served.kinds()) == (BEFORE, {Kind.EOF})


def test_end_of_a_connection_that_nobody_accepts(served: RecordWriter) -> None:
    """Then who let go of the other end is not known."""
    _connects(served, WORKER, "@here")
    served.say(OTHER, "first")
    served.read(WORKER, 0, CLIENT)
    served.say(WORKER, "second")
    assert served.relation() is UNKNOWN


@pytest.mark.parametrize(("size", "to"), [(1, "@here"), (0, "@here"), (1, "@there")])
def test_datagram(two: RecordWriter, size: int, to: str) -> None:
    """A datagram arrives where it was sent to, also an empty one."""
    for name, address in ((LISTENER, "@here"), ("socket:[4]", "@there")):
        _socket(two, PARENT, name, "SOCK_DGRAM")
        two.call(PARENT, "bind", AddressArguments(3, name, address))
    two.say(WORKER, "first")
    _socket(two, WORKER, CLIENT, "SOCK_DGRAM")
    two.call(WORKER, "sendto", WriteArguments(3, CLIENT, size, (), address=to), size)
    two.say(WORKER, "later")
    if to != "@here":
        _socket(two, PARENT, "socket:[6]", "SOCK_DGRAM")
        own = WriteArguments(3, "socket:[6]", size, (), address="@here")
        two.call(PARENT, "sendto", own, size)
    two.read(PARENT, size, LISTENER)
    two.say(PARENT, "second")
    expected = BEFORE if to == "@here" else CONCURRENT
    assert (two.relation(), two.kinds()) == (expected, {Kind.DATA} if to == "@here" else set())
    assert two.relation("later", "second") is CONCURRENT
