"""joinscope orders on programs: what is legal, and what was seen how often."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command import traced

pytestmark = traced


def orders(*arguments: str | Path, before: tuple[str, ...] = ()) -> tuple[int, str, str]:
    done = subprocess.run(
        [*before, sys.executable, "-m", "joinscope", "orders", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_of_a_comparison() -> None:
    """Every side of the counter-example has three legal outputs, and only those are seen."""
    status, out, errors = orders("without_join", "--start-method", "fork", "--runs", "2")
    assert (status, errors) == (0, "")
    assert re.match(r"CPython .*evidence: syscalls\n\nwithout_join: Do not wait", out)
    assert "every side: 3 legal outputs\n" in out
    listed = [part.split("\n") for part in out.split("\n\n")[3:6]]
    texts = ["Parent process completed", "Starting worker", "Worker completed"]
    assert sorted(sorted(line.strip() for line in lines[:3]) for lines in listed) == [texts] * 3
    assert all(lines[3].startswith(("    seen ", "    not seen")) for lines in listed)
    assert any(lines[3].startswith("    seen ") for lines in listed)
    assert "not legal" not in out


@pytest.mark.parametrize("suffix", [".py", ".c"])
def test_of_a_file(suffix: str, tmp_path: Path) -> None:
    """A program in one language: what it cannot print is not listed."""
    file = tmp_path / f"two{suffix}"
    file.write_text(
        'import os\npid = os.fork()\nprint("one" if pid == 0 else "two", flush=True)\n'
        if suffix == ".py"
        else "#include <stdio.h>\n#include <unistd.h>\nint main(void)\n"
        '{ puts(fork() ? "two" : "one"); return 0; }\n'
    )
    status, out, errors = orders(file, "--start-method", "fork", "--runs", "1")
    assert (status, errors) == (0, "")
    name = "Python fork" if suffix == ".py" else "C fork"
    assert f"{name}: 2 legal outputs" in out or "every side: 2 legal outputs" in out
    assert out.count("not seen") == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nothing"], "no comparison 'nothing'; there are: worker_and_join"),
        (["nothing.py"], "no file 'nothing.py'"),
        (["worker_and_join", "without_join"], "give one program, or recordings"),
        (["worker_and_join", "--start-method", "thread"], "no start method 'thread'"),
        (["none.jsonl"], "none.jsonl: cannot be read: No such file"),
    ],
)
def test_a_wrong_argument_is_one_sentence(arguments: list[str], complaint: str) -> None:
    """Wrong usage ends with 2 and a sentence."""
    status, out, errors = orders(*arguments)
    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert complaint in errors


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_without_proof_there_is_no_list(tmp_path: Path) -> None:
    """Where no order can be proved it says why, and ends with 2."""
    strace = ("strace", "-f", "-o", str(tmp_path / "log"), "-e", "trace=none")
    status, out, errors = orders("worker_and_join", before=strace)
    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert "no order can be proved. No system calls" in errors
