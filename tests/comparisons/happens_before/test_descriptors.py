"""Edges of descriptors: who has one, and who is connected."""

import pytest
from joinscope.happens_before.kinds import Kind
from scene import BEFORE, CONCURRENT, PARENT, PIPE, UNKNOWN, WORKER, Scene


def test_possession(scene: Scene) -> None:
    """Who was passed a pipe's descriptor has it after the pipe was made."""
    scene.make(PARENT, WORKER)
    scene.say(PARENT, "first")
    scene.pipe(PARENT)
    scene.say(PARENT, "later")
    scene.add("descriptors", WORKER, table={"3": {"object": PIPE, "mode": "r"}})
    scene.say(WORKER, "second")
    assert (scene.relation(), scene.kinds()) == (BEFORE, {Kind.POSSESSION})
    assert scene.relation("later", "second") is CONCURRENT


@pytest.mark.parametrize("peer", [True, False])
def test_connection(scene: Scene, *, peer: bool) -> None:
    """A connect is before the accept that got its socket, where the peer is known."""
    scene.make(PARENT, WORKER)
    scene.say(PARENT, "first")
    scene.enter(PARENT, "connect", "connect", fd=5, object="socket:[1]", address="@here")
    known = {"peer": "socket:[1]"} if peer else {}
    scene.enter(WORKER, "connect", "accept4", fd=3, object="socket:[3]")
    scene.leave(WORKER, "connect", "accept4", 6, object="socket:[2]", **known)
    scene.say(WORKER, "second")
    assert scene.relation() is (BEFORE if peer else UNKNOWN)
    assert scene.kinds() == ({Kind.CONNECTION} if peer else set())


def test_connection_of_another(scene: Scene) -> None:
    """An accept that got another's socket says nothing of a connect."""
    scene.make(PARENT, WORKER)
    scene.enter(PARENT, "connect", "connect", fd=4, object="socket:[9]", address="@here")
    scene.say(PARENT, "first")
    scene.enter(PARENT, "connect", "connect", fd=5, object="socket:[1]", address="@here")
    scene.enter(WORKER, "connect", "accept4", fd=3, object="socket:[3]")
    scene.leave(WORKER, "connect", "accept4", 6, object="socket:[2]", peer="socket:[9]")
    scene.say(WORKER, "second")
    assert scene.relation() is CONCURRENT
