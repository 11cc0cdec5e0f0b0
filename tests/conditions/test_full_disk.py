"""A disk that is full under the recording ends that, and not the program."""

import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command import traced

Joinscope = Callable[..., subprocess.CompletedProcess[str]]
# It runs on long after the first record is written, and says so; then how SIGXFSZ ends it.
PROGRAM = "for i in 1 2 3 4 5 6 7 8; do (exit 3); done; echo done >&2; exit 5"
FULL = "joinscope: the recording is cut off: No space left on device\n"

pytestmark = traced


def limited(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Joinscope, where no file may be longer than 1000 bytes."""
    return subprocess.run(
        [sys.executable, "-m", "joinscope", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
    )


@pytest.mark.parametrize("seccomp", ["--seccomp", "--no-seccomp"])
def test_the_program_goes_on(seccomp: str, joinscope: Joinscope) -> None:
    """It does what it would alone; one sentence tells of the recording."""
    done = joinscope("record", seccomp, "-o", "/dev/full", "--", "sh", "-c", PROGRAM)
    assert (done.returncode, done.stdout, done.stderr) == (5, "", "done\n" + FULL)


def test_required_evidence(joinscope: Joinscope) -> None:
    """Who wants the recording or nothing gets nothing: the program is killed."""
    for_ever = "(exit 3); exec sleep 1000"
    words = ("record", "--require-evidence", "-o", "/dev/full", "--", "sh", "-c", for_ever)
    done = joinscope(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "joinscope: cannot record: No space left on device\n"


def test_what_was_written_is_kept(joinscope: Joinscope, tmp_path: Path) -> None:
    """What fits is in the file, whose reader says that it is not whole."""
    done = limited("record", "-o", "run.jsonl", "--", "sh", "-c", PROGRAM, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr == "done\njoinscope: the recording is cut off: File too large\n"
    assert (tmp_path / "run.jsonl").stat().st_size == 1000
    done = joinscope("orders", "run.jsonl")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "run.jsonl: is not complete" in done.stderr


def test_the_limit_is_the_program_s_too(tmp_path: Path) -> None:
    """A limit of the size of files kills the program that exceeds it, as it would alone."""
    program = "exec head -c 2000 /dev/zero > large"
    done = limited("record", "-o", "run.jsonl", "--", "sh", "-c", program, cwd=tmp_path)
    assert done.returncode == -signal.SIGXFSZ
    assert "cut off" in done.stderr
