"""Whoever started joinscope ignores signals, SIGCHLD among them: the program finds them so."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command import traced

Joinscope = Callable[..., subprocess.CompletedProcess[str]]
# Executes a command that inherits ignored signals.
IGNORE = """
import os, signal, sys
for each in (signal.SIGCHLD, signal.SIGHUP, signal.SIGUSR1):
    signal.signal(each, signal.SIG_IGN)
for each in (signal.SIGPIPE, signal.SIGXFSZ):  # which Python itself ignores
    signal.signal(each, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
IGNORING = (sys.executable, "-c", IGNORE)
PROGRAM = r"""
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    struct sigaction action;
    for (int number = 1; number < 32; number++)
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
            printf("%d ", number);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        _exit(3);
    int status = 0;
    int found = waitpid(pid, &status, 0) == pid;
    printf("%s\n", found ? "reaped" : errno == ECHILD ? "ECHILD" : "?");
    return found ? WEXITSTATUS(status) : 4;
}
"""

pytestmark = traced


@pytest.fixture(autouse=True)
def program(tmp_path: Path) -> str:
    """A program that says which signals it ignores, and waits for a child."""
    (tmp_path / "a.c").write_text(PROGRAM)
    subprocess.run(["cc", "-o", "a", "a.c"], cwd=tmp_path, check=True)
    return str(tmp_path / "a")


def test_recorded(program: str, joinscope: Joinscope) -> None:
    """What the program prints, and its status, are those that it has alone."""
    for before in ((), IGNORING):
        alone = subprocess.run([*before, program], capture_output=True, text=True, check=False)
        done = joinscope("record", "-o", "run.jsonl", "--", program, before=before)
        assert (done.returncode, done.stdout) == (alone.returncode, alone.stdout)
        assert done.stderr == ""
    assert (done.returncode, "ECHILD" in done.stdout) == (4, True)


def test_explained(program: str, joinscope: Joinscope) -> None:
    """Both runs of an explanation inherit it too: SIGHUP 1, SIGUSR1 10, SIGCHLD 17 and no other."""
    done = joinscope("explain", "--", program, before=IGNORING)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r" s  1 10 17 ECHILD$", done.stdout, re.MULTILINE)
    assert re.search(r"wait4\(\d+\) = -1 ECHILD", done.stdout)
    done = joinscope("explain", "--", program)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r" s  reaped$", done.stdout, re.MULTILINE)


def test_programs_of_the_catalog(joinscope: Joinscope) -> None:
    """They run as they would for anybody: all is proved."""
    words = ("compare", "worker_and_join", "--start-method", "fork", "--require-evidence")
    done = joinscope(*words, before=IGNORING)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Every claim holds on every side, by proof." in done.stdout
