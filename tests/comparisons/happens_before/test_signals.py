"""Edges of signals and pidfds: what a delivery comes after."""

import pytest
from joinscope.happens_before.graph import Kind
from joinscope.recording.records import Continue, DescriptorResults, PidfdArguments
from joinscope.vocabulary import Relation
from record_writer import BEFORE, CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, RecordWriter

PIDFD = "anon_inode:[pidfd]"


def test_signal(two: RecordWriter) -> None:
    """The call that sent a signal is before its delivery."""
    two.say(WORKER, "first")
    two.kills(WORKER, PARENT, 10)
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
    two.exit(WORKER)
    two.signal(PARENT, "SIGCHLD", 17, WORKER, action="handle")
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.CHILD_SIGNAL})


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


def test_sigchld_of_an_earlier_child(three: RecordWriter) -> None:
    """SIGCHLD of one child says nothing of another."""
    three.say(OTHER, "first")
    three.exit(OTHER, WORKER)
    three.signal(PARENT, "SIGCHLD", 17, WORKER, action="handle")
    three.say(PARENT, "second")
    assert three.relation() is CONCURRENT


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
