"""Edges of eventfds; where what is in one is not followed, they are may."""

import pytest
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.recording.records import (
    CounterArguments,
    DescriptorResults,
    MayArguments,
    PollArguments,
    PollResults,
    ReadArguments,
    Ready,
    WriteArguments,
)
from record_writer import (
    BEFORE,
    CONCURRENT,
    OTHER,
    PARENT,
    PIPE,
    UNKNOWN,
    WORKER,
    RecordWriter,
)

COUNTER = "eventfd:[7]"


def _make(writer: RecordWriter, value: int = 0, *flags: str) -> None:
    results = DescriptorResults(5, COUNTER, cloexec=False)
    writer.call(PARENT, "eventfd2", CounterArguments(value, flags), 5, results)


def _made(value: int = 0, *flags: str) -> RecordWriter:
    """A counter that the parent has made before its two children."""
    writer = RecordWriter()
    writer.pipe(PARENT)
    _make(writer, value, *flags)
    writer.make(PARENT, WORKER)
    writer.make(PARENT, OTHER)
    return writer


def _adds(writer: RecordWriter, tid: int, value: int | None = 1) -> None:
    writer.enter(tid, "write", WriteArguments(5, COUNTER, 8, (), value=value))


def _add(writer: RecordWriter, tid: int, value: int | None = 1) -> None:
    _adds(writer, tid, value)
    writer.leave(tid, "write", 8)


def _read(
    writer: RecordWriter, tid: int = PARENT, *, found: bool = True, nonblocking: bool = False
) -> None:
    given = ReadArguments(5, COUNTER, 8, (), nonblocking=nonblocking)
    writer.call(tid, "read", given, 8 if found else -1, error=None if found else "EAGAIN")


def test_counter() -> None:
    """Who reads comes after who has written, as nothing was there before."""
    writer = _made()
    writer.say(WORKER, "first")
    _add(writer, WORKER)
    writer.say(WORKER, "later")
    _read(writer)
    writer.say(PARENT, "second")
    assert (writer.relation(), writer.kinds()) == (BEFORE, {Kind.COUNTER})
    assert writer.relation("later", "second") is CONCURRENT


def test_counter_that_is_written_while_it_is_read() -> None:
    """A write counts from its enter on."""
    writer = _made()
    writer.say(WORKER, "first")
    _adds(writer, WORKER)
    _read(writer)
    writer.say(PARENT, "second")
    writer.leave(WORKER, "write", 8)
    assert (writer.relation(), writer.kinds()) == (BEFORE, {Kind.COUNTER})


@pytest.mark.parametrize("flags", [(), ("EFD_SEMAPHORE",)])
def test_counter_with_enough(flags: tuple[str, ...]) -> None:
    """Where something is there anyway nobody waits; what is added may be read with it."""
    writer = _made(1, *flags)
    writer.say(WORKER, "first")
    _add(writer, WORKER)
    _read(writer)
    writer.say(PARENT, "second")
    assert writer.relation() is (CONCURRENT if flags else UNKNOWN)
    assert writer.doubt() == (None if flags else (UNKNOWN, Choice.HOW_MUCH))


def test_counter_polled() -> None:
    """So does who is told by a poll that something is there; it is still there then."""
    writer = _made()
    writer.say(WORKER, "first")
    _add(writer, WORKER)
    writer.poll(PARENT, "POLLIN", name=COUNTER)
    writer.say(PARENT, "second")
    _read(writer)
    assert (writer.relation(), writer.kinds()) == (BEFORE, {Kind.COUNTER})


@pytest.mark.parametrize("semaphore", [True, False])
@pytest.mark.parametrize("late", [True, False])
def test_read_between_two_writes(*, semaphore: bool, late: bool) -> None:
    """Who takes 1 needs no second write; who takes all may have taken that as well."""
    writer = _made(0, *(["EFD_SEMAPHORE"] if semaphore else []))
    _add(writer, WORKER)
    if late:
        _read(writer)
        writer.say(PARENT, "second")
    writer.say(WORKER, "first")
    _add(writer, WORKER)
    if not late:
        _read(writer)
        writer.say(PARENT, "second")
    assert writer.doubt() == (None if semaphore else (UNKNOWN, Choice.HOW_MUCH))
    assert writer.relation() is (CONCURRENT if semaphore else UNKNOWN)


@pytest.mark.parametrize(("semaphore", "value"), [(True, 1), (False, 1), (False, 2)])
def test_each_read_needs_a_write(*, semaphore: bool, value: int) -> None:
    """A second read comes after a second write, however much the first one has added."""
    writer = _made(0, *(["EFD_SEMAPHORE"] if semaphore else []))
    _add(writer, WORKER, value)
    _read(writer)
    writer.say(WORKER, "first")
    _add(writer, WORKER)
    _read(writer)
    writer.say(PARENT, "second")
    assert (writer.relation(), writer.kinds()) == (BEFORE, {Kind.COUNTER})


def test_counter_that_counts() -> None:
    """A write may add several, of which as many reads take one each; a write of 0 adds none."""
    writer = _made(0, "EFD_SEMAPHORE")
    _add(writer, WORKER, 2)
    writer.say(WORKER, "first")
    _add(writer, WORKER, 0)
    _read(writer)
    _read(writer)
    writer.say(PARENT, "second")
    assert writer.relation() is CONCURRENT
    writer.say(WORKER, "third")
    _add(writer, WORKER)
    _read(writer)
    writer.say(PARENT, "fourth")
    assert writer.relation("third", "fourth") is BEFORE


@pytest.mark.parametrize("semaphore", [True, False])
@pytest.mark.parametrize("late", [True, False])
def test_counter_that_two_have_written(*, semaphore: bool, late: bool) -> None:
    """Who reads could have come after the other one, also if that came later."""
    writer = _made(0, *(["EFD_SEMAPHORE"] if semaphore else []))
    writer.say(WORKER, "first")
    _add(writer, WORKER)
    if not late:
        _add(writer, OTHER)
    _read(writer)
    writer.say(PARENT, "second")
    if late:
        _add(writer, OTHER)
    found = writer.doubt()
    assert found is not None
    assert found[1] is Choice.WHICH_WRITER


def test_write_that_waited_for_the_read() -> None:
    """It could not have been read by that."""
    writer = _made()
    writer.say(WORKER, "first")
    _add(writer, WORKER)
    _read(writer)
    writer.say(PARENT, "second")
    writer.write(PARENT)
    writer.read(OTHER)
    _add(writer, OTHER)
    assert writer.relation() is BEFORE


def test_counter_still_without() -> None:
    """Who has found nothing began before somebody wrote; who found something could have not."""
    writer = _made(0, "EFD_NONBLOCK")
    writer.say(PARENT, "early")
    _read(writer, found=False, nonblocking=True)
    writer.say(WORKER, "first")
    _add(writer, WORKER)
    writer.say(WORKER, "late")
    _read(writer, nonblocking=True)
    writer.say(PARENT, "second")
    assert writer.doubt("early", "late") == (BEFORE, Choice.NOT_YET)
    assert writer.doubt() == (BEFORE, Choice.NON_BLOCKING)


def test_poll_in_vain() -> None:
    """So does who has polled it in vain."""
    writer = _made()
    writer.say(PARENT, "first")
    missed = PollResults((), (Ready(5, COUNTER, ("POLLIN",)),))
    writer.call(PARENT, "poll", PollArguments(0, watched=1), 0, missed)
    _add(writer, WORKER)
    writer.say(WORKER, "second")
    assert writer.doubt() == (BEFORE, Choice.NOT_YET)


@pytest.mark.parametrize("by", [OTHER, PARENT])
def test_poll_in_vain_after_it_was_read(by: int) -> None:
    """There may as well be nothing because it was read: by another later, by itself before."""
    writer = _made(1)
    if by is PARENT:
        _read(writer)
    writer.say(PARENT, "first")
    missed = PollResults((), (Ready(5, COUNTER, ("POLLIN",)),))
    writer.call(PARENT, "poll", PollArguments(0, watched=1), 0, missed)
    _add(writer, WORKER)
    writer.say(WORKER, "second")
    if by is OTHER:
        _read(writer, OTHER)
    choice = Choice.WHICH_READER if by is OTHER else Choice.HOW_MUCH
    assert writer.doubt() == (BEFORE, choice)


def test_counter_that_another_has_emptied() -> None:
    """There may be nothing because another has read it."""
    writer = _made(1)
    writer.say(WORKER, "first")
    _read(writer, WORKER)
    _read(writer, found=False, nonblocking=True)
    writer.say(PARENT, "second")
    assert writer.doubt() == (UNKNOWN, Reason.BACK_PRESSURE)


@pytest.mark.parametrize("late", [True, False])
def test_counter_that_a_poll_has_passed_over(*, late: bool) -> None:
    """A poll that has reported a pipe could have reported the counter."""
    writer = _made()
    writer.write(OTHER)
    if not late:
        writer.say(WORKER, "first")
        _add(writer, WORKER)
    given = PollArguments(-1, watched=2, fds=(3, 5))
    results = PollResults((Ready(3, PIPE, ("POLLIN",)),))
    writer.call(PARENT, "poll", given, 1, results)
    writer.say(PARENT, "second")
    if late:
        writer.say(WORKER, "first")
        _add(writer, WORKER)
    assert writer.doubt() == (UNKNOWN, Choice.WHICH_READY)


def test_counter_of_an_older_number() -> None:
    """The number of one that is gone is that of another."""
    writer = _made(1)
    _make(writer)
    writer.make(PARENT, 200)
    writer.say(200, "first")
    _add(writer, 200)
    _read(writer)
    writer.say(PARENT, "second")
    assert writer.relation() is BEFORE


def test_counter_that_was_written_unseen() -> None:
    """Where nobody was seen to write, somebody else has, and may always."""
    writer = _made()
    writer.say(WORKER, "first")
    _read(writer)
    writer.say(PARENT, "second")
    assert writer.doubt() == (UNKNOWN, Reason.UNRECORDED_PROCESS)
    _add(writer, WORKER)
    _read(writer)
    writer.say(PARENT, "third")
    assert writer.doubt("first", "third") is not None


@pytest.mark.parametrize("later", [True, False])
def test_counter_of_who_may_write_unseen(*, later: bool) -> None:
    """By io_uring a process may have written into what it has, and into what it makes later."""
    writer = RecordWriter()
    if not later:
        _make(writer)
    writer.call(PARENT, "io_uring_setup", MayArguments("io_uring"), 9)
    if later:
        _make(writer)
    writer.make(PARENT, WORKER)
    writer.say(WORKER, "first")
    _add(writer, WORKER)
    _read(writer)
    writer.say(PARENT, "second")
    assert writer.relation() is UNKNOWN


def test_counter_that_could_have_been_written_unseen() -> None:
    """So it may have been before a read that had returned by then."""
    writer = _made()
    writer.say(WORKER, "first")
    _add(writer, WORKER)
    _read(writer)
    writer.say(PARENT, "second")
    writer.call(OTHER, "io_uring_setup", MayArguments("io_uring"), 9)
    assert writer.doubt() == (BEFORE, Choice.WHICH_WRITER)


@pytest.mark.parametrize("value", [None, 1 << 40])
def test_counter_that_may_be_full(value: int | None) -> None:
    """Of much, or nobody knows how much, a write may have waited for a read."""
    writer = _made()
    writer.say(OTHER, "before")
    _add(writer, OTHER)
    writer.say(PARENT, "first")
    _read(writer)
    _add(writer, WORKER, value)
    writer.say(WORKER, "second")
    assert writer.doubt() == (UNKNOWN, Reason.BACK_PRESSURE)
    assert writer.relation("before", "first") is CONCURRENT
    writer.say(OTHER, "third")
    _add(writer, OTHER)
    _read(writer)
    writer.say(PARENT, "fourth")
    assert writer.doubt("third", "fourth") == (UNKNOWN, Reason.UNKNOWN_OBJECT)


def test_read_of_a_counter(two: RecordWriter) -> None:
    """Who reads one from outside may come after who has written."""
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
