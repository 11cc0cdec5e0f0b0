"""Edges of semaphores of System V."""

import pytest
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.recording.records import (
    ControlArguments,
    KeyArguments,
    KeyResults,
    SemaphoreArguments,
    SemaphoreOperation,
)
from record_writer import BEFORE, CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, RecordWriter

SET = "semaphores:[1:7]"


def _made(*values: int) -> RecordWriter:
    """A set that the parent has made before its two children."""
    writer = RecordWriter()
    writer.call(PARENT, "semget", KeyArguments((), key=0), 7, KeyResults(SET, values or (0,)))
    writer.make(PARENT, WORKER)
    writer.make(PARENT, OTHER)
    return writer


def _begins(
    writer: RecordWriter, tid: int, *changes: int, flags: tuple[str, ...] = (), timeout: int = -1
) -> None:
    operations = tuple(
        SemaphoreOperation(member, change, flags) for member, change in enumerate(changes)
    )
    writer.enter(tid, "semtimedop", SemaphoreArguments(SET, operations, timeout))


def _change(
    writer: RecordWriter, tid: int, *changes: int, flags: tuple[str, ...] = (), timeout: int = -1
) -> None:
    _begins(writer, tid, *changes, flags=flags, timeout=timeout)
    writer.leave(tid, "semtimedop")


def test_semaphore() -> None:
    """Who takes what was not there before comes after who has put it there."""
    writer = _made()
    writer.say(WORKER, "first")
    _change(writer, WORKER, 1)
    writer.say(WORKER, "later")
    _change(writer, PARENT, -1)
    writer.say(PARENT, "second")
    assert (writer.relation(), writer.kinds()) == (BEFORE, {Kind.SEMAPHORE})
    assert writer.relation("later", "second") is CONCURRENT


def test_semaphore_with_enough() -> None:
    """Where there is enough anyway nobody waits."""
    writer = _made(1)
    writer.say(WORKER, "first")
    _change(writer, WORKER, 1)
    _change(writer, PARENT, -1)
    writer.say(PARENT, "second")
    assert writer.relation() is CONCURRENT


def test_semaphore_of_two() -> None:
    """Who takes two comes after the second of them; who takes none and waits, after all takes."""
    writer = _made()
    _change(writer, WORKER, 1)
    writer.say(WORKER, "first")
    _change(writer, WORKER, 1)
    _change(writer, PARENT, -2)
    writer.say(PARENT, "second")
    assert writer.relation() is BEFORE
    _change(writer, PARENT, 1)
    writer.say(OTHER, "third")
    _change(writer, OTHER, -1)
    _change(writer, PARENT, 0)
    writer.say(PARENT, "fourth")
    assert (writer.relation("third", "fourth"), writer.kinds("third", "fourth")) == (
        BEFORE,
        {Kind.SEMAPHORE},
    )


@pytest.mark.parametrize("late", [True, False])
def test_two_who_put_one(*, late: bool) -> None:
    """Who takes one of two could have had either; who has taken both comes after both."""
    writer = _made()
    writer.say(WORKER, "first")
    _change(writer, WORKER, 1)
    if not late:
        _change(writer, OTHER, 1)
    _change(writer, PARENT, -1)
    writer.say(PARENT, "second")
    if late:
        _change(writer, OTHER, 1)
    _change(writer, PARENT, -1)
    writer.say(PARENT, "third")
    found = writer.doubt()
    assert found is not None
    assert found[1] is Choice.WHICH_WRITER
    assert writer.relation("first", "third") is BEFORE


def test_lock() -> None:
    """Who gets a lock behind another could have got it first."""
    writer = _made(1)
    _change(writer, WORKER, -1)
    writer.say(WORKER, "first")
    _begins(writer, OTHER, -1)
    _change(writer, WORKER, 1)
    writer.leave(OTHER, "semtimedop")
    writer.say(OTHER, "second")
    assert writer.doubt() == (BEFORE, Choice.LOCKED)


def test_several_at_once() -> None:
    """Who takes of two semaphores at once waits for both."""
    writer = _made(0, 0)
    _begins(writer, PARENT, -1, -1)
    writer.say(WORKER, "first")
    _change(writer, WORKER, 1, 0)
    writer.say(OTHER, "other")
    writer.call(
        OTHER, "semop", SemaphoreArguments(SET, (SemaphoreOperation(1, 1, ()),), timeout=-1)
    )
    writer.leave(PARENT, "semtimedop")
    writer.say(PARENT, "second")
    assert (writer.relation(), writer.relation("other", "second")) == (BEFORE, BEFORE)


def test_undone_at_the_end() -> None:
    """What was taken with SEM_UNDO comes back when the process ends."""
    writer = _made(1)
    _change(writer, WORKER, -1, flags=("SEM_UNDO",))
    _begins(writer, PARENT, -1)
    writer.say(WORKER, "first")
    writer.exit(WORKER)
    writer.leave(PARENT, "semtimedop")
    writer.say(PARENT, "second")
    assert writer.kinds() in ({Kind.SEMAPHORE}, set())
    assert writer.relation() is not CONCURRENT


@pytest.mark.parametrize(("timeout", "choice"), [(0, Choice.NON_BLOCKING), (9, Choice.TIMED)])
def test_in_time(timeout: int, choice: Choice) -> None:
    """Who would not have waited for it could have found too few, and began before they came."""
    writer = _made()
    writer.say(PARENT, "early")
    _begins(writer, PARENT, -1, timeout=timeout)
    writer.leave(PARENT, "semtimedop", -1, error="EAGAIN")
    writer.say(WORKER, "first")
    _change(writer, WORKER, 1)
    writer.say(WORKER, "later")
    _change(writer, PARENT, -1, timeout=timeout)
    writer.say(PARENT, "second")
    assert writer.doubt() == (BEFORE, choice)
    assert writer.doubt("early", "later") == (BEFORE, Choice.NOT_YET)


def test_set_by_the_maker() -> None:
    """A value that is set before anybody uses the set is where the count begins."""
    writer = RecordWriter()
    writer.call(PARENT, "semget", KeyArguments((), key=0), 7, KeyResults(SET, (0,)))
    writer.call(PARENT, "semctl", ControlArguments(SET, "SETVAL", 0, 1))
    writer.make(PARENT, WORKER)
    writer.say(WORKER, "first")
    _change(writer, WORKER, 1)
    _change(writer, PARENT, -1)
    writer.say(PARENT, "second")
    assert writer.relation() is CONCURRENT


def test_set_while_somebody_waits() -> None:
    """A value that is set later may have let somebody go on."""
    writer = _made()
    _begins(writer, PARENT, -1)
    writer.say(WORKER, "first")
    writer.call(WORKER, "semctl", ControlArguments(SET, "SETVAL", 0, 1))
    writer.leave(PARENT, "semtimedop")
    writer.say(PARENT, "second")
    assert writer.doubt() == (UNKNOWN, Reason.SEMAPHORE)
