"""What a wait in a set of epoll comes after, on records that are made."""

import pytest
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.rules.epoll_sets import NAME
from joinscope.recording.records import (
    CloseArguments,
    MayArguments,
    PollArguments,
    PollResults,
    Ready,
)
from record_writer import BEFORE, OTHER, PARENT, PIPE, UNKNOWN, WORKER, RecordWriter

SET = 7
ANOTHER = "pipe:[2]"


def _changes(writer: RecordWriter, tid: int, fd: int = SET) -> None:
    writer.call(tid, "epoll_ctl", MayArguments("descriptor_state", fd, NAME))


def _waits(writer: RecordWriter, watched: int | None = 1) -> None:
    given = PollArguments(-1, fd=SET, object=NAME, watched=watched)
    ready = PollResults((Ready(3, PIPE, ("POLLIN",)),))
    writer.call(PARENT, "epoll_wait", given, 1, ready)
    writer.say(PARENT, "second")


@pytest.fixture
def told(three: RecordWriter) -> RecordWriter:
    """A worker that has written into a pipe, which a set of the parent has."""
    three.say(WORKER, "first")
    three.write(WORKER)
    return three


def test_set_that_nobody_else_changes(told: RecordWriter) -> None:
    """It had nothing else to report."""
    _changes(told, PARENT)
    _waits(told)
    assert told.relation() is BEFORE


@pytest.mark.parametrize("late", [True, False])
def test_set_that_another_changes(told: RecordWriter, *, late: bool) -> None:
    """It could have had, as soon as another may put in something else: also if that is later."""
    _changes(told, PARENT)
    if not late:
        _changes(told, OTHER)
    _waits(told)
    if late:
        _changes(told, OTHER)
    assert told.doubt() == (BEFORE, Choice.WHICH_READY)


def test_set_that_was_changed_before(told: RecordWriter) -> None:
    """What another has done to it by proof before is so in all runs."""
    _changes(told, OTHER)
    told.exit(OTHER)
    told.reap(PARENT, OTHER)
    _waits(told)
    assert told.relation() is BEFORE


def test_set_that_has_less_than_was_put_in(told: RecordWriter) -> None:
    """What else was in it when nobody knows."""
    _changes(told, PARENT)
    _changes(told, PARENT)
    _waits(told)
    assert told.doubt() == (BEFORE, Choice.WHICH_READY)


def test_set_that_was_made_anew(told: RecordWriter) -> None:
    """A set that was closed has nothing to do with the next of its number."""
    _changes(told, PARENT)
    told.call(PARENT, "close", CloseArguments(SET, NAME))
    _changes(told, PARENT)
    _waits(told)
    assert told.relation() is BEFORE


def test_set_that_another_has_closed(told: RecordWriter) -> None:
    """What that one has changed in it may have been so while the wait looked."""
    _changes(told, OTHER)
    _changes(told, OTHER)
    told.call(OTHER, "close", CloseArguments(SET, NAME))
    _waits(told)
    assert told.doubt() == (BEFORE, Choice.WHICH_READY)


@pytest.mark.parametrize("late", [True, False])
def test_set_that_another_changes_by_a_duplicate(told: RecordWriter, *, late: bool) -> None:
    """Whatever its number is, it is the same set."""
    told.dup2(OTHER, SET, SET + 1, NAME)
    _changes(told, PARENT)
    if not late:
        _changes(told, OTHER, SET + 1)
    _waits(told)
    if late:
        _changes(told, OTHER, SET + 1)
    assert told.doubt() == (BEFORE, Choice.WHICH_READY)


def test_set_that_may_have_lost_what_it_reported(three: RecordWriter) -> None:
    """What was found behind the wait with the data that it told may not be that."""
    three.say(WORKER, "first")
    three.write(WORKER, name=ANOTHER)
    three.write(OTHER)
    _waits(three, watched=None)
    assert three.relation() is UNKNOWN
