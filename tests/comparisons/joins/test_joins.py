"""Which call told of a worker's end, who reaped it, and the path in words, from made records."""

import signal
from pathlib import Path

import pytest
from click.testing import CliRunner
from joinscope.cli.main import cli
from joinscope.errors import UsageError
from joinscope.happens_before.relation import proof
from joinscope.joins.account import Account
from joinscope.joins.facts import joins_facts, path_facts
from joinscope.joins.joins import Join
from joinscope.recording.records import (
    PollArguments,
    PollResults,
    Ready,
    SignalReturnArguments,
    WaitResults,
)
from joinscope.render.wording.joins import joining_text
from joinscope.render.wording.paths import path_text
from joinscope.render.wording.roles import role_names
from joinscope.vocabulary import Event, RoleKind
from record_writer import OTHER, PARENT, PIPE, WORKER, RecordWriter

SERVER = 110
LINES = Event("line", "from the worker"), Event("line", "from the parent")


def forked(*, wait: bool = True) -> RecordWriter:
    """The parent makes a worker and, if it does, waits for it."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    if wait:
        writer.waits(PARENT)
    writer.say(WORKER, "from the worker")
    writer.exit(WORKER)
    if wait:
        writer.leave(PARENT, "wait4", WORKER, WaitResults(WORKER, reaped=True, status=0))
    writer.say(PARENT, "from the parent")
    return writer


def served() -> RecordWriter:
    """The parent makes a fork server, which makes the worker, and polls what that writes."""
    writer = RecordWriter()
    writer.pipe(PARENT)
    writer.make(PARENT, SERVER)
    arguments = "python3", "-c", "from multiprocessing.forkserver import main; main()"
    writer.executed(SERVER, "/usr/bin/python3", arguments)
    writer.make(SERVER, WORKER)
    writer.enter(PARENT, "poll", PollArguments(-1, watched=1))
    writer.say(WORKER, "from the worker")
    writer.exit(WORKER)
    writer.reap(SERVER)
    writer.write(SERVER, 8)
    writer.leave(PARENT, "poll", 1, PollResults((Ready(3, PIPE, ("POLLIN",)),)))
    writer.read(PARENT, 8, count=8)
    writer.say(PARENT, "from the parent")
    return writer


def only(writer: RecordWriter) -> Join:
    (join,) = Account.of(writer.records).joins
    return join


@pytest.mark.parametrize(
    ("writer", "path"),
    [
        (forked(), "worker write -> exit -> wait4 returns -> parent write"),
        (
            served(),
            (
                "worker write -> exit -> server wait4 returns -> server write"
                " -> read returns -> parent write"
            ),
        ),
    ],
)
def test_path_in_words(writer: RecordWriter, path: str) -> None:
    """The path from the worker's line to the parent's, on one line."""
    account = Account.of(writer.records)
    steps = proof(account.order, *LINES) or []
    facts = path_facts(account.order, steps, account.roles)
    assert path_text(facts, several=False) == path


def test_a_wait_told() -> None:
    """Under fork the parent reaps, in a wait in which it had blocked."""
    join = only(forked())
    assert join.told is not None
    assert (join.told.call, join.classes, join.told.blocked) == ("wait4", ("wait",), True)
    assert join.reaped_by is not None
    assert (join.told.by.kind, join.reaped_by.kind) == (RoleKind.PARENT, RoleKind.PARENT)


def test_a_wait_that_the_kernel_restarts() -> None:
    """It is one call: it waited for a worker that ended before the kernel went on with it."""
    writer = RecordWriter()
    writer.make(PARENT, OTHER)
    writer.make(PARENT, WORKER)
    writer.waits(PARENT)
    writer.exit(OTHER)
    writer.leave(PARENT, "wait4", -1, error="ERESTARTSYS")
    writer.signal(PARENT, "SIGCHLD", signal.SIGCHLD, OTHER, action="default")
    writer.exit(WORKER)
    writer.reap(PARENT)
    writer.reap(PARENT, OTHER)
    other, worker = Account.of(writer.records).joins
    assert worker.told is not None
    assert other.told is not None
    assert (worker.told.blocked, other.told.blocked) == (True, False)


@pytest.mark.parametrize("error", ["ERESTARTSYS", "ERESTARTNOHAND"])
def test_a_wait_that_goes_on_behind_a_handler(error: str) -> None:
    """What the handler calls is no part of it; one that fails with EINTR then is over."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    writer.waits(PARENT)
    writer.leave(PARENT, "wait4", -1, error=error)
    writer.signal(PARENT, "SIGUSR1", signal.SIGUSR1, WORKER, action="handle")
    writer.say(PARENT, "in the handler")
    writer.exit(WORKER)
    writer.enter(PARENT, "rt_sigreturn", SignalReturnArguments())
    writer.reap(PARENT)
    told = only(writer).told
    assert told is not None
    assert told.blocked == (error == "ERESTARTSYS")


def test_poll_and_read_told() -> None:
    """Under a fork server the parent polls and reads, and the server reaps."""
    join = only(served())
    assert join.told is not None
    assert (join.told.call, join.classes, join.told.blocked) == ("poll", ("poll", "read"), True)
    assert join.reaped_by is not None
    assert (join.told.by.kind, join.reaped_by.kind) == (RoleKind.PARENT, RoleKind.FORK_SERVER)


def test_nothing_told() -> None:
    """A parent that does not wait is told nothing."""
    join = only(forked(wait=False))
    assert (join.told, join.reaped_by, join.classes) == (None, None, ())


def test_a_worker_of_a_worker() -> None:
    """Who started a worker joins it, whoever prints; nobody is a server for having started one."""
    writer, inner = RecordWriter(), 111
    writer.make(PARENT, WORKER)
    writer.make(WORKER, inner)
    writer.say(inner, "from the worker")
    writer.exit(inner)
    writer.reap(WORKER, inner)
    writer.exit(WORKER)
    writer.reap(PARENT, WORKER)
    account = Account.of(writer.records)
    assert list(role_names(account.roles).values()) == ["parent", "worker 1", "worker 2"]
    assert [joining_text(join, several=True) for join in joins_facts(account)] == [
        "wait4 by the parent, which reaps",
        "wait4 by worker 1, which reaps",
    ]


def test_an_orphan_that_is_adopted() -> None:
    """Whoever reaps an orphan has joined it; if nobody of the program does, nobody has."""
    for adopted in (True, False):
        writer, orphan = RecordWriter(), 111
        writer.make(PARENT, WORKER)
        writer.make(WORKER, orphan)
        writer.exit(WORKER)
        writer.reap(PARENT, WORKER)
        writer.exit(orphan)
        if adopted:
            writer.reap(PARENT, orphan)
        account = Account.of(writer.records)
        _, join = account.joins
        assert joining_text(joins_facts(account)[1], several=True) == (
            "wait4 by the parent, which reaps"
            if adopted
            else "no call of worker 1; nobody of the program reaps"
        )
        assert join.worker.parent == join.worker.asked_by == account.joins[0].worker.process


def test_orders_of_a_recording(tmp_path: Path) -> None:
    """`orders` shows each legal output, how often it was seen, and what served the join."""
    file = tmp_path / "fork.jsonl"
    file.write_bytes(b"\n".join(forked().lines))
    done = CliRunner().invoke(cli, ["orders", str(file)], catch_exceptions=False)
    assert done.output.splitlines() == [
        "1 legal output; recordings: 1",
        "",
        "seen 1 of 1",
        "  from the worker",
        "  from the parent",
        "",
        f"PID {WORKER}: wait4 by the parent, which reaps; it waited for that",
        "  worker exit -> parent wait4",
    ]


def test_orders_of_a_partial_recording(tmp_path: Path) -> None:
    """What comes after the end of a recording that was cut short is not known: nothing is said."""
    file = tmp_path / "cut.jsonl"
    records = forked().lines[:-1]
    file.write_bytes(b"\n".join(records) + b'\n{"event": "crea')
    with pytest.raises(UsageError, match="is not complete"):
        CliRunner().invoke(cli, ["orders", str(file)], catch_exceptions=False)
