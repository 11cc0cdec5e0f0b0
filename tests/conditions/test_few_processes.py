"""Where there may be only few processes: one after the other, and never a false verdict."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from command import traced

Joinscope = Callable[..., subprocess.CompletedProcess[str]]
Compiled = Callable[[str], str]
CLAIM_FAILS = re.compile(r"^ *fails ", re.MULTILINE)
NO_PROCESS = "no process could be started"
PYTHON = """
import multiprocessing
def work():
    print("worker", flush=True)
if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()
    print("parent")
"""
FORKS = """
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    int pid = fork();
    if (pid == -1) { perror("fork"); return 1; }
    if (pid == 0) { puts("worker"); return 0; }
    wait(NULL);
    puts("parent");
}
"""

pytestmark = [
    traced,
    pytest.mark.skipif(os.getuid() != 0, reason="a user's other processes would count"),
]


@pytest.fixture
def few(compiled: Compiled) -> Callable[[int], tuple[str, ...]]:
    """The command that executes another one where there may be so many processes."""
    return lambda number: (compiled("few_processes"), str(number))


@pytest.fixture(autouse=True)
def mine(joinscope: Joinscope, tmp_path: Path) -> None:
    """Programs in both languages, the one in C compiled while there is room."""
    (tmp_path / "a.py").write_text(PYTHON)
    (tmp_path / "a.c").write_text(FORKS)
    assert joinscope("orders", "a.c", "--runs", "1").returncode == 0


def test_one_after_the_other(joinscope: Joinscope, few: Callable[[int], tuple[str, ...]]) -> None:
    """Four sides, each run twice, in 9 processes: all is proved, as if there were more."""
    done = joinscope("compare", "a.py", "a.c", before=few(9))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Every claim holds on every side, by proof." in done.stdout


@pytest.mark.parametrize(
    ("number", "evidence"), [(4, "syscalls"), (5, "syscalls"), (5, "states"), (5, "output")]
)
def test_too_few(
    number: int,
    evidence: str,
    joinscope: Joinscope,
    few: Callable[[int], tuple[str, ...]],
) -> None:
    """With fewer than a program needs no claim fails: it is unknown, and says why."""
    done = joinscope("compare", "a.py", "a.c", "--evidence", evidence, before=few(number))
    assert (done.returncode, done.stderr) == (0, "")
    assert CLAIM_FAILS.search(done.stdout) is None
    assert NO_PROCESS in " ".join(done.stdout.split())


def test_what_would_fail_fails(
    joinscope: Joinscope, few: Callable[[int], tuple[str, ...]], tmp_path: Path
) -> None:
    """Where processes are few and enough, a claim that fails does fail."""
    (tmp_path / "a.py").write_text("print('worker')\nprint('nobody')\n")
    done = joinscope("compare", "a.py", "a.c", "--start-method", "fork", before=few(12))
    assert (done.returncode, done.stderr) == (1, "")
    assert CLAIM_FAILS.search(done.stdout)
    assert NO_PROCESS not in done.stdout


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "record -o /dev/null -- true"),
        (3, "explain -- sh -c true"),
        (4, "orders a.c"),
        (5, "orders a.py --start-method spawn"),
    ],
)
def test_one_sentence(
    number: int, words: str, joinscope: Joinscope, few: Callable[[int], tuple[str, ...]]
) -> None:
    """What cannot be run is told in one sentence."""
    done = joinscope(*words.split(), before=few(number))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("joinscope: ")
    assert NO_PROCESS in done.stderr


def test_a_fork_that_fails_is_the_program_s(
    joinscope: Joinscope, few: Callable[[int], tuple[str, ...]]
) -> None:
    """Under `record` a program gets the EAGAIN that it would get without, and it is recorded."""
    shell = "sleep 1 & sleep 1 & sleep 1 & sleep 1 & wait"
    words = ("record", "-o", "/dev/stdout", "--", "sh", "-c", shell)
    done = joinscope(*words, before=few(4))
    assert (done.returncode, "Cannot fork" in done.stderr) == (2, True)
    assert '"error":"EAGAIN"' in done.stdout
