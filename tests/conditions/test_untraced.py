"""Programs that would leave the recorder."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from command import traced

Joinscope = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = traced


@pytest.mark.parametrize("seccomp", ["--seccomp", "--no-seccomp"])
def test_clone_untraced(
    seccomp: str, joinscope: Joinscope, compiled: Callable[[str], str], tmp_path: Path
) -> None:
    """Who is created with CLONE_UNTRACED is recorded as any other, and finds nothing changed."""
    program = compiled("untraced")
    done = joinscope("record", seccomp, "-o", "run.jsonl", "--", program)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(done.stdout.splitlines()) == ["parent: as it was", "worker: as it was"]
    records = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text().splitlines()]
    created = [each["tid"] for each in records if each["event"] == "creation"]
    ended = [each["tid"] for each in records if each["event"] == "termination"]
    (enter,) = (each for each in records if "CLONE_UNTRACED" in str(each))
    assert (len(created), sorted(ended)) == (2, sorted(created))
    assert enter["call"] == "clone"
    assert json.loads((tmp_path / "run.jsonl").read_text().splitlines()[-1])["event"] == "complete"


@pytest.mark.parametrize("seccomp", ["--seccomp", "--no-seccomp"])
def test_clone_untraced_that_fails(
    seccomp: str, joinscope: Joinscope, compiled: Callable[[str], str]
) -> None:
    """A creation with CLONE_UNTRACED that fails changes nothing for the program either."""
    done = joinscope("record", seccomp, "-o", "run.jsonl", "--", compiled("untraced"), "fail")
    assert (done.returncode, done.stdout, done.stderr) == (0, "refused: as it was\n", "")


def test_order_of_an_untraced_process(
    joinscope: Joinscope, compiled: Callable[[str], str], tmp_path: Path
) -> None:
    """Its order is proved: nothing orders the two lines, and either may come first."""
    program = compiled("untraced")
    assert joinscope("record", "-o", "run.jsonl", "--", program).returncode == 0
    done = joinscope("orders", "run.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 legal outputs" in done.stdout
    assert (tmp_path / "run.jsonl").exists()


TRACES = """
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        if (ptrace(PTRACE_TRACEME, 0, 0, 0) == -1)
            _exit(2);
        puts("worker");
        return 0;
    }
    waitpid(pid, &status, 0);
    puts("parent");
    return WEXITSTATUS(status);
}
"""
ONE_TRACER = "a process has one tracer at most"


@pytest.fixture
def traces(tmp_path: Path) -> None:
    """A program that traces a child, a.c, and one in Python that does the same without."""
    (tmp_path / "a.c").write_text(TRACES)
    (tmp_path / "a.py").write_text("print('worker')\nprint('parent')\n")


@pytest.mark.usefixtures("traces")
@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        ("explain a.c", 0, ": it traces processes itself, which failed while it was recorded: "),
        ("orders a.c", 2, "C fork: it traces processes itself, which failed while it was recorded"),
        ("record strace true", 1, "the command traces processes itself, which failed: "),
    ],
)
def test_one_sentence(words: str, status: int, sentence: str, joinscope: Joinscope) -> None:
    """A program that traces processes itself cannot while it is recorded, and that is told."""
    if "strace" in words and shutil.which("strace") is None:
        pytest.skip("no strace")
    done = joinscope(*words.split())
    ours = [line for line in done.stderr.splitlines() if line.startswith("joinscope: ")]
    assert (done.returncode, len(ours)) == (status, 1)
    assert (sentence in ours[0], ONE_TRACER in ours[0]) == (True, True)


@pytest.mark.usefixtures("traces")
def test_no_claim_fails_for_that(joinscope: Joinscope) -> None:
    """What does not hold in a run that was harmed is unknown, and says why."""
    done = joinscope("compare", "a.py", "a.c", "--start-method", "fork")
    assert (done.returncode, done.stderr) == (0, "")
    assert ONE_TRACER in " ".join(done.stdout.split())
    assert "No claim fails, but not everything could be told." in " ".join(done.stdout.split())
