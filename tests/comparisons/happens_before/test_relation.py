"""The events that claims speak of, and recordings that end early."""

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.relation import relation
from joinscope.vocabulary import Event
from record_writer import BEFORE, CONCURRENT, PARENT, UNKNOWN, WORKER, RecordWriter


def test_the_parents_exit(two: RecordWriter) -> None:
    """The parent's exit is after its own lines, and concurrent with a lone worker's."""
    two.say(PARENT, "first")
    two.exit(PARENT)
    two.say(WORKER, "second")
    history = HappensBefore.of(two.records)
    parent = Event("exit", "parent")
    assert relation(history, Event("line", "first"), parent) is BEFORE
    assert relation(history, parent, Event("line", "second")) is CONCURRENT


def test_what_did_not_happen_once(writer: RecordWriter) -> None:
    """A line that was not printed, or twice, has no relation."""
    writer.say(PARENT, "first")
    writer.say(PARENT, "twice")
    writer.say(PARENT, "twice")
    assert writer.relation("first", "never") is UNKNOWN
    assert writer.relation("first", "twice") is UNKNOWN


def test_a_partial_recording(two: RecordWriter) -> None:
    """Every beginning of a recording can be read, and proves no more than the whole one."""
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.reap(PARENT)
    two.say(PARENT, "second")
    for end in range(len(two.records)):
        history = HappensBefore.of(two.records[:end])
        seen = relation(history, Event("line", "first"), Event("line", "second"))
        assert seen is UNKNOWN
