"""Waits for any child, each answer forced: what all of them prove, and what they cannot."""

from pathlib import Path

import pytest
from command import folded, joinscope, traced
from joinscope.programs import targets
from joinscope.schedules.answer_runs import ForcedAnswers, force_answers
from joinscope.schedules.forced_runs import Outcome, force
from joinscope.schedules.printers import NamedAccount
from joinscope.schedules.witnesses import Witnessed, witness

pytestmark = [traced, pytest.mark.once]
FORKS = """
import os

def say(text):
    os.write(1, f"{text}\\n".encode())

def start(name):
    pid = os.fork()
    if pid == 0:
        say(name)
        os._exit(0)
    return pid

one, two = start("one"), start("two")
"""
WAITS = f'{FORKS}os.wait()\nsay("first")\nos.wait()\nsay("both")\n'
ASKS = f'{FORKS}if os.wait()[0] == one:\n    os.wait()\nsay("both")\n'
REST = f"""{FORKS}
pid = os.wait()[0]
say("first")
os.waitpid(two if pid == one else one, 0)
say("both")
"""
POLLS = f"""{FORKS}
for _ in range(2):
    while os.waitpid(-1, os.WNOHANG)[0] == 0:
        os.sched_yield()
say("both")
"""
THREADS = f"""{FORKS}
import threading
threading.Thread(target=threading.Event().wait, daemon=True).start()
os.wait()
say("first")
os.wait()
say("both")
os._exit(0)
"""
NAMED = f'{FORKS}os.waitpid(one, 0)\nos.waitpid(two, 0)\nsay("both")\n'
C = """\
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void
start(const char *name)
{
    if (fork() == 0) {
        puts(name);
        fflush(stdout);
        _exit(0);
    }
}

int
main(void)
{
    start("one");
    start("two");
    wait(NULL);
    puts("first");
    fflush(stdout);
    wait(NULL);
    puts("both");
    return 0;
}
"""
CLAIMS = """\
+++
title = "Both"
teaches = "that two waits wait for both"
lines = ["one", "two", "first", "both"]

[claims]
exit_status = 0
before = [["one", "both"], ["two", "both"]]
+++
"""


def known(file: Path, code: str) -> Witnessed:
    """A program whose order is known from one run."""
    file.write_text(code)
    target = targets.one(str(file), ["fork"])
    (found,) = witness(target, runs=1, through="terminal", deadline=60.0, account=NamedAccount)
    return found


def answers(file: Path, code: str) -> tuple[Witnessed, ForcedAnswers]:
    side = known(file, code)
    (found,) = force_answers([side], through="terminal", deadline=60.0)
    return side, found


def test_what_holds_for_each_answer(tmp_path: Path) -> None:
    """Whoever the first wait takes, both have printed before what follows the second one."""
    side, found = answers(tmp_path / "waits.py", WAITS)
    texts = side.legal.texts
    assert (found.answers, found.shown) == (2, 2)
    assert {(texts[early], texts[late]) for early, late in found.proved} == {
        ("one", "both"),
        ("two", "both"),
    }


def test_a_program_that_asks(tmp_path: Path) -> None:
    """One that makes other calls after another answer is not told what it would print."""
    _, found = answers(tmp_path / "asks.py", ASKS)
    assert found.answers == 2
    assert found.shown < found.answers
    assert found.proved == ()


def test_no_choice(tmp_path: Path) -> None:
    """Waits for one child each have one answer, and need no run."""
    _, found = answers(tmp_path / "named.py", NAMED)
    assert found == ForcedAnswers(0, 0)


@pytest.mark.parametrize("code", [REST, POLLS, THREADS], ids=["rest", "polls", "threads"])
def test_answers_that_are_not_known(tmp_path: Path, code: str) -> None:
    """Nothing is proved where one recording does not know what else a wait could have told.

    The one who is left is waited for by its PID: in another run that is the other one. A wait with
    WNOHANG may find nobody. And another thread may make a child.
    """
    _, found = answers(tmp_path / "more.py", code)
    assert found == ForcedAnswers(0, 0)


def test_the_proof_is_attacked(tmp_path: Path) -> None:
    """What all answers prove resists as any other proof does."""
    side = known(tmp_path / "waits.py", WAITS)
    (found,) = force([side], limit=24, through="terminal", deadline=60.0)
    texts = side.legal.texts
    attacked = {
        tuple(texts[line] for line in each.attempt.attacked): each.outcome
        for each in found.runs or ()
        if each.attempt.attacked
    }
    assert attacked[("one", "both")] is attacked[("two", "both")] is Outcome.RESISTS
    assert {each.outcome for each in found.runs or ()} == {Outcome.WITNESSED, Outcome.RESISTS}


def test_compare(tmp_path: Path) -> None:
    """A claim that hangs on whom a wait takes is unknown, and holds once each answer was forced."""
    for name, text in (("both.py", WAITS), ("both.c", C), ("both.md", CLAIMS)):
        (tmp_path / name).write_text(text)
    files = [str(tmp_path / f"both.{suffix}") for suffix in ("py", "c", "md")]
    command = ["compare", *files, "--start-method", "fork", "--require-proof"]
    without, forced = joinscope(*command), joinscope(*command, "--force")
    assert without.returncode == 1
    assert "it depends on which worker ended first" in folded(without.stdout)
    for claim in ('"one" before "both"', '"two" before "both"'):
        assert any("holds" in each for each in forced.stdout.splitlines() if claim in each)
