"""Who took what was there was before whatever came, or was missed, after that."""

import pytest
from joinscope.happens_before.choices import Choice
from record_writer import BEFORE, CONCURRENT, OTHER, PARENT, WORKER, RecordWriter

HOW_MUCH, WHICH_READER = (BEFORE, Choice.HOW_MUCH), (BEFORE, Choice.WHICH_READER)


@pytest.fixture
def two(writer: RecordWriter) -> RecordWriter:
    """A parent with a pipe and two workers."""
    writer.pipe(PARENT)
    writer.make(PARENT, WORKER)
    writer.make(PARENT, OTHER)
    return writer


def test_a_short_read_before_what_a_later_one_got(two: RecordWriter) -> None:
    """Had the worker been sooner the first read had got all, and the second one nothing."""
    two.write(WORKER)
    two.say(PARENT, "first")
    two.read(PARENT, count=100)
    two.write(WORKER)
    two.say(WORKER, "second")
    two.read(PARENT, count=100)
    assert two.doubt() == HOW_MUCH


def test_a_short_read_before_a_write_that_returns_later(two: RecordWriter) -> None:
    """The same where the later read has got the bytes before the write returns."""
    two.write(WORKER)
    two.say(PARENT, "first")
    two.read(PARENT, count=100)
    two.writes(WORKER)
    two.read(PARENT, count=100)
    two.leave(WORKER, "write", 1)
    two.say(WORKER, "second")
    assert two.doubt() == HOW_MUCH


def test_a_short_read_that_returns_later(two: RecordWriter) -> None:
    """The same where the write has begun before the first read returns."""
    two.say(PARENT, "first")
    two.reads(PARENT, count=100)
    two.write(WORKER)
    two.writes(WORKER)
    two.leave(PARENT, "read", 1)
    two.leave(WORKER, "write", 1)
    two.say(WORKER, "second")
    two.read(PARENT, count=100)
    assert two.doubt() == HOW_MUCH


def test_a_short_read_of_another(two: RecordWriter) -> None:
    """The same where somebody else reads later."""
    two.write(PARENT)
    two.say(OTHER, "first")
    two.read(OTHER, count=100)
    two.write(PARENT)
    two.say(PARENT, "second")
    two.read(WORKER, count=100)
    assert two.doubt() == HOW_MUCH


@pytest.mark.parametrize("count", [1, 100])
def test_what_nobody_misses(two: RecordWriter, count: int) -> None:
    """A full read could not have got more; and of what nobody reads later it could have had all."""
    two.write(WORKER)
    two.say(PARENT, "first")
    two.read(PARENT, count=count)
    two.write(WORKER)
    two.say(WORKER, "second")
    if count == 1:
        two.read(PARENT, count=100)
    assert two.relation() is CONCURRENT


def drained(writer: RecordWriter) -> None:
    """The parent writes a byte, and nobody will write more."""
    writer.write(PARENT)
    for process in (PARENT, WORKER, OTHER):
        writer.close(process, 4)


def test_taken_before_the_end_is_found(two: RecordWriter) -> None:
    """Who finds the end could have got what another has."""
    drained(two)
    two.say(WORKER, "first")
    two.read(WORKER)
    two.read(OTHER, 0)
    two.say(OTHER, "second")
    assert two.doubt() == WHICH_READER


def test_taken_by_a_read_that_returns_later(two: RecordWriter) -> None:
    """The same where the read that has got it returns after that."""
    drained(two)
    two.say(WORKER, "first")
    two.reads(WORKER)
    two.read(OTHER, 0)
    two.leave(WORKER, "read", 1)
    two.say(OTHER, "second")
    assert two.doubt() == WHICH_READER


def test_two_who_find_the_end(two: RecordWriter) -> None:
    """Who finds the end, too, has taken nothing by that."""
    drained(two)
    two.read(PARENT)
    two.say(WORKER, "first")
    two.read(WORKER, 0)
    two.read(OTHER, 0)
    two.say(OTHER, "second")
    assert two.relation() is CONCURRENT
