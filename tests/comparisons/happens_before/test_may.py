"""What no system call shows: order may flow, so nothing is concurrent for certain."""

import pytest
from joinscope.vocabulary import Relation
from scene import CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, Scene


def test_threads_share_memory(scene: Scene) -> None:
    """Two threads may pass order on through memory, which no call shows."""
    scene.make(PARENT, OTHER, "thread")
    scene.say(OTHER, "first")
    scene.say(PARENT, "second")
    assert scene.relation() is UNKNOWN


def test_a_thread_passes_order_on(scene: Scene) -> None:
    """What one thread learned, another may know and pass on to a process."""
    scene.make(PARENT, OTHER, "thread")
    scene.make(PARENT, WORKER)
    scene.pipe(PARENT)
    scene.make(PARENT, 103)
    scene.say(WORKER, "first")
    scene.exit(WORKER)
    scene.reap(OTHER)
    scene.write(PARENT)
    scene.read(103)
    scene.say(103, "second")
    assert scene.relation() is UNKNOWN


@pytest.mark.parametrize(("cls", "call"), [("memory", "mmap"), ("lock", "flock")])
def test_shared_things(scene: Scene, cls: str, call: str) -> None:
    """Processes that share a mapping or a lock are not concurrent for certain."""
    scene.enter(PARENT, cls, call)
    scene.make(PARENT, WORKER)
    scene.make(PARENT, OTHER)
    if cls == "lock":
        scene.enter(WORKER, cls, call)
    scene.say(WORKER, "first")
    scene.say(OTHER, "second")
    assert scene.relation() is UNKNOWN


def test_an_exec_leaves_shared_memory(scene: Scene) -> None:
    """A new program has none of the old one's mappings."""
    scene.enter(PARENT, "memory", "mmap")
    scene.make(PARENT, WORKER)
    scene.enter(WORKER, "exec", "execve")
    scene.add("exec", WORKER, path="/bin/true", arguments=[])
    scene.say(WORKER, "first")
    scene.say(PARENT, "second")
    assert scene.relation() is CONCURRENT


@pytest.mark.parametrize(("name", "expected"), [("/tmp/log", UNKNOWN), ("/tmp/other", CONCURRENT)])
def test_files(scene: Scene, name: str, expected: Relation) -> None:
    """A file that one process writes and another reads may carry order."""
    scene.make(PARENT, WORKER)
    scene.say(WORKER, "first")
    scene.write(WORKER, name="/tmp/log")
    scene.read(PARENT, name=name)
    scene.say(PARENT, "second")
    assert scene.relation() is expected


def test_a_call_that_order_cannot_follow(two: Scene) -> None:
    """After a call of a class that nobody knows, nothing earlier is concurrent for certain."""
    two.say(WORKER, "first")
    two.enter(PARENT, "other", "msgrcv")
    two.leave(PARENT, "other", "msgrcv")
    two.say(PARENT, "second")
    assert two.relation() is UNKNOWN


def test_an_object_that_cannot_be_read(two: Scene) -> None:
    """Where /proc does not tell what is behind a descriptor, order may flow through it."""
    two.say(WORKER, "first")
    two.write(WORKER, name=None)
    two.read(PARENT, name=None)
    two.say(PARENT, "second")
    assert two.relation() is UNKNOWN
