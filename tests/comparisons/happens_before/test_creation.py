"""Edges of creation: program order, births, vfork and exec."""

import pytest
from joinscope.happens_before.kinds import Kind
from joinscope.vocabulary import Relation
from scene import BEFORE, CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, Scene


def test_program_order(scene: Scene) -> None:
    """Two lines of one thread are in its order."""
    scene.say(PARENT, "first")
    scene.say(PARENT, "second")
    assert scene.relation() is BEFORE
    assert scene.relation("second", "first") is Relation.AFTER


def test_lines_of_one_write(scene: Scene) -> None:
    """Two lines of one write are in the order of its bytes."""
    scene.say(PARENT, "first\nsecond")
    assert scene.relation() is BEFORE


def test_a_line_of_several_writes(scene: Scene) -> None:
    """A line begins with its first write: one that another process may come between is open."""
    scene.make(PARENT, WORKER)
    scene.enter(PARENT, "write", "write", fd=1, object="/dev/pts/0")
    scene.leave(PARENT, "write", "write", 3, stream="stdout", data="sec")
    scene.say(PARENT, "ond")
    scene.say(WORKER, "first")
    assert scene.relation() is CONCURRENT


def test_creation(scene: Scene) -> None:
    """What the parent did before it made the worker is before all that the worker does."""
    scene.say(PARENT, "first")
    scene.make(PARENT, WORKER)
    scene.say(WORKER, "second")
    assert (scene.relation(), scene.kinds()) == (BEFORE, {Kind.CREATION})


def test_no_creation_after_the_fork(scene: Scene) -> None:
    """What the parent does after it made the worker is concurrent with it."""
    scene.make(PARENT, WORKER)
    scene.say(PARENT, "first")
    scene.say(WORKER, "second")
    assert scene.relation() is CONCURRENT


def test_vfork(scene: Scene) -> None:
    """Vfork returns when its child executes: what the child did before is before the parent."""
    scene.enter(PARENT, "create", "vfork")
    scene.born(WORKER, PARENT, "vfork")
    scene.say(WORKER, "first")
    scene.enter(WORKER, "exec", "execve")
    scene.leave(PARENT, "create", "vfork", WORKER)
    scene.add("exec", WORKER, path="/bin/true", arguments=[])
    scene.say(WORKER, "third")
    scene.say(PARENT, "second")
    assert (scene.relation(), scene.kinds()) == (BEFORE, {Kind.RELEASE})
    assert scene.relation("third", "second") is CONCURRENT


def test_vfork_memory(scene: Scene) -> None:
    """Until it executes, a vfork child shares memory with another thread of its creator."""
    scene.make(PARENT, OTHER, "thread")
    scene.enter(PARENT, "create", "vfork")
    scene.born(WORKER, PARENT, "vfork")
    scene.say(WORKER, "first")
    scene.say(OTHER, "second")
    assert scene.relation() is UNKNOWN


def test_an_exec_ends_what_vfork_shares(scene: Scene) -> None:
    """After its exec a vfork child shares no memory, nor do the children that it makes then."""
    scene.enter(PARENT, "create", "vfork")
    scene.born(OTHER, PARENT, "vfork")
    scene.enter(OTHER, "exec", "execve")
    scene.leave(PARENT, "create", "vfork", OTHER)
    scene.add("exec", OTHER, path="/bin/true", arguments=[])
    scene.make(OTHER, WORKER)
    scene.say(PARENT, "first")
    scene.say(WORKER, "second")
    assert scene.relation() is CONCURRENT


@pytest.mark.parametrize("returned", [True, False])
def test_a_vfork_that_returns_before_its_exec_is_recorded(scene: Scene, *, returned: bool) -> None:
    """When vfork has returned, its child has a new memory, whenever the exec is seen."""
    scene.make(PARENT, OTHER, "thread")
    scene.enter(PARENT, "create", "vfork")
    scene.born(WORKER, PARENT, "vfork")
    scene.enter(WORKER, "exec", "execve")
    if returned:
        scene.leave(PARENT, "create", "vfork", WORKER)
    scene.say(OTHER, "first")
    scene.add("exec", WORKER, path="/bin/true", arguments=[])
    scene.say(WORKER, "second")
    assert scene.relation() is (CONCURRENT if returned else UNKNOWN)


def test_exec_ends_other_threads(scene: Scene) -> None:
    """An exec comes after the last point of every other thread."""
    scene.make(PARENT, OTHER, "thread")
    scene.say(OTHER, "first")
    scene.exit(OTHER)
    scene.enter(PARENT, "exec", "execve")
    scene.add("exec", PARENT, path="/bin/true", arguments=[])
    scene.say(PARENT, "second")
    assert scene.relation() is UNKNOWN  # an ended thread proves nothing by itself


def test_exec_by_another_thread(scene: Scene) -> None:
    """The thread that executes goes on as the leader."""
    scene.make(PARENT, OTHER, "thread")
    scene.say(OTHER, "first")
    scene.enter(OTHER, "exec", "execve")
    scene.add("exec", PARENT, path="/bin/true", arguments=[])
    scene.say(PARENT, "second")
    assert (scene.relation(), scene.kinds()) == (BEFORE, {Kind.EXEC})
