"""Which call told of a worker's end, who reaped it, and the path in words, from made records."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from joinscope.cli.main import cli
from joinscope.errors import UsageError
from joinscope.happens_before.relation import proof
from joinscope.joins.account import Account
from joinscope.joins.joins import Join
from joinscope.render.wording.joins import joining_text
from joinscope.render.wording.paths import tell
from joinscope.render.wording.roles import short_names
from joinscope.vocabulary import Event, RoleKind
from scene import PARENT, WORKER, Scene

SERVER = 110
LINES = Event("line", "from the worker"), Event("line", "from the parent")


def forked(*, wait: bool = True) -> Scene:
    """The parent makes a worker and, if it does, waits for it."""
    scene = Scene()
    scene.make(PARENT, WORKER)
    if wait:
        scene.enter(PARENT, "wait", "wait4", target=WORKER, options=[])
    scene.say(WORKER, "from the worker")
    scene.exit(WORKER)
    if wait:
        scene.leave(PARENT, "wait", "wait4", WORKER, reaped=WORKER, status=0, code=0)
    scene.say(PARENT, "from the parent")
    return scene


def served() -> Scene:
    """The parent makes a fork server, which makes the worker, and polls what that writes."""
    scene = Scene()
    scene.pipe(PARENT)
    scene.make(PARENT, SERVER)
    arguments = ["python3", "-c", "from multiprocessing.forkserver import main; main()"]
    scene.add("exec", SERVER, path="/usr/bin/python3", arguments=arguments)
    scene.make(SERVER, WORKER)
    scene.enter(PARENT, "poll", "poll")
    scene.say(WORKER, "from the worker")
    scene.exit(WORKER)
    scene.reap(SERVER)
    scene.write(SERVER, 8)
    ready = [{"fd": 3, "object": "pipe:[1]", "events": ["POLLIN"]}]
    scene.leave(PARENT, "poll", "poll", 1, ready=ready)
    scene.read(PARENT, 8, count=8)
    scene.say(PARENT, "from the parent")
    return scene


def only(scene: Scene) -> Join:
    (join,) = Account.of(scene.records).joins
    return join


@pytest.mark.parametrize(
    ("scene", "path"),
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
def test_path_in_words(scene: Scene, path: str) -> None:
    """The path from the worker's line to the parent's, on one line."""
    account = Account.of(scene.records)
    steps = proof(account.order, *LINES) or []
    assert tell(account.order, steps, short_names(account.roles)) == path


def test_a_wait_told() -> None:
    """Under fork the parent reaps, in a wait in which it had blocked."""
    join = only(forked())
    assert join.told is not None
    assert (join.told.call, join.classes, join.told.blocked) == ("wait4", ("wait",), True)
    assert join.reaped_by is not None
    assert (join.told.by.kind, join.reaped_by.kind) == (RoleKind.PARENT, RoleKind.PARENT)


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
    scene, inner = Scene(), 111
    scene.make(PARENT, WORKER)
    scene.make(WORKER, inner)
    scene.say(inner, "from the worker")
    scene.exit(inner)
    scene.reap(WORKER, inner)
    scene.exit(WORKER)
    scene.reap(PARENT, WORKER)
    account = Account.of(scene.records)
    names = short_names(account.roles)
    assert list(names.values()) == ["parent", "worker 1", "worker 2"]
    assert [joining_text(join, names) for join in account.joins] == [
        "wait4 by the parent, which reaps",
        "wait4 by worker 1, which reaps",
    ]


def test_an_orphan_that_is_adopted() -> None:
    """Whoever reaps an orphan has joined it; if nobody of the program does, nobody has."""
    for adopted in (True, False):
        scene, orphan = Scene(), 111
        scene.make(PARENT, WORKER)
        scene.make(WORKER, orphan)
        scene.exit(WORKER)
        scene.reap(PARENT, WORKER)
        scene.exit(orphan)
        if adopted:
            scene.reap(PARENT, orphan)
        account = Account.of(scene.records)
        _, join = account.joins
        assert joining_text(join, short_names(account.roles)) == (
            "wait4 by the parent, which reaps"
            if adopted
            else "no call of worker 1; nobody of the program reaps"
        )
        assert join.worker.parent == join.worker.asked_by == account.joins[0].worker.process


def test_orders_of_a_recording(tmp_path: Path) -> None:
    """`orders` shows each legal output, how often it was seen, and what served the join."""
    file = tmp_path / "fork.jsonl"
    complete = {"event": "complete", "time": 99}
    file.write_text("".join(json.dumps(each) + "\n" for each in [*forked().records, complete]))
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
    records = forked().records
    file.write_text("".join(json.dumps(each) + "\n" for each in records) + '{"event": "bir')
    with pytest.raises(UsageError, match="is not complete"):
        CliRunner().invoke(cli, ["orders", str(file)], catch_exceptions=False)
