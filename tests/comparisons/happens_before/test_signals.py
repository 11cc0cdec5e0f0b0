"""Edges of signals and pidfds: what a delivery comes after."""

from typing import Any

import pytest
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.recording.records import (
    Continue,
    DescriptorResults,
    Exiting,
    PendingArguments,
    PendingResults,
    PidfdArguments,
    PollArguments,
    PollResults,
    Ready,
    SignalReturnArguments,
    Termination,
)
from joinscope.vocabulary import Relation
from record_writer import BEFORE, CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, RecordWriter

PIDFD = "anon_inode:[pidfd]"


def test_signal(two: RecordWriter) -> None:
    """The call that sent a signal is before its delivery to who waits for it."""
    two.say(WORKER, "first")
    two.suspends(PARENT, 10)
    two.kills(WORKER, PARENT, 10)
    two.suspended(PARENT)
    two.signal(PARENT, "SIGUSR1", 10, WORKER)
    two.leave(WORKER, "kill")
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.SIGNAL})


def test_second_signal(two: RecordWriter) -> None:
    """A delivery is not after a call that cannot have been needed for it."""
    two.kills(WORKER, PARENT, 10)
    two.leave(WORKER, "kill")
    two.say(WORKER, "first")
    two.kills(WORKER, PARENT, 10)
    two.signal(PARENT, "SIGUSR1", 10, WORKER)
    two.leave(WORKER, "kill")
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


def test_signal_from_outside(two: RecordWriter) -> None:
    """Who presses Ctrl-C may answer to anything."""
    two.say(WORKER, "first")
    two.signal(PARENT, "SIGINT", 2, None)
    two.say(PARENT, "second")
    assert two.relation() is UNKNOWN


def test_sigchld(two: RecordWriter) -> None:
    """SIGCHLD comes after the end of the child that it tells of."""
    two.say(WORKER, "first")
    two.suspends(PARENT, 17)
    two.exit(WORKER)
    two.suspended(PARENT)
    two.signal(PARENT, "SIGCHLD", 17, WORKER, action="handle")
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.CHILD_SIGNAL})


def test_signal_that_is_not_awaited(two: RecordWriter) -> None:
    """A signal that nobody waits for comes where its target happens to be."""
    two.say(WORKER, "first")
    two.kills(WORKER, PARENT, 10)
    two.signal(PARENT, "SIGUSR1", 10, WORKER, action="handle")
    two.leave(WORKER, "kill")
    two.enter(PARENT, "rt_sigreturn", SignalReturnArguments())
    two.say(PARENT, "second")
    assert (two.doubt(), two.way()) == ((BEFORE, Choice.INTERRUPTED), {Kind.SIGNAL})


def test_signal_that_ends_its_target(three: RecordWriter) -> None:
    """A signal that ends its target does so behind all that the target has done."""
    three.say(WORKER, "first")
    three.kills(WORKER, OTHER, 15)
    three.signal(OTHER, "SIGTERM", 15, WORKER, action="default")
    three.exit(OTHER)
    three.leave(WORKER, "kill")
    three.reap(PARENT, OTHER)
    three.say(PARENT, "second")
    assert (three.relation(), three.kinds()) == (BEFORE, {Kind.SIGNAL, Kind.REAP})


@pytest.mark.parametrize("end", [Exiting, Termination])
def test_killed(three: RecordWriter, end: type[Exiting | Termination]) -> None:
    """SIGKILL is delivered to nobody; but who dies of it does so behind the kill.

    Who is killed in the moment in which it stops for its recorder shows its termination only.
    """
    three.say(WORKER, "first")
    three.kills(WORKER, OTHER, 9)
    three.leave(WORKER, "kill")
    three.add(end, OTHER, status=9)
    three.reap(PARENT, OTHER)
    three.say(PARENT, "second")
    assert (three.relation(), three.kinds()) == (BEFORE, {Kind.SIGNAL, Kind.REAP})


def test_killed_by_either(three: RecordWriter) -> None:
    """Of two who kill a process either may have been the first, also the later one."""
    three.say(WORKER, "first")
    three.kills(WORKER, OTHER, 9)
    three.leave(WORKER, "kill")
    three.add(Exiting, OTHER, status=9)
    three.kills(PARENT, OTHER, 15)
    three.leave(PARENT, "kill")
    three.reap(PARENT, OTHER)
    three.say(PARENT, "second")
    assert three.relation() is UNKNOWN


def test_sigwait(two: RecordWriter) -> None:
    """A call that takes a signal comes after the call that sent it."""
    two.say(WORKER, "first")
    two.kills(WORKER, PARENT, 10)
    two.leave(WORKER, "kill")
    two.say(WORKER, "later")
    two.sigwait(PARENT, 10, WORKER)
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.SIGNAL})
    assert two.relation("later", "second") is CONCURRENT


@pytest.mark.parametrize("wait", [{"signals": (10, 12)}, {"timeout": 1000}, {"timeout": 0}])
def test_sigwait_with_a_choice(two: RecordWriter, wait: dict[str, Any]) -> None:
    """Who waits for several signals, or for a time, may return for another reason."""
    two.say(WORKER, "first")
    two.kills(WORKER, PARENT, 10)
    two.leave(WORKER, "kill")
    two.sigwait(PARENT, 10, WORKER, **wait)
    two.say(PARENT, "second")
    assert two.relation() is UNKNOWN


@pytest.mark.parametrize("late", [True, False])
def test_two_who_send(three: RecordWriter, *, late: bool) -> None:
    """Of two senders either can be the one, also where the other comes later in this run."""
    three.say(WORKER, "first")
    three.kills(WORKER, PARENT, 10)
    three.leave(WORKER, "kill")
    if not late:
        three.kills(OTHER, PARENT, 10)
    three.sigwait(PARENT, 10, WORKER)
    three.say(PARENT, "second")
    if late:
        three.kills(OTHER, PARENT, 10)
    three.sigwait(PARENT, 10, OTHER)
    three.say(PARENT, "third")
    assert three.relation() is UNKNOWN
    assert three.relation("first", "third") is UNKNOWN


def test_a_sender_that_waits_for_the_first(three: RecordWriter) -> None:
    """A second sender who begins after the first signal was taken is no rival."""
    three.say(WORKER, "first")
    three.kills(WORKER, PARENT, 10)
    three.leave(WORKER, "kill")
    three.sigwait(PARENT, 10, WORKER)
    three.write(PARENT)
    three.read(OTHER)
    three.kills(OTHER, PARENT, 10)
    three.sigwait(PARENT, 10, OTHER)
    three.say(PARENT, "second")
    assert (three.relation(), three.kinds()) == (BEFORE, {Kind.SIGNAL})


def test_sigwait_for_a_child(two: RecordWriter) -> None:
    """SIGCHLD that is waited for tells of the only child's end."""
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.sigwait(PARENT, 17, WORKER, "CLD_EXITED")
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.CHILD_SIGNAL})


def test_sigwait_for_children(three: RecordWriter) -> None:
    """Of two children either may end first."""
    three.say(WORKER, "first")
    three.exit(WORKER)
    three.sigwait(PARENT, 17, WORKER, "CLD_EXITED")
    three.say(PARENT, "second")
    assert three.relation() is UNKNOWN


def test_a_timer(two: RecordWriter) -> None:
    """A timer of one's own tells nothing of others."""
    two.say(WORKER, "first")
    two.sigwait(PARENT, 10, None, "SI_TIMER")
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


def test_a_signal_that_has_not_come_yet(two: RecordWriter) -> None:
    """Who looked for a signal in vain did so before it was sent, in this run."""
    two.say(PARENT, "first")
    two.call(PARENT, "rt_sigpending", PendingArguments(), 0, PendingResults(()))
    two.kills(WORKER, PARENT, 10)
    two.leave(WORKER, "kill")
    two.say(WORKER, "second")
    assert two.relation() is UNKNOWN
    order = two.order()
    first, second = (line.writes[0] for line in order.printed.all())
    assert order.reaches(first[1], second[0], choices=True)


@pytest.mark.parametrize(("by", "expected"), [(WORKER, BEFORE), (PARENT, UNKNOWN)])
def test_continuation(two: RecordWriter, by: int, expected: Relation) -> None:
    """Who has stopped itself goes on after SIGCONT; who was stopped, was so anywhere."""
    two.kills(by, WORKER, 19)
    two.signal(WORKER, "SIGSTOP", 19, by, action="default")
    two.stop(WORKER)
    two.say(PARENT, "first")
    two.kills(PARENT, WORKER, 18)
    two.leave(PARENT, "kill")
    two.add(Continue, WORKER)
    two.say(WORKER, "second")
    assert two.relation() is expected
    assert two.kinds() == ({Kind.SIGNAL} if expected is BEFORE else set())


@pytest.mark.parametrize(
    ("action", "expected"), [("default", CONCURRENT), ("ignore", CONCURRENT), (None, UNKNOWN)]
)
def test_sigchld_that_nobody_handles(
    two: RecordWriter, action: str | None, expected: Relation
) -> None:
    """A SIGCHLD without a handler makes nobody wait, however long the parent slept."""
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.signal(PARENT, "SIGCHLD", 17, WORKER, **({"action": action} if action else {}))
    two.say(PARENT, "second")
    assert two.relation() is expected


def test_a_signal_that_is_ignored(two: RecordWriter) -> None:
    """A signal that its target ignores carries no order; one from outside neither."""
    two.say(WORKER, "first")
    two.kills(WORKER, PARENT, 10)
    two.signal(PARENT, "SIGUSR1", 10, WORKER, action="ignore")
    two.leave(WORKER, "kill")
    two.signal(PARENT, "SIGWINCH", 28, None, action="default")
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


@pytest.mark.parametrize("code", ["CLD_STOPPED", None])
def test_sigchld_of_a_stop(two: RecordWriter, code: str | None) -> None:
    """A SIGCHLD that tells of a stop, or of nobody knows what, proves no end."""
    two.stop(WORKER)
    two.add(Continue, WORKER)
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.signal(PARENT, "SIGCHLD", 17, WORKER, action="handle", code=code)
    two.say(PARENT, "second")
    assert two.relation() is UNKNOWN


def test_sigchld_of_an_earlier_child(two: RecordWriter) -> None:
    """SIGCHLD of one child says nothing of another process, which that one had made."""
    two.make(WORKER, OTHER)
    two.say(OTHER, "first")
    two.exit(OTHER, WORKER)
    two.suspends(PARENT, 17)
    two.suspended(PARENT)
    two.signal(PARENT, "SIGCHLD", 17, WORKER, action="handle")
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


def test_sigchld_of_either_child(three: RecordWriter) -> None:
    """Of two children it was one, and could have been the other."""
    three.say(OTHER, "first")
    three.exit(OTHER, WORKER)
    three.signal(PARENT, "SIGCHLD", 17, WORKER, action="handle")
    three.say(PARENT, "second")
    assert three.relation() is UNKNOWN


def test_a_copy_of_a_pidfd(two: RecordWriter) -> None:
    """A copy tells of the same process."""
    made = DescriptorResults(3, PIDFD, cloexec=True)
    two.call(PARENT, "pidfd_open", PidfdArguments(WORKER), 3, made)
    two.dup2(PARENT, 3, 9, PIDFD)
    two.say(WORKER, "first")
    two.exit(WORKER)
    ready = PollResults((Ready(9, PIDFD, ("POLLIN",)),))
    two.call(PARENT, "poll", PollArguments(-1, watched=1), 1, ready)
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.PIDFD})


def test_pidfd(two: RecordWriter) -> None:
    """A pidfd is readable when its process has ended."""
    made = DescriptorResults(3, PIDFD, cloexec=True)
    two.call(PARENT, "pidfd_open", PidfdArguments(WORKER), 3, made)
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.poll(PARENT, "POLLIN", name=PIDFD)
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.PIDFD})


def test_pidfd_of_another(three: RecordWriter) -> None:
    """A pidfd says nothing of the end of another process."""
    made = DescriptorResults(3, PIDFD, cloexec=True)
    three.call(PARENT, "pidfd_open", PidfdArguments(WORKER), 3, made)
    three.say(OTHER, "first")
    three.exit(OTHER, WORKER)
    three.poll(PARENT, "POLLIN", name=PIDFD)
    three.say(PARENT, "second")
    assert three.relation() is CONCURRENT


def test_a_descriptor_that_was_a_pidfd(two: RecordWriter) -> None:
    """A number that stands for something else now tells of no process."""
    made = DescriptorResults(3, PIDFD, cloexec=True)
    two.call(PARENT, "pidfd_open", PidfdArguments(WORKER), 3, made)
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.poll(PARENT, "POLLIN", name="anon_inode:[eventfd]")
    two.say(PARENT, "second")
    assert two.relation() is UNKNOWN


def test_a_process_that_was_found(three: RecordWriter) -> None:
    """kill(pid, 0) tells that nobody has reaped a process yet, in this run."""
    three.say(OTHER, "first")
    three.kills(OTHER, WORKER, 0)
    three.leave(OTHER, "kill")
    three.exit(WORKER)
    three.reap(PARENT)
    three.say(PARENT, "second")
    order = three.order()
    first, second = (line.writes[0] for line in order.printed.all())
    assert three.relation() is UNKNOWN
    assert order.reaches(first[1], second[0], choices=True)


def test_a_process_that_is_gone(three: RecordWriter) -> None:
    """Why kill(pid, 0) finds nobody is not followed."""
    three.say(PARENT, "first")
    three.exit(WORKER)
    three.reap(PARENT)
    three.kills(OTHER, WORKER, 0)
    three.leave(OTHER, "kill", -1, error="ESRCH")
    three.say(OTHER, "second")
    assert three.relation() is UNKNOWN


def test_numbers_of_another_namespace(writer: RecordWriter) -> None:
    """In a PID namespace of its own a process knows others by other numbers."""
    writer.make(PARENT, WORKER, flags=("CLONE_NEWPID",))
    writer.make(PARENT, OTHER)
    writer.say(OTHER, "first")
    writer.kills(OTHER, WORKER, 10)
    writer.leave(OTHER, "kill")
    writer.sigwait(WORKER, 10, OTHER)  # by luck the number that it has inside
    writer.say(WORKER, "second")
    assert writer.relation() is UNKNOWN
