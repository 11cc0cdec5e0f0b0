"""joinscope record --format perfetto: a Chrome trace of what was recorded."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from joinscope.recording.recording import read
from joinscope.recording.records import Held, Released
from joinscope.render.chrome_trace import recording
from record_writer import PARENT, RecordWriter

RECORD = [sys.executable, "-m", "joinscope", "record"]
CODE = """
import os, signal
signal.signal(signal.SIGUSR1, lambda *_: None)
r, w = os.pipe()
if os.fork() == 0:
    os.write(w, b"x"); os._exit(3)
os.read(r, 1); os.wait(); os.kill(os.getpid(), signal.SIGUSR1)
"""
Events = list[dict[str, Any]]


@pytest.fixture
def trace(tmp_path: Path) -> Events:
    """The trace of a program whose worker writes to a pipe and is reaped."""
    file = tmp_path / "trace.json"
    line = [*RECORD, "--format", "perfetto", "-o", str(file), "--", sys.executable, "-c", CODE]
    subprocess.run(line, check=True)
    document = json.loads(file.read_text("utf-8"))
    found: Events = document["traceEvents"]
    return found


def test_every_event_is_well_formed(trace: Events) -> None:
    """Each has a phase and what this phase needs; slices of a thread nest, arrows have two ends."""
    needs = {"X": {"ts", "dur", "tid"}, "M": {"args"}, "i": {"ts", "s"}}
    needs |= {"s": {"id", "ts", "tid"}, "f": {"id", "ts", "tid", "bp"}}
    for event in trace:
        assert {"name", "pid", *needs[event["ph"]]} <= event.keys()
    ends = {phase: [each["id"] for each in trace if each["ph"] == phase] for phase in "sf"}
    assert sorted(ends["s"]) == sorted(ends["f"])
    for tid in {each["tid"] for each in trace if each["ph"] == "X"}:
        mine = [each for each in trace if each["ph"] == "X" and each["tid"] == tid]
        spans = sorted((each["ts"], -each["dur"]) for each in mine)
        open_until: list[float] = []
        for start, minus in spans:
            while open_until and open_until[-1] <= start:
                open_until.pop()
            assert not open_until or start - minus <= open_until[-1] + 0.01  # of floats
            open_until.append(start - minus)


def test_an_arrow_for_each_proved_edge(trace: Events) -> None:
    """Fork, pipe and reap each have an arrow, between the two processes that they join."""
    named = [each["pid"] for each in trace if each["ph"] == "M"]
    parent, worker = dict.fromkeys(named)  # numbers go back to small ones at pid_max
    arrows = {
        (start["name"], start["pid"], end["pid"])
        for start in trace
        for end in trace
        if (start["ph"], end["ph"]) == ("s", "f") and start["id"] == end["id"]
    }
    assert {("creation", parent, worker), ("data", worker, parent), ("reap", worker, parent)} <= (
        arrows
    )


def test_an_arrow_ends_in_a_slice(trace: Events) -> None:
    """Perfetto shows an arrow only from a slice to a slice."""
    for end in trace:
        if end["ph"] in {"s", "f"}:
            assert any(
                each["ph"] == "X"
                and each["tid"] == end["tid"]
                and each["ts"] <= end["ts"] <= each["ts"] + each["dur"]
                for each in trace
            )


def test_signals_and_zombies(trace: Events) -> None:
    """A signal is an instant; between its end and its reaping a worker is a zombie."""
    assert "SIGUSR1" in [each["name"] for each in trace if each["ph"] == "i"]
    zombies = [each for each in trace if each["name"] == "zombie"]
    (reaped,) = [each for each in trace if each["ph"] == "X" and each["name"] == "wait4"]
    assert any(each["pid"] == reaped["args"]["child"] for each in zombies)


def test_a_hold() -> None:
    """A thread that is held has a slice for that, before the call that it was kept from."""
    writer = RecordWriter()
    writer.add(Held, PARENT, name="0", rule=2)
    writer.add(Released, PARENT, name="0", rule=2, why="quiet")
    writer.say(PARENT, "line")
    made: Events = json.loads(json.dumps([*recording.events(writer.records)]))
    found = {each["name"]: each for each in made if each["ph"] == "X"}
    held = found["held here by joinscope"]
    assert held["args"] == {"thread": "0", "rule": 2, "why": "quiet"}
    assert held["ts"] + held["dur"] <= found["write"]["ts"]


def test_the_command_behaves_as_alone_in_every_format(tmp_path: Path) -> None:
    """Output and exit status pass through; the recording and the trace stand side by side."""
    line = [*RECORD, "--format", "jsonl,perfetto", "-o", "r.jsonl", "sh", "-c", "echo ä; exit 5"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (5, "ä\n".encode(), b"")
    assert read(tmp_path / "r.jsonl").complete
    assert {path.name for path in tmp_path.iterdir()} == {"r.jsonl", "r.trace.json"}
    assert "echo ä; exit 5" in (tmp_path / "r.trace.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--format", "svg"], "no format 'svg'; there are: jsonl, perfetto"),
        (["--format", "perfetto", "-o", "/no/such/file"], "/no/such/file: cannot be written"),
        (["--format", "jsonl,perfetto", "-o", "/dev/fd/1"], "/dev/fd/1: cannot be written"),
    ],
)
def test_what_cannot_be_written(options: list[str], sentence: str) -> None:
    """A format that there is not, a file that cannot be: one sentence, 2, and nothing is run."""
    done = subprocess.run(
        [*RECORD, *options, "echo", "run"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_partial_recording_is_drawn_too(
    record: Callable[..., object], compiled: Callable[[str], str], tmp_path: Path
) -> None:
    """Of a recording that ends anywhere, what is there makes a whole document."""
    record([compiled("many"), "3"])
    data = (tmp_path / "recording.jsonl").read_bytes()
    for end in range(0, len(data), 499):
        file = tmp_path / "trace.json"
        with file.open("w", encoding="utf-8") as target:
            recording.write(data[:end].splitlines(keepends=True), target)
        assert isinstance(json.loads(file.read_text("utf-8"))["traceEvents"], list)
