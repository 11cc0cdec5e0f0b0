"""Recordings while every core is busy: each is whole, and proves what an idle machine's does."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cjoin
import pyjoin
import pytest
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.relation import relation
from joinscope.programs import makers
from joinscope.recording.runner import record
from joinscope.vocabulary import Event, Relation

NAME = "worker_and_join"
WORKER, PARENT = (Event("line", f"{who} completed") for who in ("Worker", "Parent process"))


@pytest.fixture
def busy() -> Iterator[None]:
    """A process for each core that never waits."""
    line = [sys.executable, "-I", "-S", "-c", "while True: pass"]
    loads = [subprocess.Popen(line) for _ in range(os.cpu_count() or 1)]
    yield
    for each in loads:
        each.kill()
        each.wait()


def without_sleep(source: Path, folder: Path, seconds: str, none: str) -> Path:
    """The program, whose worker does not sleep."""
    text = source.read_text("utf-8")
    assert text.count(seconds) == 1
    file = folder / source.name
    file.write_text(text.replace(seconds, none), "utf-8")
    return file


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("count", [3, pytest.param(200, marks=pytest.mark.stress)])
@pytest.mark.parametrize("method", [*multiprocessing.get_all_start_methods(), "c"])
def test_under_load(
    method: str, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Complete, exit status 0, and that the worker's line comes first is proved: every time."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    if method == "c":
        c = without_sleep(cjoin.source(NAME), tmp_path, "left = 2;", "left = 0;")
        (program,) = makers.c_sides(c, [])
    else:
        python = without_sleep(pyjoin.source(NAME), tmp_path, "sleep(2)", "sleep(0)")
        (program,) = makers.python_sides(python, [method])
    orders = [HappensBefore() for _ in range(count)]
    recordings = record(
        [program.command()] * count,
        through=["terminal", "pipe"] * (count // 2) + ["pipe"] * (count % 2),
        deadline=60,
        evidence="syscalls",
        consumers=orders,
    )
    assert [
        (each.complete, each.limit, each.exit_status, each.killed, relation(order, WORKER, PARENT))
        for each, order in zip(recordings, orders, strict=True)
    ] == [(True, None, 0, [], Relation.BEFORE)] * count
