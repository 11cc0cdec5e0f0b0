"""Edges of eventfds: what is in one is not followed, so that they are may; and choices."""

import pytest
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.hidden_ways import Reason
from record_writer import BEFORE, CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, RecordWriter

COUNTER = "eventfd:[7]"


def test_read_of_a_counter(two: RecordWriter) -> None:
    """Who reads may come after who has written."""
    two.say(WORKER, "first")
    two.write(WORKER, 8, COUNTER)
    two.read(PARENT, 8, COUNTER)
    two.say(PARENT, "second")
    assert two.doubt() == (UNKNOWN, Reason.UNKNOWN_OBJECT)


def test_write_into_a_full_counter(two: RecordWriter) -> None:
    """Who writes may have waited for who has read, of the same counter."""
    two.writes(PARENT, 8, COUNTER)
    two.say(WORKER, "first")
    two.reads(WORKER, COUNTER)
    two.leave(PARENT, "write", 8)
    two.say(PARENT, "second")
    two.writes(PARENT, 8, "eventfd:[8]")
    two.say(WORKER, "third")
    two.leave(PARENT, "write", 8)
    two.say(PARENT, "fourth")
    assert two.doubt() == (UNKNOWN, Reason.BACK_PRESSURE)
    assert two.relation("third", "fourth") is CONCURRENT


@pytest.mark.parametrize("polled", [True, False])
def test_counter_that_another_could_have_written(three: RecordWriter, *, polled: bool) -> None:
    """Who reads could have come after a write that came later, unless that waited for it."""
    three.write(OTHER, 8, COUNTER)
    if polled:
        three.poll(PARENT, "POLLIN", name=COUNTER)
    else:
        three.read(PARENT, 8, COUNTER)
    three.say(PARENT, "second")
    three.say(WORKER, "first")
    three.write(WORKER, 8, COUNTER)
    assert three.doubt() == (UNKNOWN, Choice.WHICH_WRITER)


def test_counter_still_0(two: RecordWriter) -> None:
    """Who has found nothing began before somebody wrote."""
    two.say(PARENT, "first")
    two.reads(PARENT, COUNTER)
    two.leave(PARENT, "read", -1, error="EAGAIN")
    two.write(WORKER, 8, COUNTER)
    two.say(WORKER, "second")
    assert two.doubt() == (BEFORE, Choice.NOT_YET)
