"""Edges of descriptors: who has one; and may-edges of those who connect."""

import pytest
from joinscope.happens_before.graph import Kind
from joinscope.recording.records import (
    AcceptArguments,
    AddressArguments,
    DescriptorResults,
    SocketArguments,
)
from joinscope.vocabulary import Relation
from record_writer import BEFORE, CONCURRENT, PARENT, PIPE, UNKNOWN, WORKER, RecordWriter


def test_possession(writer: RecordWriter) -> None:
    """Who was passed a pipe's descriptor has it after the pipe was made."""
    writer.make(PARENT, WORKER)
    writer.say(PARENT, "first")
    writer.pipe(PARENT)
    writer.say(PARENT, "later")
    writer.table(WORKER, {3: PIPE}, "r")
    writer.say(WORKER, "second")
    assert (writer.relation(), writer.kinds()) == (BEFORE, {Kind.POSSESSION})
    assert writer.relation("later", "second") is CONCURRENT


def _listens(writer: RecordWriter, tid: int, address: str | None) -> None:
    """A socket that is bound to an address."""
    made = DescriptorResults(3, "socket:[3]", cloexec=False, mode="rw")
    writer.call(tid, "socket", SocketArguments("AF_UNIX", "SOCK_STREAM"), 3, made)
    writer.call(tid, "bind", AddressArguments(3, "socket:[3]", address))
    writer.call(tid, "listen", AcceptArguments(3, "socket:[3]"))


def _connects(writer: RecordWriter, tid: int, address: str) -> None:
    made = DescriptorResults(5, "socket:[1]", cloexec=False, mode="rw")
    writer.call(tid, "socket", SocketArguments("AF_UNIX", "SOCK_STREAM"), 5, made)
    writer.call(tid, "connect", AddressArguments(5, "socket:[1]", address))


def test_an_accept(writer: RecordWriter) -> None:
    """Who connects may do so for any reason."""
    writer.make(PARENT, WORKER)
    _listens(writer, WORKER, "@here")
    writer.say(WORKER, "zeroth")
    writer.say(PARENT, "first")
    _connects(writer, PARENT, "@here")
    made = DescriptorResults(6, "socket:[2]", cloexec=False, mode="rw")
    writer.call(WORKER, "accept4", AcceptArguments(3, "socket:[3]"), 6, made)
    writer.say(WORKER, "second")
    assert writer.relation("first", "zeroth") is CONCURRENT
    assert writer.relation("first", "second") is UNKNOWN


@pytest.mark.parametrize(("there", "expected"), [("@there", UNKNOWN), ("@here", CONCURRENT)])
def test_a_connect(writer: RecordWriter, there: str, expected: Relation) -> None:
    """It succeeds once somebody listens at that address, and carries nothing of another."""
    writer.make(PARENT, WORKER)
    _listens(writer, PARENT, "@there")
    writer.say(WORKER, "first")
    _listens(writer, WORKER, there)
    _connects(writer, PARENT, "@there")
    writer.say(PARENT, "second")
    assert writer.relation() is expected


def test_a_connect_to_somebody_unknown(writer: RecordWriter) -> None:
    """Who listens there may do so for any reason."""
    writer.make(PARENT, WORKER)
    writer.say(WORKER, "first")
    _connects(writer, PARENT, "@here")
    writer.say(PARENT, "second")
    assert writer.relation() is UNKNOWN
