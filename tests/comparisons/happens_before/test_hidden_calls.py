"""Calls by which order may travel unseen: each way keeps two lines from being concurrent."""

import pytest
from broken_order import broken
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.rules.hidden_calls import REASONS
from joinscope.recording.records import MayArguments, PollArguments, PollResults, Way
from record_writer import CONCURRENT, PARENT, UNKNOWN, WORKER, RecordWriter


def tells(writer: RecordWriter, way: Way) -> None:
    """A worker says a line and makes such a call; then the parent makes one and says a line."""
    writer.say(WORKER, "first")
    writer.call(WORKER, "changes", MayArguments(way), 0)
    writer.call(PARENT, "looks", MayArguments(way), 0)
    writer.say(PARENT, "second")


@pytest.mark.parametrize("way", REASONS)
def test_each_way(two: RecordWriter, way: Way) -> None:
    """The one may have told the other, and it is said by which way."""
    tells(two, way)
    assert two.doubt() == (UNKNOWN, REASONS[way])


@pytest.mark.parametrize("way", REASONS)
def test_each_way_is_needed(two: RecordWriter, way: Way) -> None:
    """With its reason left out, the two lines are taken for concurrent."""
    tells(two, way)
    with broken(REASONS[way]):
        assert two.relation() is CONCURRENT


def test_what_could_not_be_read_is_needed(two: RecordWriter) -> None:
    """A poll of which nobody knows what it reported may have been told anything."""
    two.say(WORKER, "first")
    two.call(PARENT, "poll", PollArguments(-1, watched=1), 1, PollResults(None))
    two.say(PARENT, "second")
    assert two.doubt() == (UNKNOWN, Reason.UNREADABLE)
    with broken(Reason.UNREADABLE):
        assert two.relation() is CONCURRENT
