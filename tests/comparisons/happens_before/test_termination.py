"""Edges of waiting: what a call that tells of an end comes after."""

import pytest
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.kinds import Kind
from scene import BEFORE, CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, Scene


def test_reap(two: Scene) -> None:
    """What a worker did is before the call that reaped it returns."""
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.reap(PARENT)
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.REAP})


def test_reap_of_a_killed_worker(two: Scene) -> None:
    """A worker that was killed while it was stopped shows its death only."""
    two.say(WORKER, "first")
    two.add("death", WORKER, status=-9)
    two.reap(PARENT)
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.REAP})


def test_no_reap(two: Scene) -> None:
    """Without the wait they are concurrent, though one was always seen first."""
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


def test_reap_of_another(three: Scene) -> None:
    """Reaping one worker says nothing of another."""
    three.say(OTHER, "first")
    three.exit(OTHER, WORKER)
    three.reap(PARENT)
    three.say(PARENT, "second")
    assert three.relation() is CONCURRENT


def test_reap_waits_for_every_thread(scene: Scene) -> None:
    """A process can be reaped only when all its threads have ended."""
    scene.make(PARENT, WORKER)
    scene.make(WORKER, OTHER, "thread")
    scene.say(OTHER, "first")
    scene.exit(WORKER, OTHER)
    scene.reap(PARENT)
    scene.say(PARENT, "second")
    assert scene.relation() is BEFORE


def test_nohang_without_a_child(two: Scene) -> None:
    """A wait that had nothing to tell carries no order."""
    two.say(WORKER, "first")
    two.wait(PARENT, result=0, reaped=None)
    two.exit(WORKER)
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


@pytest.mark.parametrize("told", [{"child": WORKER}, {}])
def test_wnowait(two: Scene, told: dict[str, int]) -> None:
    """A look with WNOWAIT reaps nobody, and is after the end all the same."""
    two.say(WORKER, "first")
    two.exit(WORKER)
    enter = {"idtype": "P_PID", "id": WORKER, "options": ["WEXITED", "WNOWAIT"]}
    two.wait(PARENT, "waitid", enter, reaped=None, status=0, code=0, **told)
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.WAITED})
    assert HappensBefore.of(two.records).reaps == []


def test_wait_for_a_stopped_child(two: Scene) -> None:
    """A wait that told of a stop proves no end."""
    two.say(WORKER, "first")
    two.add("stop", WORKER)
    two.wait(PARENT, result=WORKER, reaped=None, status=0x137F)
    two.say(PARENT, "second")
    assert two.relation() is UNKNOWN


def test_sigchld_ignored(two: Scene) -> None:
    """Where SIGCHLD is ignored the wait fails, after all children have ended."""
    two.say(WORKER, "first")
    two.enter(PARENT, "wait", "wait4", target=WORKER)
    two.exit(WORKER)
    two.leave(PARENT, "wait", "wait4", -1, error="ECHILD", reaped=None)
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.GONE})


def test_no_such_child(three: Scene) -> None:
    """ECHILD for somebody else's process says nothing of a child."""
    three.say(OTHER, "first")
    three.exit(OTHER)
    three.wait(PARENT, enter={"target": 999}, result=-1, error="ECHILD", reaped=None)
    three.say(PARENT, "second")
    assert three.relation() is CONCURRENT


def test_wclone_says_nothing(two: Scene) -> None:
    """ECHILD with __WCLONE does not speak of children that signal SIGCHLD."""
    two.say(WORKER, "first")
    two.exit(WORKER)
    enter = {"target": -1, "options": ["__WCLONE"]}
    two.wait(PARENT, enter=enter, result=-1, error="ECHILD", reaped=None)
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT
