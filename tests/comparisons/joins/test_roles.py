"""Who is who, where a recording rarely has what decides it."""

from joinscope.joins.account import Account
from joinscope.joins.roles import Role
from joinscope.render.wording.roles import role_names
from joinscope.vocabulary import RoleKind
from scene import PARENT, WORKER, Scene

SERVER = 110
ANSWERS, WAKEUP, OTHERS = "pipe:[31]", "pipe:[32]", "pipe:[33]"


def asks() -> Scene:
    """A parent that has asked its fork server for a worker, which this then makes."""
    scene = Scene()
    scene.make(PARENT, SERVER)
    scene.add("exec", SERVER, path="/tmp/program", arguments=["program", "--process-forkserver"])
    scene.enter(PARENT, "write", "sendmsg", fd=5, object="socket:[9]")
    scene.leave(PARENT, "write", "sendmsg", 1)
    scene.enter(PARENT, "read", "read", fd=3, object=ANSWERS, count=8)
    scene.make(SERVER, WORKER)
    return scene


def roles(scene: Scene) -> list[Role]:
    return list(Account.of(scene.records).roles.values())


def test_a_worker_that_ends_before_the_server_has_answered() -> None:
    """What wakes the server of its end is no answer: the next write is, and who reads it asked."""
    scene = asks()
    scene.write(SERVER, 1, WAKEUP)
    scene.write(SERVER, 8, ANSWERS)
    scene.leave(PARENT, "read", "read", 8)
    scene.read(SERVER, 1, WAKEUP)
    parent, server, worker = roles(scene)
    assert [each.kind for each in (parent, server, worker)] == [
        RoleKind.PARENT,
        RoleKind.FORK_SERVER,
        RoleKind.WORKER,
    ]
    assert worker.request is not None
    assert worker.request.name == "sendmsg"
    assert (worker.parent, worker.asked_by) == (server.process, parent.process)


def test_an_answer_that_nobody_read() -> None:
    """The parent was killed before: who asked is not known, so it is the server's own parent."""
    scene = asks()
    scene.write(SERVER, 8, ANSWERS)
    scene.exit(PARENT)
    scene.write(SERVER, 8, OTHERS)
    parent, _, worker = roles(scene)
    assert worker.request is None
    assert worker.asked_by == parent.process


def test_a_pipe_of_the_same_number_later() -> None:
    """The kernel gives the number of a pipe again: the read that the answer came to counts."""
    scene, early = Scene(), 111
    scene.make(PARENT, early)
    scene.make(PARENT, SERVER)
    scene.add("exec", SERVER, path="/tmp/program", arguments=["program", "--process-forkserver"])
    scene.enter(early, "write", "sendmsg", fd=5, object="socket:[9]")
    scene.leave(early, "write", "sendmsg", 1)
    scene.enter(early, "read", "read", fd=3, object=ANSWERS, count=8)
    scene.make(SERVER, WORKER)
    scene.write(SERVER, 8, ANSWERS)
    scene.leave(early, "read", "read", 8)
    scene.read(PARENT, 8, ANSWERS, count=8)
    *_, worker = roles(scene)
    assert worker.asked_by == roles(scene)[1].process


def test_a_child_of_its_makers_parent() -> None:
    """CLONE_PARENT: the maker's parent is the one that is told of the end, and joins."""
    scene, sibling = Scene(), 111
    scene.make(PARENT, WORKER)
    scene.make(WORKER, sibling, "clone", ("CLONE_PARENT", "SIGCHLD"))
    parent, worker, made = roles(scene)
    assert (made.creator, made.parent, made.asked_by) == (
        worker.process,
        parent.process,
        parent.process,
    )


def test_names() -> None:
    """A worker has a number where there are several; what it executes is its program."""
    scene = Scene()
    scene.make(PARENT, WORKER)
    assert list(role_names(Account.of(scene.records).roles).values()) == ["parent", "worker"]
    scene.make(PARENT, SERVER)
    scene.add("exec", SERVER, path="/usr/bin/cat", arguments=["cat"])
    account = Account.of(scene.records)
    assert list(role_names(account.roles).values()) == ["parent", "worker 1", "worker 2"]
    assert [role.program for role in account.roles.values()] == ["", "", "cat"]
