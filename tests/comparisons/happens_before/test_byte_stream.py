"""Which writes a read got bytes of: the examples of byte_stream.py."""

import pytest
from joinscope.happens_before.byte_stream import Stream, Write
from joinscope.happens_before.graph import Chain

READER, ONE, TWO, THREE = (Chain(number, 100 + number, number) for number in range(4))


def sources(stream: Stream, size: int, reader: Chain = READER) -> list[Chain]:
    return [write.chain for write in stream.sources(reader, size)]


@pytest.fixture
def stream() -> Stream:
    """Two writes that overlap, of 4 and 2 bytes, and one of 3 behind them."""
    made = Stream()
    one, two = made.begin(ONE, 1), made.begin(TWO, 2)
    made.finish(one, 4)
    made.finish(two, 2)
    made.finish(made.begin(THREE, 5), 3)
    return made


def test_each_of_a_burst_may_lie_anywhere_in_it(stream: Stream) -> None:
    """Its first byte has a least and a greatest place."""
    places = [(write.least, write.greatest, write.size) for write in stream.unread()]
    assert places == [(0, 2, 4), (0, 4, 2), (6, 6, 3)]


@pytest.mark.parametrize(
    ("size", "expected"),
    [(2, []), (3, [ONE]), (4, [ONE]), (5, [ONE, TWO]), (6, [ONE, TWO]), (7, [ONE, TWO, THREE])],
)
def test_what_a_read_has_surely_got(stream: Stream, size: int, expected: list[Chain]) -> None:
    """A write of which it must have got a byte, wherever that lay."""
    assert sources(stream, size) == expected


def test_a_write_that_goes_on() -> None:
    """It is surely read where a read ends behind all others, if it is alone."""
    stream = Stream()
    stream.finish(stream.begin(ONE, 1), 1)
    stream.begin(TWO, 3)
    assert sources(stream, 1) == [ONE]
    assert sources(stream, 2) == [ONE, TWO]
    stream.begin(THREE, 4)
    assert sources(stream, 2) == [ONE]


def test_reads_of_one_thread_count_as_one(stream: Stream) -> None:
    """Behind 4 bytes one more: among those 5 were some of both; that 1 may be of either."""
    stream.take(4, 8, READER, alone=True)
    assert sources(stream, 1, READER) == [ONE, TWO]
    assert sources(stream, 1, THREE) == []


def test_what_was_read_is_forgotten(stream: Stream) -> None:
    """A write that no later read can get is kept no longer."""
    stream.take(6, 9, READER, alone=True)
    assert [write.chain for write in stream.unread()] == [THREE]
    stream.take(3, 10, READER, alone=True)
    assert stream.waiting is None


def test_a_write_has_no_place_before_its_burst_is_over() -> None:
    """Nor does what fails take any."""
    stream = Stream()
    write = stream.begin(ONE, 1)
    assert write == Write(ONE, 1)
    stream.finish(write, -1)
    assert (stream.written, stream.unread()) == (0, [])
