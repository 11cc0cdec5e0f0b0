"""joinscope record: the command behaves as it would alone."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from joinscope.recording.recording import read

RECORD = [sys.executable, "-m", "joinscope", "record", "-o"]
POOL = """
from concurrent.futures import ProcessPoolExecutor
if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        print(sum(pool.map(abs, range(-5, 5))))
"""


def both(command: list[str], file: Path, **options: Any) -> list[tuple[int, bytes, bytes]]:
    """What a command does alone, and recorded: exit status, output, errors."""
    return [
        (done.returncode, done.stdout, done.stderr)
        for line in (command, [*RECORD, str(file), "--", *command])
        for done in [subprocess.run(line, capture_output=True, check=False, **options)]
    ]


@pytest.mark.parametrize(
    "script",
    [
        "exit 3",
        "echo out; echo err >&2",
        "cat",
        "echo one | tr o 0 | sort; false",
        "kill -TERM $$",
        "kill -KILL $$",
        "kill -SEGV $$",
        "sleep 0.2 & exit 4",
        "trap 'echo caught; exit 5' INT; kill -INT $$",
    ],
)
def test_a_shell_ends_as_alone(script: str, tmp_path: Path) -> None:
    """Input, output, errors, exit status and the signal that kills pass through."""
    file = tmp_path / "recording.jsonl"
    alone, recorded = both(["sh", "-c", script], file, input=b"in\n")
    assert alone == recorded
    recording = read(file)
    assert recording.complete
    assert recording.exit_status == alone[0]


@pytest.mark.skipif(shutil.which("make") is None, reason="no make")
def test_make_in_parallel(tmp_path: Path) -> None:
    """Parallel make says, builds and fails as it does alone."""
    makefile = tmp_path / "Makefile"
    makefile.write_text("all: a b c d\na b c:\n\t@echo $@ > $@\nd: a b c\n\t@exit 3\n", "utf-8")
    command = ["make", "-B", "-j2", "-f", str(makefile)]
    alone, recorded = both(command, tmp_path / "recording.jsonl", cwd=tmp_path)
    assert alone == recorded
    assert alone[0] == 2
    assert [(tmp_path / name).read_text("utf-8") for name in "abc"] == ["a\n", "b\n", "c\n"]
    recording = read(tmp_path / "recording.jsonl")
    assert (recording.complete, recording.exit_status) == (True, 2)


def test_a_pool_of_processes(tmp_path: Path) -> None:
    """A ProcessPoolExecutor computes what it computes alone."""
    script = tmp_path / "pool.py"
    script.write_text(POOL, "utf-8")
    alone, recorded = both([sys.executable, str(script)], tmp_path / "recording.jsonl")
    assert alone == recorded == (0, b"25\n", b"")


def test_a_server_stopped_by_a_signal(tmp_path: Path) -> None:
    """A signal sent to joinscope record reaches the command, which ends as it does alone."""
    file = tmp_path / "recording.jsonl"
    command = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"]
    alone, recorded = serve(command), serve([*RECORD, str(file), "--", *command])
    assert alone == recorded
    assert b"Keyboard interrupt received" in alone[1]
    recording = read(file)
    assert (recording.complete, recording.exit_status) == (True, alone[0])


def serve(line: list[str]) -> tuple[int, bytes]:
    """The exit status of a server that SIGINT stops, and what it has said after its first line."""
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        assert server.stdout is not None
        port = re.search(rb" port (\d+) ", server.stdout.readline())
        assert port is not None
        connection = http.client.HTTPConnection("127.0.0.1", int(port[1]))
        connection.request("HEAD", "/")  # an answer shows that it waits for the signal
        connection.getresponse().close()
        connection.close()
        server.send_signal(signal.SIGINT)
        output, _ = server.communicate()
    return server.returncode, output


def test_a_missing_command(tmp_path: Path) -> None:
    """A command that does not exist: the sentence and the exit status of a shell."""
    done = subprocess.run(
        [*RECORD, str(tmp_path / "recording.jsonl"), "--", "no-such-command"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 127
    assert done.stderr == "no-such-command: No such file or directory\n"


def test_the_recorder_without_a_reader(compiled: Callable[[str], str]) -> None:
    """When nobody reads the records any more, the command is killed."""
    ours, theirs = os.pipe()
    line = [*RECORD, f"/dev/fd/{theirs}", "--", compiled("many"), "100000"]
    with subprocess.Popen(line, pass_fds=[theirs]) as process:
        os.close(theirs)
        os.read(ours, 1000)
        os.close(ours)
    assert process.returncode == 1


def test_a_schedule(tmp_path: Path) -> None:
    """Threads are held as the file says; of a rule that has held nobody the command says so."""
    code = "import os\npid = os.fork()\nos.write(1, b'worker\\n' if pid == 0 else b'parent\\n')\n"
    script, file = tmp_path / "script.py", tmp_path / "schedule.json"
    script.write_text(f"{code}if pid: os.wait()\n")
    held = {"where": "enter", "thread": "0", "stream": "stdout", "nth": 1}
    # Until nothing else can happen: what the worker does may have come before.
    rules = [{"at": held}, {"at": {"where": "enter", "thread": "0.3"}}]
    file.write_text(json.dumps({"schema": "joinscope/schedule/1", "holds": rules}))
    output = tmp_path / "recording.jsonl"
    words = [*RECORD, str(output), "--schedule", str(file), "--", sys.executable, str(script)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == "worker\nparent\n"
    assert done.stderr == (
        "joinscope: hold 2 of the schedule held nobody: "
        "0.3 did not come to a point of the schedule\n"
    )
    assert b'"event":"hold"' in output.read_bytes()


def test_no_schedule(tmp_path: Path) -> None:
    """What is none is refused before anything runs."""
    words = [*RECORD, str(tmp_path / "recording.jsonl"), "--schedule", __file__, "--", "true"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "is no joinscope/schedule/1" in done.stderr
