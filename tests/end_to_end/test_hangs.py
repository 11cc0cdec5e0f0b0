"""What the commands say of programs that hang, and how they end then."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command import folded, joinscope, traced

pytestmark = traced
HANGS = Path(__file__).parents[1] / "comparisons" / "explanation" / "programs" / "hangs"
SPIN = """
import multiprocessing, sys
def spin():
    open(sys.argv[1], "w").close()
    while True: pass
if __name__ == "__main__":
    worker = multiprocessing.get_context("fork").Process(target=spin)
    worker.start()
    worker.join()
"""
ONCE = """
import os, sys, time
second = os.path.exists(sys.argv[1])
open(sys.argv[1], "w").close()
print("joined", flush=True)
if second: time.sleep(100)
"""


def test_explain_ends_with_one() -> None:
    """A hang is no success, and stands first, without a wait for the deadline."""
    done = joinscope("explain", str(HANGS / "held_lock.py"), "--deadline", "600")
    assert done.returncode == 1
    first = done.stdout.split("\n\n")[2]
    assert "stands still" in first
    assert "[JS021] Deadlock: the worker waits for a lock" in first
    assert done.stdout.count("stands still") == done.stdout.count("[JS021]") == 1
    assert "join() waits for the worker, in wait4, and did not return" in folded(done.stdout)


def test_control_c_tells_what_was_recorded(tmp_path: Path) -> None:
    """The first one ends the run and tells where it is; the status is that of an interruption."""
    program, ready = tmp_path / "spin.py", tmp_path / "ready"
    program.write_text(SPIN)
    os.mkfifo(ready)
    words = [
        sys.executable,
        "-m",
        "joinscope",
        "explain",
        str(program),
        str(ready),
        "--deadline",
        "600",
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as run:
        ready.read_bytes()  # the worker spins
        run.send_signal(signal.SIGINT)
        out, _ = run.communicate()
    assert run.returncode == 128 + signal.SIGINT
    assert "was interrupted" in out
    assert "The parent waits for the worker, which runs." in out
    assert "worker.join()" in out


def test_a_second_control_c_ends_it(tmp_path: Path) -> None:
    """Then nothing is told, and nothing is left."""
    program, ready = tmp_path / "spin.py", tmp_path / "ready"
    program.write_text(SPIN)
    os.mkfifo(ready)
    words = [
        sys.executable,
        "-m",
        "joinscope",
        "explain",
        str(program),
        str(ready),
        "--deadline",
        "600",
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as run:
        ready.read_bytes()
        run.send_signal(signal.SIGINT)
        run.send_signal(signal.SIGINT)
        run.communicate()
    assert run.returncode in (128 + signal.SIGINT, -signal.SIGINT)


def test_two_runs_that_end_differently(tmp_path: Path) -> None:
    """A program that hangs only in its second run is told as one that may hang."""
    program = tmp_path / "once.py"
    program.write_text(ONCE)
    mark = str(tmp_path / "mark")
    done = joinscope("explain", str(program), mark, "--deadline", "5")
    assert done.returncode == 1
    assert "Its two runs ended differently: traced it exited with 0; untraced it had not ended" in (
        folded(done.stdout)
    )


@pytest.mark.parametrize("command", ["orders", "compare"])
def test_the_others_tell_of_it_too(command: str, tmp_path: Path) -> None:
    """No legal output is known of a program that hangs, and a verdict says where it does."""
    program = tmp_path / "stuck.py"
    program.write_text("import os\nprint('before')\nos.read(os.pipe()[0], 1)\n")
    words = [str(program)]
    if command == "compare":
        words.append(str(tmp_path / "stuck.c"))
        Path(words[1]).write_text('#include <stdio.h>\nint main(void) { puts("before"); }\n')
    file = tmp_path / "found.json"
    words += ["--start-method", "fork", "--deadline", "600", "--json", str(file)]
    done = joinscope(command, *words)
    text = folded(done.stdout)
    assert done.returncode == 1
    assert "[JS018] The parent waits for data from a pipe that nobody else can write to" in text
    found = json.loads(file.read_text())
    if command == "orders":
        (told,) = found["programs"]
    else:
        told = found["comparisons"][0]["sides"][0]
    assert told["hang"]["trap"]["code"] == "pipe_held_by_itself"
    assert told["hang"]["chain"][0]["call"] == "read"
    if command == "orders":
        assert "no legal output is known: 3 of 3 runs did not end" in text
        assert "1 legal output" not in text
