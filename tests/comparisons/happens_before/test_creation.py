"""Edges of creation: program order, creation, vfork and exec."""

import pytest
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.vocabulary import Relation
from record_writer import BEFORE, CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, RecordWriter


def test_program_order(writer: RecordWriter) -> None:
    """Two lines of one thread are in its order."""
    writer.say(PARENT, "first")
    writer.say(PARENT, "second")
    assert writer.relation() is BEFORE
    assert writer.relation("second", "first") is Relation.AFTER


def test_lines_of_one_write(writer: RecordWriter) -> None:
    """Two lines of one write are in the order of its bytes."""
    writer.say(PARENT, "first\nsecond")
    assert writer.relation() is BEFORE


def test_a_line_of_several_writes(writer: RecordWriter) -> None:
    """A line begins with its first write: one that another process may come between is open."""
    writer.make(PARENT, WORKER)
    writer.say(PARENT, "sec", end="")
    writer.say(PARENT, "ond")
    writer.say(WORKER, "first")
    assert writer.relation() is CONCURRENT


def test_creation(writer: RecordWriter) -> None:
    """What the parent did before it made the worker is before all that the worker does."""
    writer.say(PARENT, "first")
    writer.make(PARENT, WORKER)
    writer.say(WORKER, "second")
    assert (writer.relation(), writer.kinds()) == (BEFORE, {Kind.CREATION})


def test_no_creation_after_the_fork(writer: RecordWriter) -> None:
    """What the parent does after it made the worker is concurrent with it."""
    writer.make(PARENT, WORKER)
    writer.say(PARENT, "first")
    writer.say(WORKER, "second")
    assert writer.relation() is CONCURRENT


def test_vfork(writer: RecordWriter) -> None:
    """Vfork returns when its child executes: what the child did before is before the parent."""
    writer.creates(PARENT, "vfork")
    writer.created(WORKER, PARENT, "vfork")
    writer.say(WORKER, "first")
    writer.executes(WORKER)
    writer.leave(PARENT, "vfork", WORKER)
    writer.executed(WORKER)
    writer.say(WORKER, "third")
    writer.say(PARENT, "second")
    assert (writer.relation(), writer.kinds()) == (BEFORE, {Kind.RELEASE})
    assert writer.relation("third", "second") is CONCURRENT


def test_vfork_memory(writer: RecordWriter) -> None:
    """Until it executes, a vfork child shares memory with another thread of its creator."""
    writer.make(PARENT, OTHER, "thread")
    writer.creates(PARENT, "vfork")
    writer.created(WORKER, PARENT, "vfork")
    writer.say(WORKER, "first")
    writer.say(OTHER, "second")
    assert writer.relation() is UNKNOWN


def test_an_exec_ends_what_vfork_shares(writer: RecordWriter) -> None:
    """After its exec a vfork child shares no memory, nor do the children that it makes then."""
    writer.creates(PARENT, "vfork")
    writer.created(OTHER, PARENT, "vfork")
    writer.executes(OTHER)
    writer.leave(PARENT, "vfork", OTHER)
    writer.executed(OTHER)
    writer.make(OTHER, WORKER)
    writer.say(PARENT, "first")
    writer.say(WORKER, "second")
    assert writer.relation() is CONCURRENT


@pytest.mark.parametrize("returned", [True, False])
def test_a_vfork_that_returns_before_its_exec_is_recorded(
    writer: RecordWriter, *, returned: bool
) -> None:
    """When vfork has returned, its child has a new memory, whenever the exec is seen."""
    writer.make(PARENT, OTHER, "thread")
    writer.creates(PARENT, "vfork")
    writer.created(WORKER, PARENT, "vfork")
    writer.executes(WORKER)
    if returned:
        writer.leave(PARENT, "vfork", WORKER)
    writer.say(OTHER, "first")
    writer.executed(WORKER)
    writer.say(WORKER, "second")
    assert writer.relation() is (CONCURRENT if returned else UNKNOWN)


def test_exec_ends_other_threads(writer: RecordWriter) -> None:
    """An exec comes after the last point of every other thread; nothing before it does."""
    writer.make(PARENT, OTHER, "thread")
    writer.say(OTHER, "first")
    writer.executes(PARENT)
    writer.exit(OTHER)
    writer.say(PARENT, "early")
    writer.executed(PARENT)
    writer.say(PARENT, "second")
    assert (writer.relation(), writer.kinds()) == (BEFORE, {Kind.EXEC})
    assert writer.relation("first", "early") is UNKNOWN


def test_exec_by_another_thread(writer: RecordWriter) -> None:
    """The thread that executes goes on as the leader."""
    writer.make(PARENT, OTHER, "thread")
    writer.say(OTHER, "first")
    writer.executes(OTHER)
    writer.executed(PARENT)
    writer.say(PARENT, "second")
    assert (writer.relation(), writer.kinds()) == (BEFORE, {Kind.EXEC})


@pytest.mark.parametrize(
    ("flag", "reason"),
    [("CLONE_FILES", Reason.DESCRIPTOR_STATE), ("CLONE_FS", Reason.FILE), ("CLONE_IO", None)],
)
def test_what_is_shared_beside_memory(
    writer: RecordWriter, flag: str, reason: Reason | None
) -> None:
    """That a descriptor is closed, or the working directory another one, may be seen."""
    writer.make(PARENT, WORKER, flags=(flag,))
    writer.say(WORKER, "first")
    writer.say(PARENT, "second")
    assert writer.relation() is (CONCURRENT if reason is None else UNKNOWN)
    assert writer.doubt() == (None if reason is None else (UNKNOWN, reason))
