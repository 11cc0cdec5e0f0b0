"""Edges of signals and pidfds: what a delivery comes after."""

import pytest
from joinscope.happens_before.kinds import Kind
from joinscope.vocabulary import Relation
from scene import BEFORE, CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, Scene


def test_signal(two: Scene) -> None:
    """The call that sent a signal is before its delivery."""
    two.say(WORKER, "first")
    two.enter(WORKER, "kill", "kill", target=PARENT, signal=10)
    two.signal(PARENT, "SIGUSR1", 10, WORKER)
    two.leave(WORKER, "kill", "kill")
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.SIGNAL})


def test_second_signal(two: Scene) -> None:
    """A delivery is not after a call that cannot have been needed for it."""
    two.enter(WORKER, "kill", "kill", target=PARENT, signal=10)
    two.leave(WORKER, "kill", "kill")
    two.say(WORKER, "first")
    two.enter(WORKER, "kill", "kill", target=PARENT, signal=10)
    two.signal(PARENT, "SIGUSR1", 10, WORKER)
    two.leave(WORKER, "kill", "kill")
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


def test_signal_from_outside(two: Scene) -> None:
    """Who presses Ctrl-C may answer to anything."""
    two.say(WORKER, "first")
    two.signal(PARENT, "SIGINT", 2, 0)
    two.say(PARENT, "second")
    assert two.relation() is UNKNOWN


def test_sigchld(two: Scene) -> None:
    """SIGCHLD comes after the end of the child that it tells of."""
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.signal(PARENT, "SIGCHLD", 17, WORKER, action="handle")
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.CHILD_SIGNAL})


@pytest.mark.parametrize(
    ("action", "expected"), [("default", CONCURRENT), ("ignore", CONCURRENT), (None, UNKNOWN)]
)
def test_sigchld_that_nobody_handles(two: Scene, action: str | None, expected: Relation) -> None:
    """A SIGCHLD without a handler makes nobody wait, however long the parent slept."""
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.signal(PARENT, "SIGCHLD", 17, WORKER, **({"action": action} if action else {}))
    two.say(PARENT, "second")
    assert two.relation() is expected


def test_a_signal_that_is_ignored(two: Scene) -> None:
    """A signal that its target ignores carries no order; one from outside neither."""
    two.say(WORKER, "first")
    two.enter(WORKER, "kill", "kill", target=PARENT, signal=10)
    two.signal(PARENT, "SIGUSR1", 10, WORKER, action="ignore")
    two.leave(WORKER, "kill", "kill")
    two.signal(PARENT, "SIGWINCH", 28, 0, action="default")
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


def test_sigchld_of_a_stop(two: Scene) -> None:
    """A SIGCHLD that may tell of a stop proves no end."""
    two.add("stop", WORKER)
    two.add("continue", WORKER)
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.signal(PARENT, "SIGCHLD", 17, WORKER, action="handle")
    two.say(PARENT, "second")
    assert two.relation() is UNKNOWN


def test_sigchld_of_an_earlier_child(three: Scene) -> None:
    """SIGCHLD of one child says nothing of another."""
    three.say(OTHER, "first")
    three.exit(OTHER, WORKER)
    three.signal(PARENT, "SIGCHLD", 17, WORKER, action="handle")
    three.say(PARENT, "second")
    assert three.relation() is CONCURRENT


def test_pidfd(two: Scene) -> None:
    """A pidfd is readable when its process has ended."""
    two.enter(PARENT, "kill", "pidfd_open", target=WORKER)
    two.leave(PARENT, "kill", "pidfd_open", 3)
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.poll(PARENT, "POLLIN", name="anon_inode:[pidfd]")
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.PIDFD})


def test_pidfd_of_another(three: Scene) -> None:
    """A pidfd says nothing of the end of another process."""
    three.enter(PARENT, "kill", "pidfd_open", target=WORKER)
    three.leave(PARENT, "kill", "pidfd_open", 3)
    three.say(OTHER, "first")
    three.exit(OTHER, WORKER)
    three.poll(PARENT, "POLLIN", name="anon_inode:[pidfd]")
    three.say(PARENT, "second")
    assert three.relation() is CONCURRENT
