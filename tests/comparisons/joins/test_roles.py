"""Who is who, where a recording rarely has what decides it."""

from joinscope.joins.account import Account
from joinscope.joins.roles import Role
from joinscope.recording.records import WriteArguments
from joinscope.render.wording.roles import role_names
from joinscope.vocabulary import RoleKind
from record_writer import PARENT, WORKER, RecordWriter

SERVER = 110
ANSWERS, WAKEUP, OTHERS = "pipe:[31]", "pipe:[32]", "pipe:[33]"


def asks() -> RecordWriter:
    """A parent that has asked its fork server for a worker, which this then makes."""
    writer = RecordWriter()
    writer.make(PARENT, SERVER)
    writer.executed(
        SERVER,
        "/tmp/program",
        (
            "program",
            "--process-forkserver",
        ),
    )
    writer.call(PARENT, "sendmsg", WriteArguments(5, "socket:[9]", 1, ()), 1)
    writer.reads(PARENT, ANSWERS)
    writer.make(SERVER, WORKER)
    return writer


def roles(writer: RecordWriter) -> list[Role]:
    return list(Account.of(writer.records).roles.values())


def test_a_worker_that_ends_before_the_server_has_answered() -> None:
    """What wakes the server of its end is no answer: the next write is, and who reads it asked."""
    writer = asks()
    writer.write(SERVER, 1, WAKEUP)
    writer.write(SERVER, 8, ANSWERS)
    writer.leave(PARENT, "read", 8)
    writer.read(SERVER, 1, WAKEUP)
    parent, server, worker = roles(writer)
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
    writer = asks()
    writer.write(SERVER, 8, ANSWERS)
    writer.exit(PARENT)
    writer.write(SERVER, 8, OTHERS)
    parent, _, worker = roles(writer)
    assert worker.request is None
    assert worker.asked_by == parent.process


def test_a_pipe_of_the_same_number_later() -> None:
    """The kernel gives the number of a pipe again: the read that the answer came to counts."""
    writer, early = RecordWriter(), 111
    writer.make(PARENT, early)
    writer.make(PARENT, SERVER)
    writer.executed(
        SERVER,
        "/tmp/program",
        (
            "program",
            "--process-forkserver",
        ),
    )
    writer.call(early, "sendmsg", WriteArguments(5, "socket:[9]", 1, ()), 1)
    writer.reads(early, ANSWERS)
    writer.make(SERVER, WORKER)
    writer.write(SERVER, 8, ANSWERS)
    writer.leave(early, "read", 8)
    writer.read(PARENT, 8, ANSWERS, count=8)
    *_, worker = roles(writer)
    assert worker.asked_by == roles(writer)[1].process


def test_a_child_of_its_makers_parent() -> None:
    """CLONE_PARENT: the maker's parent is the one that is told of the end, and joins."""
    writer, sibling = RecordWriter(), 111
    writer.make(PARENT, WORKER)
    writer.make(WORKER, sibling, "clone", ("CLONE_PARENT", "SIGCHLD"))
    parent, worker, made = roles(writer)
    assert (made.creator, made.parent, made.asked_by) == (
        worker.process,
        parent.process,
        parent.process,
    )


def test_names() -> None:
    """A worker has a number where there are several; what it executes is its program."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    assert list(role_names(Account.of(writer.records).roles).values()) == ["parent", "worker"]
    writer.make(PARENT, SERVER)
    writer.executed(SERVER, "/usr/bin/cat", ("cat",))
    account = Account.of(writer.records)
    assert list(role_names(account.roles).values()) == ["parent", "worker 1", "worker 2"]
    assert [role.program for role in account.roles.values()] == ["", "", "cat"]
