"""Looks that found nothing yet come before what they looked for, on records that are made."""

import pytest
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_objects import PIDFD
from joinscope.happens_before.linear_extensions import outputs
from joinscope.recording.records import (
    ChangeArguments,
    DescriptorResults,
    KillArguments,
    MayArguments,
    OpenArguments,
    PidfdArguments,
    PollArguments,
    PollResults,
    Ready,
    SignalWaitArguments,
    WaitArguments,
    WaitResults,
)
from record_writer import (
    BEFORE,
    CONCURRENT,
    OTHER,
    PAIR,
    PARENT,
    PIPE,
    UNKNOWN,
    WORKER,
    RecordWriter,
)

NOT_YET = BEFORE, Choice.NOT_YET
CHILD, USER = 17, 10
LATE = 104


@pytest.fixture
def watched(writer: RecordWriter) -> RecordWriter:
    """A worker of which parent and sibling have a pidfd."""
    writer.make(PARENT, WORKER)
    made = DescriptorResults(3, PIDFD, cloexec=True)
    writer.call(PARENT, "pidfd_open", PidfdArguments(WORKER), 3, made)
    writer.make(PARENT, OTHER)
    return writer


def polls(writer: RecordWriter, tid: int, timeout: int = 0) -> None:
    writer.enter(tid, "poll", PollArguments(timeout, watched=1))


def polled(writer: RecordWriter, tid: int, name: str = PIDFD, *events: str) -> None:
    """A poll ends: it has reported these events; none: nothing."""
    events = events or ("POLLIN",)
    writer.leave(tid, "poll", 0, PollResults((), (Ready(3, name, events),)))


def reported(writer: RecordWriter, tid: int) -> None:
    polls(writer, tid, -1)
    writer.leave(tid, "poll", 1, PollResults((Ready(3, PIDFD, ("POLLIN",)),)))


@pytest.mark.parametrize("look", ["poll", "wait", "signal", "kill"])
def test_a_process_that_had_not_ended(watched: RecordWriter, look: str) -> None:
    """Whoever is told of its end comes after those who found it running, by that answer."""
    watched.say(PARENT, "first")
    if look == "poll":
        polls(watched, PARENT)
        polled(watched, PARENT)
    elif look == "wait":
        watched.waits(PARENT, options=["WNOHANG"])
        watched.leave(PARENT, "wait4", 0)
    elif look == "signal":
        given = SignalWaitArguments((CHILD,), 0)
        watched.call(PARENT, "rt_sigtimedwait", given, -1, error="EAGAIN")
    else:
        watched.call(PARENT, "kill", KillArguments(WORKER, 0))
    watched.exit(WORKER)
    if look == "kill":  # a zombie can be sent a signal: it has to be gone
        watched.call(OTHER, "kill", KillArguments(WORKER, 0), -1, error="ESRCH")
    else:
        reported(watched, OTHER)
    watched.say(OTHER, "second")
    assert (watched.doubt(), watched.way()) == (NOT_YET, {Kind.LOOK})
    assert {tuple(each) for each in outputs(watched.order())} == {("first", "second")}


def test_a_look_that_found_the_end(watched: RecordWriter) -> None:
    """It is in no order with others that are told."""
    watched.exit(WORKER)
    watched.say(PARENT, "first")
    reported(watched, PARENT)
    reported(watched, OTHER)
    watched.say(OTHER, "second")
    assert watched.relation() is CONCURRENT


def test_a_look_that_is_under_way(watched: RecordWriter) -> None:
    """Others may be told before its return is recorded: it looked before that."""
    watched.say(PARENT, "first")
    polls(watched, PARENT)
    watched.exit(WORKER)
    reported(watched, OTHER)
    polled(watched, PARENT)
    watched.say(OTHER, "second")
    assert (watched.doubt(), watched.way()) == (NOT_YET, {Kind.LOOK})


def test_a_look_that_begins_later(watched: RecordWriter) -> None:
    """One that has begun after that has not looked before it."""
    watched.exit(WORKER)
    reported(watched, OTHER)
    watched.say(OTHER, "second")
    watched.say(PARENT, "first")
    polls(watched, PARENT)
    polled(watched, PARENT)
    assert watched.relation() is CONCURRENT


def test_a_zombie_can_be_sent_a_signal(watched: RecordWriter) -> None:
    """So who has sent it one did not do so before its end, only before somebody has reaped it."""
    watched.make(WORKER, 103)
    watched.say(OTHER, "first")
    watched.call(OTHER, "kill", KillArguments(WORKER, USER))
    watched.exit(WORKER)
    reported(watched, PARENT)
    watched.say(PARENT, "second")
    watched.reap(PARENT)
    watched.say(PARENT, "third")
    assert watched.relation() is CONCURRENT
    assert watched.doubt("first", "third") == NOT_YET


def test_a_process_that_is_gone(watched: RecordWriter) -> None:
    """Who finds it gone comes after its end, by luck; where nobody knows it, after anything."""
    watched.say(WORKER, "first")
    watched.exit(WORKER)
    watched.call(OTHER, "kill", KillArguments(WORKER, USER), -1, error="ESRCH")
    watched.say(OTHER, "second")
    assert watched.doubt() == (BEFORE, Choice.NON_BLOCKING)
    watched.call(PARENT, "kill", KillArguments(77, 0), -1, error="ESRCH")
    watched.say(PARENT, "third")
    assert watched.doubt("second", "third") == (UNKNOWN, Reason.PROCESS_LOOK)


def test_a_group_that_had_not_ended(writer: RecordWriter) -> None:
    """Who is in another group nobody knows: so a look at one may be before anything later."""
    writer.make(PARENT, WORKER)
    writer.make(PARENT, OTHER)
    writer.say(PARENT, "first")
    writer.call(PARENT, "wait4", WaitArguments("P_PGID", 7, None, ("WNOHANG",)))
    writer.say(OTHER, "second")
    assert writer.doubt() == (UNKNOWN, Reason.PROCESS_LOOK)


def test_a_signal_of_the_parent_s_end(writer: RecordWriter) -> None:
    """Of a parent that has sent none it tells that the parent has ended (PR_SET_PDEATHSIG)."""
    writer.make(PARENT, WORKER)
    writer.say(PARENT, "first")
    writer.exit(PARENT)
    writer.sigwait(WORKER, USER, PARENT)
    writer.say(WORKER, "second")
    assert (writer.relation(), writer.kinds()) == (BEFORE, {Kind.SIGNAL})


def test_a_signal_that_had_not_come(writer: RecordWriter) -> None:
    """Its sender's return is after the look, also where that is recorded later."""
    writer.make(PARENT, WORKER)
    writer.say(PARENT, "first")
    writer.enter(PARENT, "rt_sigtimedwait", SignalWaitArguments((USER,), 0))
    writer.call(WORKER, "kill", KillArguments(PARENT, USER))
    writer.leave(PARENT, "rt_sigtimedwait", -1, error="EAGAIN")
    writer.say(WORKER, "second")
    assert (writer.doubt(), writer.way()) == (NOT_YET, {Kind.LOOK})


def test_a_signal_that_could_have_come_with_another(writer: RecordWriter) -> None:
    """Where one was taken before, the look finds nothing though the other was sent as well."""
    writer.make(PARENT, WORKER)
    writer.say(PARENT, "first")
    writer.call(WORKER, "kill", KillArguments(PARENT, USER))
    writer.sigwait(PARENT, USER, WORKER)
    given = SignalWaitArguments((USER,), 0)
    writer.call(PARENT, "rt_sigtimedwait", given, -1, error="EAGAIN")
    writer.call(WORKER, "kill", KillArguments(PARENT, USER))
    writer.say(WORKER, "second")
    assert writer.doubt() == (BEFORE, Choice.WHICH_SIGNAL)


def test_a_signal_to_a_group_that_had_not_come(writer: RecordWriter) -> None:
    """Nobody knows who is in the group: it may be that one."""
    writer.make(PARENT, WORKER)
    writer.say(PARENT, "first")
    given = SignalWaitArguments((USER,), 0)
    writer.call(PARENT, "rt_sigtimedwait", given, -1, error="EAGAIN")
    writer.call(WORKER, "kill", KillArguments(0, USER))
    writer.say(WORKER, "second")
    assert writer.doubt() == (UNKNOWN, Reason.SIGNAL)


def test_a_pipe_that_was_empty(three: RecordWriter) -> None:
    """A poll in vain is before what is written."""
    three.say(PARENT, "first")
    polls(three, PARENT)
    polled(three, PARENT, PIPE)
    three.write(WORKER)
    three.say(WORKER, "second")
    assert (three.doubt(), three.way()) == (NOT_YET, {Kind.LOOK})


def test_a_pipe_that_somebody_else_reads_later(three: RecordWriter) -> None:
    """In another run that reader is first, and the poll in vain all the same."""
    test_a_pipe_that_was_empty(three)
    three.read(OTHER, 1, count=1)
    three.say(OTHER, "third")
    for each in ("second", "third"):
        assert three.doubt("first", each) == (BEFORE, Choice.WHICH_READER)
        assert three.way("first", each) == {Kind.LOOK}
    three.write(WORKER)
    three.say(WORKER, "fourth")
    assert three.doubt("first", "fourth") == (BEFORE, Choice.WHICH_READER)
    assert outputs(three.order()).allows(["second", "third", "first", "fourth"])


def test_a_pipe_of_which_a_read_got_less_than_it_asked_for(three: RecordWriter) -> None:
    """It could have got what was written later as well, and then the poll finds nothing either."""
    three.write(OTHER)
    three.read(PARENT, 1, count=5)
    three.say(PARENT, "first")
    polls(three, PARENT)
    polled(three, PARENT, PIPE)
    three.write(WORKER)
    three.say(WORKER, "second")
    assert (three.doubt(), three.way()) == ((BEFORE, Choice.HOW_MUCH), {Kind.LOOK})
    assert outputs(three.order()).allows(["second", "first"])


def test_a_pipe_that_another_poll_reported_beside_others(three: RecordWriter) -> None:
    """It could have reported the others alone, and earlier: it tells of the pipe by a choice."""
    three.say(PARENT, "first")
    polls(three, PARENT)
    polled(three, PARENT, PIPE)
    three.writes(WORKER)
    three.enter(OTHER, "poll", PollArguments(-1, watched=2))
    three.leave(OTHER, "poll", 2, PollResults((Ready(3, PIPE, ("POLLIN",)),), ()))
    three.say(OTHER, "second")
    assert three.doubt() == (BEFORE, Choice.WHICH_READY)
    assert outputs(three.order()).allows(["second", "first"])


def test_a_pipe_that_only_a_later_child_reads_too(three: RecordWriter) -> None:
    """Who is made after the look has read nothing before it."""
    three.say(PARENT, "first")
    polls(three, PARENT)
    polled(three, PARENT, PIPE)
    three.make(PARENT, LATE)
    three.write(WORKER)
    three.say(WORKER, "second")
    three.read(LATE, 1, count=1)
    assert (three.doubt(), three.way()) == (NOT_YET, {Kind.LOOK})


def test_a_pipe_that_others_read(three: RecordWriter) -> None:
    """What was there before the look another may have taken: so nothing is proved, nor excluded."""
    three.reads(OTHER)
    three.say(PARENT, "first")
    polls(three, PARENT)
    polled(three, PARENT, PIPE)
    three.write(WORKER)
    three.leave(OTHER, "read", 1)
    three.say(WORKER, "second")
    assert three.doubt() == (UNKNOWN, Reason.OVERLAPPING_CALLS)


def test_a_pipe_that_was_open(three: RecordWriter) -> None:
    """A poll in vain is before the end of file, and may be before whoever brings it."""
    three.close(PARENT, 4)
    three.close(OTHER, 4)
    three.say(PARENT, "first")
    polls(three, PARENT)
    polled(three, PARENT, PIPE)
    three.close(WORKER, 4)
    three.say(WORKER, "second")
    three.read(OTHER, 0, count=1)
    three.say(OTHER, "third")
    assert three.doubt() == (UNKNOWN, Reason.END_OF_CHANNEL)
    assert (three.doubt("first", "third"), three.way("first", "third")) == (NOT_YET, {Kind.LOOK})


def test_a_pipe_that_ends_with_its_holder(three: RecordWriter) -> None:
    """So whoever is told of the end of a process may be told of what ended with it."""
    three.close(PARENT, 4)
    three.close(OTHER, 4)
    three.say(OTHER, "first")
    polls(three, OTHER)
    polled(three, OTHER, PIPE)
    three.exit(WORKER)
    three.reap(PARENT)
    three.say(PARENT, "second")
    assert three.doubt() == (UNKNOWN, Reason.END_OF_CHANNEL)


@pytest.mark.parametrize(
    ("name", "events", "reason"),
    [
        ("anon_inode:[eventfd]", ("POLLIN",), Reason.UNKNOWN_OBJECT),
        (PIPE, ("POLLOUT",), Reason.BACK_PRESSURE),
        (PAIR[0], ("POLLIN",), Reason.UNKNOWN_OBJECT),
    ],
)
def test_what_is_not_followed(
    three: RecordWriter, name: str, events: tuple[str, ...], reason: Reason
) -> None:
    """Who polled it in vain may have done so before anything that comes later."""
    three.say(PARENT, "first")
    polls(three, PARENT)
    polled(three, PARENT, name, *events)
    three.say(OTHER, "second")
    assert three.doubt() == (UNKNOWN, reason)


def test_a_poll_of_nobody_knows_what(three: RecordWriter) -> None:
    """So is a poll of which it could not be read what it was given."""
    three.say(PARENT, "first")
    polls(three, PARENT)
    three.leave(PARENT, "poll", 0, PollResults((), None))
    three.say(OTHER, "second")
    assert three.doubt() == (UNKNOWN, Reason.UNREADABLE)


def test_a_child_that_goes_on(three: RecordWriter) -> None:
    """A wait that tells of a continuation is after who has brought it, by that answer."""
    three.say(OTHER, "first")
    three.call(OTHER, "kill", KillArguments(WORKER, 18))
    three.waits(PARENT, options=["WCONTINUED", "WEXITED"], call="waitid")
    three.leave(PARENT, "waitid", 0, WaitResults(WORKER, reaped=False, status=0xFFFF))
    three.say(PARENT, "second")
    assert three.doubt() == (BEFORE, Choice.WHICH_CHANGE)


@pytest.mark.parametrize(("path", "expected"), [("/x/f", UNKNOWN), ("/x/g", CONCURRENT)])
def test_a_program_that_runs(three: RecordWriter, path: str, expected: object) -> None:
    """Who can open a file for writing may have waited until nobody executes it any more."""
    three.executes(WORKER, "/x/f")
    three.executed(WORKER, "/x/f")
    three.say(WORKER, "first")
    made = DescriptorResults(5, path, cloexec=False, mode="w")
    three.call(OTHER, "open", OpenArguments(path), 5, made)
    three.say(OTHER, "second")
    assert three.relation() is expected


def test_a_program_that_still_runs(three: RecordWriter) -> None:
    """Who cannot open it has tried before it ended."""
    three.executes(WORKER, "/x/f")
    three.executed(WORKER, "/x/f")
    three.say(OTHER, "first")
    three.call(OTHER, "open", OpenArguments("/x/f"), -1, error="ETXTBSY")
    three.exit(WORKER)
    three.reap(PARENT)
    three.say(PARENT, "second")
    assert three.doubt() == (UNKNOWN, Reason.PROCESS_LOOK)


def test_a_parent_that_had_not_ended(writer: RecordWriter) -> None:
    """getppid(2) that tells of it is before whoever is told of its end."""
    writer.make(PARENT, OTHER)
    writer.make(OTHER, WORKER)
    writer.say(WORKER, "first")
    writer.call(WORKER, "getppid", MayArguments("parent"), OTHER)
    writer.exit(OTHER)
    writer.reap(PARENT, OTHER)
    writer.say(PARENT, "second")
    assert writer.doubt() == NOT_YET


def test_a_process_that_had_a_group(three: RecordWriter) -> None:
    """Who has asked for it has found the process there, which may be before anything later."""
    three.say(OTHER, "first")
    three.call(OTHER, "getpgid", MayArguments("process_group"), WORKER)
    three.exit(WORKER)
    three.reap(PARENT)
    three.say(PARENT, "second")
    assert three.doubt() == (UNKNOWN, Reason.PROCESS_LOOK)


@pytest.mark.parametrize("error", [None, "ESRCH"])
def test_a_pidfd_that_is_opened(three: RecordWriter, error: str | None) -> None:
    """Its process was not gone; or it was."""
    opens, result = PidfdArguments(WORKER), -1 if error else 5
    made = None if error else DescriptorResults(5, PIDFD, cloexec=True)
    if error is None:
        three.say(OTHER, "first")
        three.call(OTHER, "pidfd_open", opens, result, made)
        three.exit(WORKER)
        three.reap(PARENT)
        three.say(PARENT, "second")
        assert three.doubt() == NOT_YET
    else:
        three.say(WORKER, "first")
        three.exit(WORKER)
        three.call(OTHER, "pidfd_open", opens, result, made, error=error)
        three.say(OTHER, "second")
        assert three.doubt() == (BEFORE, Choice.NON_BLOCKING)


def test_a_guard_of_the_parent_s_is_no_other_s(watched: RecordWriter) -> None:
    """What the parent's wait for any child has decided, a sibling's poll has not asked for."""
    watched.say(WORKER, "first")
    watched.exit(WORKER)
    watched.reap_any(PARENT, WORKER)
    reported(watched, OTHER)
    watched.say(OTHER, "second")
    watched.say(PARENT, "third")
    assert watched.relation() is BEFORE
    assert watched.doubt("first", "third") == (BEFORE, Choice.WHICH_CHILD)


def test_either_of_two_pidfds(watched: RecordWriter) -> None:
    """A poll of both could have been answered by the one that it was not."""
    made = DescriptorResults(4, PIDFD, cloexec=True)
    watched.call(PARENT, "pidfd_open", PidfdArguments(OTHER), 4, made)
    watched.enter(PARENT, "poll", PollArguments(-1, watched=2))
    watched.exit(WORKER)
    watched.leave(PARENT, "poll", 1, PollResults((Ready(3, PIDFD, ("POLLIN",)),)))
    watched.say(OTHER, "first")
    watched.say(PARENT, "second")
    watched.exit(OTHER)
    assert watched.doubt() == (UNKNOWN, Choice.WHICH_READY)


@pytest.mark.parametrize("adopts", [False, True])
def test_a_wait_of_a_subreaper(writer: RecordWriter, *, adopts: bool) -> None:
    """Its wait for any child could have been answered by a child of a child, once adopted."""
    if adopts:
        writer.call(PARENT, "prctl", MayArguments("parent"))
    writer.make(PARENT, OTHER)
    writer.make(OTHER, WORKER)
    writer.say(WORKER, "first")
    writer.exit(OTHER)
    writer.reap_any(PARENT, OTHER)
    writer.say(PARENT, "second")
    writer.exit(WORKER)
    assert writer.doubt() == ((UNKNOWN, Choice.WHICH_CHILD) if adopts else None)


def test_an_orphan_that_may_have_been_adopted(writer: RecordWriter) -> None:
    """Who has no child left may have waited for those that it had become the parent of."""
    writer.make(PARENT, OTHER)
    writer.make(OTHER, WORKER)
    writer.exit(OTHER)
    writer.say(WORKER, "first")
    writer.exit(WORKER)
    writer.waits(PARENT, None)
    writer.leave(PARENT, "wait4", -1, error="ECHILD")
    writer.say(PARENT, "second")
    assert writer.doubt() == (UNKNOWN, Reason.CHILD_STATE)


def test_a_change_that_had_not_been_made(three: RecordWriter) -> None:
    """Without look-ups anybody may have looked before it."""
    three.say(PARENT, "first")
    three.call(WORKER, "mkdir", ChangeArguments(("new",)))
    three.say(WORKER, "second")
    assert three.doubt() == (UNKNOWN, Reason.FILE)


def test_a_write_before_the_last_reader_lets_go(writer: RecordWriter) -> None:
    """Nobody has read it: had the last who could have let go before, it would have failed."""
    writer.pipe(PARENT)
    writer.make(PARENT, WORKER)
    writer.close(PARENT, 3)
    writer.say(PARENT, "first")
    writer.write(PARENT)
    writer.close(WORKER, 3)
    writer.say(WORKER, "second")
    assert (writer.doubt(), writer.way()) == (NOT_YET, {Kind.LOOK})


def test_a_write_that_was_read(writer: RecordWriter) -> None:
    """Who reads it is after it anyway; so nobody else need have been there."""
    writer.pipe(PARENT)
    writer.make(PARENT, WORKER)
    writer.say(WORKER, "first")
    writer.write(WORKER)
    writer.read(PARENT, 1, count=1)
    writer.close(PARENT, 3)
    writer.say(PARENT, "second")
    assert writer.relation() is BEFORE


def test_a_poll_of_what_another_takes_meanwhile(writer: RecordWriter) -> None:
    """Data that a poll has reported may be those which another has taken before it returns."""
    writer.pipe(PARENT)
    writer.make(PARENT, WORKER)
    writer.make(PARENT, OTHER)
    polls(writer, WORKER, -1)
    writer.say(PARENT, "first")
    writer.write(PARENT)
    writer.read(OTHER)
    reported = PollResults((Ready(3, PIPE, ("POLLIN",)),))
    writer.leave(WORKER, "poll", 1, reported)
    writer.say(WORKER, "second")
    assert writer.doubt() == (UNKNOWN, Reason.OVERLAPPING_CALLS)
