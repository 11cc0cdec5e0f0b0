"""Which call served a join, and the path in words, from recordings as the tracer writes them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from joinscope.cli.main import cli
from joinscope.errors import UsageError
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.relation import proof
from joinscope.joins.joining import reapers, served, workers
from joinscope.render.wording.paths import tell
from joinscope.vocabulary import Event

PARENT, SERVER, WORKER = 100, 101, 102
LINES = Event("line", "from the worker"), Event("line", "from the parent")


def records(*happened: tuple[str, int, dict[str, Any]]) -> list[dict[str, Any]]:
    """(event, tid, fields); a call has two points: enter and leave."""
    found: list[dict[str, Any]] = []
    for time, (name, tid, fields) in enumerate(happened):
        event, _, call = name.partition(" ")
        made = {"call": call, "class": CLASSES[call]} if event in ("enter", "leave") else {}
        found.append({"event": event, "time": time, "tid": tid, "pid": tid, **made, **fields})
    return found


CLASSES = {"write": "write", "read": "read", "poll": "poll", "wait4": "wait", "clone": "create"}
CLASSES |= {"pipe2": "fd", "close": "fd"}


def say(tid: int, text: str) -> list[tuple[str, int, dict[str, Any]]]:
    data = {"result": 9, "error": None, "stream": "stdout", "data": f"{text}\n"}
    return [
        ("enter write", tid, {"fd": 1, "object": "/dev/pts/0"}),
        ("leave write", tid, data),
    ]


def make(by: int, tid: int) -> list[tuple[str, int, dict[str, Any]]]:
    return [
        ("enter clone", by, {"flags": ["SIGCHLD"]}),
        ("birth", tid, {"by": by, "how": "fork"}),
        ("leave clone", by, {"result": tid, "error": None}),
    ]


ROOT = ("birth", PARENT, {"by": None, "how": "start"})
REAPED = {"result": WORKER, "error": None, "reaped": WORKER, "status": 0, "code": 0}

FORK = records(
    ROOT,
    *make(PARENT, WORKER),
    ("enter wait4", PARENT, {"target": WORKER, "options": []}),
    *say(WORKER, "from the worker"),
    ("exiting", WORKER, {"status": 0}),
    ("leave wait4", PARENT, REAPED),
    *say(PARENT, "from the parent"),
)
READY = [{"fd": 3, "object": "pipe:[1]", "events": ["POLLIN"]}]
FORKSERVER = records(
    ROOT,
    ("enter pipe2", PARENT, {}),
    ("leave pipe2", PARENT, {"result": 0, "error": None, "fds": [3, 4], "object": "pipe:[1]"}),
    *make(PARENT, SERVER),
    *make(SERVER, WORKER),
    ("enter poll", PARENT, {}),
    *say(WORKER, "from the worker"),
    ("exiting", WORKER, {"status": 0}),
    ("enter wait4", SERVER, {"target": -1, "options": ["WNOHANG"]}),
    ("leave wait4", SERVER, REAPED),
    ("enter write", SERVER, {"fd": 4, "object": "pipe:[1]"}),
    ("leave write", SERVER, {"result": 8, "error": None}),
    ("leave poll", PARENT, {"result": 1, "error": None, "ready": READY}),
    ("enter read", PARENT, {"fd": 3, "object": "pipe:[1]", "count": 8}),
    ("leave read", PARENT, {"result": 8, "error": None}),
    *say(PARENT, "from the parent"),
)


@pytest.mark.parametrize(
    ("recording", "path"),
    [
        (FORK, "worker write -> exit -> wait4 returns -> parent write"),
        (
            FORKSERVER,
            (
                "worker write -> exit -> server wait4 returns -> server write"
                " -> read returns -> parent write"
            ),
        ),
    ],
)
def test_path_in_words(recording: list[dict[str, Any]], path: str) -> None:
    """The path from the worker's line to the parent's, on one line."""
    history = HappensBefore.of(recording)
    assert tell(history, proof(history, *LINES) or []) == path


def test_a_wait_served_the_join() -> None:
    """Under fork the parent reaps, in a wait in which it had blocked."""
    history = HappensBefore.of(FORK)
    (worker,) = workers(history)
    found = served(history, worker)
    assert found is not None
    assert (found.call, found.classes, found.blocked) == ("wait4", ("wait",), True)
    assert reapers(history) == {WORKER: PARENT}


def test_poll_and_read_served_the_join() -> None:
    """Under a fork server the parent polls and reads, and the server reaps."""
    history = HappensBefore.of(FORKSERVER)
    (worker,) = workers(history)
    found = served(history, worker)
    assert found is not None
    assert (found.call, found.classes, found.blocked) == ("poll", ("poll", "read"), True)
    assert reapers(history) == {WORKER: SERVER}


def test_nothing_served_it() -> None:
    """A parent that does not wait is told nothing."""
    wait = ("enter wait4", "leave wait4")
    without = [each for each in FORK if f"{each['event']} {each.get('call')}" not in wait]
    history = HappensBefore.of(without)
    (worker,) = workers(history)
    assert served(history, worker) is None


def test_orders_of_a_recording(tmp_path: Path) -> None:
    """`orders` shows each legal output, how often it was seen, and what served the join."""
    file = tmp_path / "fork.jsonl"
    complete = {"event": "complete", "time": 99}
    file.write_text("".join(json.dumps(each) + "\n" for each in [*FORK, complete]))
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
    file.write_text("".join(json.dumps(each) + "\n" for each in FORK) + '{"event": "bir')
    with pytest.raises(UsageError, match="is not complete"):
        CliRunner().invoke(cli, ["orders", str(file)], catch_exceptions=False)
