"""A loop that looks at its child all the time: what is kept of it, and what it costs."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from joinscope import pipeline
from joinscope.recording.call_stacks import Calls
from joinscope.recording.recording import Recording
from joinscope.recording.runner import record
from run_explained import PROGRAMS, explain, program

MOST = 20_000  # in c_hook.c: notes of a process
SPINS = """
import os, time
pid = os.fork()
if pid == 0:
    time.sleep(30)
    os._exit(0)
while os.waitpid(pid, os.WNOHANG) == (0, 0):
    pass
"""
MEASURED = """
import json, resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(json.dumps(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""


def test_its_notes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many more looks a process writes only so many notes into a file."""
    noted: list[int] = []
    read = pipeline._stacks  # noqa: SLF001 - what reads the file

    def count(file: Path) -> Calls:
        with file.open("rb") as lines:
            noted.append(sum(line.startswith(b"from ") for line in lines))
        return read(file)

    monkeypatch.setattr(pipeline, "_stacks", count)
    what = program("looks.c", str(2 * MOST))
    found = explain(what, again=True)
    assert found.plain is not None
    assert found.plain.texts == ["reaped"]
    assert noted == [MOST + 1]  # that one is the child's, of its sleep
    assert sum(step.count for step in found.steps("look")) >= 2 * MOST


@pytest.fixture(params=["looks.c", "spins.py"])
def spinning(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    if request.param == "looks.c":
        return [str(PROGRAMS / request.param), "0"]
    (tmp_path / "spins.py").write_text(SPINS)
    return [str(tmp_path / "spins.py")]


@pytest.mark.stress
def test_thirty_seconds_take_100_mb(spinning: list[str]) -> None:
    """Whatever joinscope runs for it is no greater at any time."""
    words = [sys.executable, "-m", "joinscope", "explain", "--deadline", "300", *spinning]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *words], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) < 100 * 1024


@pytest.mark.stress
def test_thirty_seconds_take_three_more(
    spinning: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the end of the last run to the explanation: of the processor's time, on any machine."""
    ends: list[float] = []

    def recorded(*words: object, **options: object) -> list[Recording]:
        found: list[Recording] = record(*words, **options)  # type: ignore[arg-type]
        ends.append(time.process_time())
        return found

    monkeypatch.setattr(pipeline, "record", recorded)
    path, *arguments = spinning
    found = explain(program(path, *arguments), deadline=300, again=True)
    assert found.recording.exit_status == 0
    assert len(ends) == 2
    assert time.process_time() - ends[-1] < 3
