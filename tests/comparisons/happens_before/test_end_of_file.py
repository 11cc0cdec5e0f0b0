"""Edges of ends: the last release of a pipe, and who saw it."""

import pytest
from joinscope.happens_before.graph import Kind
from joinscope.recording.records import (
    Arguments,
    CloseArguments,
    CloseRangeArguments,
    DuplicateArguments,
    ExecArguments,
    ShutdownArguments,
)
from record_writer import (
    BEFORE,
    CONCURRENT,
    OTHER,
    PAIR,
    PARENT,
    PIPE,
    TERMINAL,
    UNKNOWN,
    WORKER,
    RecordWriter,
)


@pytest.mark.parametrize("how", ["read", "poll"])
@pytest.mark.parametrize("release", ["close", "exit"])
def test_end_of_file(two: RecordWriter, how: str, release: str) -> None:
    """Every writing end was let go of before the end of file was seen."""
    two.close(PARENT, 4)
    two.say(WORKER, "first")
    if release == "close":
        two.close(WORKER, 4)
    else:
        two.exit(WORKER)
    _end(two, how)
    assert two.relation() is BEFORE
    assert two.kinds() == {Kind.EOF if how == "read" else Kind.HANGUP}


def _end(writer: RecordWriter, how: str = "read") -> None:
    if how == "read":
        writer.read(PARENT, 0, count=10)
    else:
        writer.poll(PARENT, "POLLHUP")
    writer.say(PARENT, "second")


@pytest.mark.parametrize("how", ["read", "poll"])
def test_end_of_file_without_a_writing_end(two: RecordWriter, how: str) -> None:
    """A process that had closed its writing end before is concurrent with the end of file."""
    two.close(PARENT, 4)
    two.close(WORKER, 4)
    two.say(WORKER, "first")
    two.exit(WORKER)
    _end(two, how)
    assert two.relation() is CONCURRENT


def test_a_read_of_nothing_is_no_end(two: RecordWriter) -> None:
    """A read that asked for no byte returns 0 and proves nothing."""
    two.say(WORKER, "first")
    two.close(WORKER, 4)
    two.read(PARENT, 0, count=0)
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


def test_a_second_holder(three: RecordWriter) -> None:
    """The end of file waits for every holder, also for a copy that was made at a fork."""
    three.close(PARENT, 4)
    three.say(WORKER, "one")
    three.exit(WORKER)
    three.say(OTHER, "two")
    three.close(OTHER, 4)
    three.say(OTHER, "later")
    _end(three)
    assert three.relation("one", "second") is BEFORE
    assert three.relation("two", "second") is BEFORE
    assert three.relation("later", "second") is CONCURRENT


def test_a_copy_by_dup2(two: RecordWriter) -> None:
    """A copy of the writing end under another number counts as long as it lives."""
    two.close(PARENT, 4)
    two.dup2(WORKER, 4, 9, PIPE)
    two.close(WORKER, 4)
    two.say(WORKER, "first")
    two.close(WORKER, 9)
    two.say(WORKER, "later")
    _end(two)
    assert two.relation() is BEFORE
    assert two.relation("later", "second") is CONCURRENT


def test_dup2_over_the_writing_end(two: RecordWriter) -> None:
    """dup2 over a writing end lets go of it."""
    two.close(PARENT, 4)
    two.say(WORKER, "first")
    two.dup2(WORKER, 1, 4, TERMINAL, closed=PIPE)
    two.say(WORKER, "later")
    _end(two)
    assert two.relation() is BEFORE
    assert two.relation("later", "second") is CONCURRENT


@pytest.mark.parametrize("cloexec", [True, False])
def test_close_on_exec(writer: RecordWriter, *, cloexec: bool) -> None:
    """An exec lets go of what is marked for it; the rest lives as long as the new program."""
    writer.pipe(PARENT, cloexec=cloexec)
    writer.make(PARENT, WORKER)
    writer.close(PARENT, 4)
    writer.say(WORKER, "first")
    writer.executes(WORKER)
    writer.executed(WORKER)
    writer.say(WORKER, "later")
    writer.exit(WORKER)
    _end(writer)
    assert writer.relation() is BEFORE
    assert writer.relation("later", "second") is (CONCURRENT if cloexec else BEFORE)


def test_close_range(two: RecordWriter) -> None:
    """close_range lets go of inherited descriptors too."""
    two.close(PARENT, 4)
    two.say(WORKER, "first")
    two.call(WORKER, "close_range", CloseRangeArguments(3, 0xFFFF_FFFF, ()))
    two.say(WORKER, "later")
    _end(two)
    assert two.relation() is BEFORE
    assert two.relation("later", "second") is CONCURRENT


def test_a_close_that_failed(two: RecordWriter) -> None:
    """A close that failed with EBADF let go of nothing."""
    two.close(PARENT, 4)
    two.close(WORKER, 4, error="EBADF")
    two.say(WORKER, "first")
    two.exit(WORKER)
    _end(two)
    assert two.relation() is BEFORE


def test_an_ended_thread_lets_go_of_nothing(two: RecordWriter) -> None:
    """The threads of a process share its descriptors: only the last one drops them."""
    two.close(PARENT, 4)
    two.make(WORKER, OTHER, "thread")
    two.say(OTHER, "first")
    two.exit(OTHER)
    two.close(WORKER, 4)
    _end(two)
    assert two.relation() is UNKNOWN


def test_broken_pipe_of_a_write_that_waited(two: RecordWriter) -> None:
    """A write that has put in something before nobody was left to read tells it by a signal."""
    two.close(PARENT, 3)
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.writes(PARENT, 70_000)
    two.leave(PARENT, "write", 65536)
    two.signal(PARENT, "SIGPIPE", 13, PARENT)
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.BROKEN})


def test_own_end_shut_down() -> None:
    """Who holds the other end himself has seen no release: it was the shutdown of his own."""
    for holds in (True, False):
        here = RecordWriter()
        here.pair(PARENT)
        here.make(PARENT, WORKER)
        if not holds:
            here.close(PARENT, 3, PAIR[0])
        here.say(WORKER, "first")
        here.call(WORKER, "shutdown", ShutdownArguments(4, PAIR[1], "SHUT_RD"))
        here.read(PARENT, 0, PAIR[1])
        here.say(PARENT, "second")
        assert here.relation() is (BEFORE if holds else UNKNOWN)


def test_broken_pipe(two: RecordWriter) -> None:
    """A write that fails with EPIPE is after every reading end was let go of."""
    two.close(PARENT, 3)
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.write(PARENT, -1, error="EPIPE")
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.BROKEN})


def test_hang_up_of_a_socket() -> None:
    """The end of one socket of a pair is the hang-up of the other; not after a shutdown."""
    for shut in (False, True):
        here = RecordWriter()
        here.pair(PARENT)
        here.make(PARENT, WORKER)
        here.close(PARENT, 3, PAIR[0])
        if shut:
            here.call(WORKER, "shutdown", ShutdownArguments(3, PAIR[0], "SHUT_WR"))
        here.say(WORKER, "first")
        here.exit(WORKER)
        here.read(PARENT, 0, PAIR[1], count=1)
        here.say(PARENT, "second")
        assert here.relation() is (CONCURRENT if shut else BEFORE)


def test_shut_down_by_two() -> None:
    """Of two that shut down an end either alone may have done it."""
    here = RecordWriter()
    here.pair(PARENT)
    here.make(PARENT, WORKER)
    here.make(PARENT, OTHER)
    here.say(WORKER, "one")
    here.call(WORKER, "shutdown", ShutdownArguments(3, PAIR[0], "SHUT_WR"))
    here.say(OTHER, "two")
    here.call(OTHER, "shutdown", ShutdownArguments(3, PAIR[0], "SHUT_RDWR"))
    here.say(OTHER, "later")
    here.read(PARENT, 0, PAIR[1])
    here.say(PARENT, "second")
    assert here.relation("one", "second") is UNKNOWN
    assert here.relation("two", "second") is UNKNOWN
    assert here.relation("later", "second") is CONCURRENT


def test_a_shutdown_that_failed() -> None:
    """It has ended nothing; nor has one of a direction that there is not."""
    here = RecordWriter()
    here.pair(PARENT)
    here.make(PARENT, WORKER)
    here.close(PARENT, 3, PAIR[0])
    here.call(WORKER, "shutdown", ShutdownArguments(3, PAIR[0], "SHUT_WR"), -1, error="ENOTCONN")
    here.call(WORKER, "shutdown", ShutdownArguments(3, PAIR[0], None), -1, error="EINVAL")
    here.say(WORKER, "first")
    here.exit(WORKER)
    here.read(PARENT, 0, PAIR[1])
    here.say(PARENT, "second")
    assert (here.relation(), here.kinds()) == (BEFORE, {Kind.EOF})


def test_passed_writing_end(writer: RecordWriter) -> None:
    """A writing end that was passed on holds off the end of file as any other."""
    writer.make(PARENT, WORKER)
    writer.pipe(PARENT)
    writer.table(WORKER, {7: PIPE}, "w")
    writer.close(PARENT, 4)
    writer.say(WORKER, "first")
    writer.exit(WORKER)
    _end(writer)
    assert writer.relation() is BEFORE


def test_no_broken_pipe(three: RecordWriter) -> None:
    """A process that had closed its reading end before is concurrent with the broken pipe."""
    three.close(PARENT, 3)
    three.close(WORKER, 3)
    three.say(WORKER, "first")
    three.exit(OTHER)
    three.write(PARENT, -1, error="EPIPE")
    three.say(PARENT, "second")
    assert three.relation() is CONCURRENT


@pytest.mark.parametrize("call", ["close", "dup2", "close_range", "execve"])
def test_end_of_file_before_the_call_that_brought_it_returns(
    writer: RecordWriter, call: str
) -> None:
    """Who notices that nobody holds the end may be recorded before the last holder's leave."""
    writer.pipe(PARENT, cloexec=True)
    writer.make(PARENT, WORKER)
    writer.close(PARENT, 4)
    writer.say(WORKER, "first")
    given: dict[str, Arguments] = {
        "close": CloseArguments(4, PIPE),
        "dup2": DuplicateArguments(1, TERMINAL),
        "close_range": CloseRangeArguments(4, 4, ()),
        "execve": ExecArguments("/bin/true"),
    }
    writer.enter(WORKER, call, given[call])
    _end(writer)
    assert (writer.relation(), writer.kinds()) == (BEFORE, {Kind.EOF})


def test_end_of_file_of_a_holder_that_let_go_unseen(two: RecordWriter) -> None:
    """Who still holds the end, and is in no call that closes it, has let go of it unseen."""
    two.close(PARENT, 4)
    two.say(WORKER, "first")
    _end(two)
    assert two.relation() is UNKNOWN
