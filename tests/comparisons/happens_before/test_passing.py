"""Descriptors in messages: they are held until the message is read, or lost."""

import pytest
from joinscope.happens_before.graph import Kind
from joinscope.recording.records import ReadArguments, WriteArguments
from record_writer import (
    BEFORE,
    CONCURRENT,
    PAIR,
    PARENT,
    PIPE,
    UNKNOWN,
    WORKER,
    RecordWriter,
)


@pytest.fixture
def sent(writer: RecordWriter) -> RecordWriter:
    """A parent sends the writing end of a pipe through a pair of sockets, and lets go of it."""
    writer.pair(PARENT)
    writer.pipe(PARENT, fds=(5, 6))
    writer.make(PARENT, WORKER)
    for fd, name in ((3, PAIR[0]), (4, PAIR[1]), (6, PIPE)):
        writer.close(WORKER, fd, name)
    given = WriteArguments(3, PAIR[0], 1, (), passed=(6,))
    writer.call(PARENT, "sendmsg", given, 1)
    writer.close(PARENT, 6)
    writer.close(PARENT, 3, PAIR[0])
    return writer


def _end(writer: RecordWriter) -> None:
    writer.read(WORKER, 0, count=1)
    writer.say(WORKER, "second")


def test_a_message_that_is_lost(sent: RecordWriter) -> None:
    """It holds what it brings until nobody can read it any more."""
    sent.say(PARENT, "first")
    sent.close(PARENT, 4, PAIR[1])
    sent.say(PARENT, "later")
    _end(sent)
    assert (sent.relation(), sent.kinds()) == (BEFORE, {Kind.EOF})
    assert sent.relation("later", "second") is CONCURRENT


def test_a_message_that_is_read(sent: RecordWriter) -> None:
    """It does so until it is read: without room for the descriptor, that is lost."""
    sent.say(PARENT, "first")
    sent.call(PARENT, "recvmsg", ReadArguments(4, PAIR[1], 1, ()), 1)
    sent.say(PARENT, "later")
    _end(sent)
    assert sent.relation() is BEFORE
    assert sent.relation("later", "second") is CONCURRENT


def test_a_message_that_still_lies_there(sent: RecordWriter) -> None:
    """An end that it holds cannot be: somebody has read it, unseen."""
    sent.say(PARENT, "first")
    _end(sent)
    assert sent.relation() is UNKNOWN


def test_messages_that_could_not_be_read(writer: RecordWriter) -> None:
    """They may have brought any descriptor."""
    writer.pair(PARENT)
    writer.pipe(PARENT, fds=(5, 6))
    writer.make(PARENT, WORKER)
    writer.close(WORKER, 6)
    writer.call(PARENT, "sendmsg", WriteArguments(3, PAIR[0], 1, (), passed=None), 1)
    writer.close(PARENT, 6)
    writer.say(PARENT, "first")
    _end(writer)
    assert writer.relation() is UNKNOWN
