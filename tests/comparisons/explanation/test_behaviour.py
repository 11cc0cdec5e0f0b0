"""A program that is explained behaves as ever: what it prints, its errors, its exit status."""

import sys
from pathlib import Path

import pytest
from joinscope.programs import makers
from joinscope.vocabulary import Ending
from run_explained import PROGRAMS, as_run, explain, plainly, program

PYTHON = [
    *("at_exit", "by_hand", "command", "executor", "fails", "hooked", "killed", "nested", "pool"),
    *("profiled", "subclass", "surroundings", "threads", "times_out", "wrong"),
]


@pytest.fixture(autouse=True)
def in_their_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROGRAMS)


@pytest.mark.parametrize("name", PYTHON)
def test_a_script(name: str) -> None:
    """A Python script behaves the same plainly, traced, and run again for its times."""
    words = [sys.executable, f"{name}.py", "--an", "argument"]
    explained = explain(makers.command(words), again=True)
    assert explained.plain is not None
    assert as_run(explained.recording) == as_run(explained.plain) == plainly(words)


@pytest.mark.parametrize("name", ["jumps", "sigchld", "threads", "wait_any"])
def test_a_c_program(name: str) -> None:
    """A C program behaves as without its instrumentation."""
    what = program(f"{name}.c")
    assert as_run(explain(what).recording) == plainly(what.words)


@pytest.mark.parametrize(
    "words",
    [
        ["-m", "join"],
        ["-m", "fails"],
        ["-I", "join.py"],
        ["-W", "error", "-X", "utf8", "-O", "surroundings.py"],
        ["-c", "import os; print(os.waitpid(os.fork() or os._exit(3), 0)[1])"],
    ],
    ids=" ".join,
)
def test_a_command(words: list[str]) -> None:
    """So does Python with options, a module or a program in the command."""
    line = [sys.executable, *words]
    assert as_run(explain(makers.command(line)).recording) == plainly(line)


def test_a_late_profiler() -> None:
    """Nor is anything of ours in a profile that begins when the hook has gone off."""
    what = program("profiled.py", "30000")
    assert as_run(explain(what).recording) == plainly(what.words)


def test_a_shell() -> None:
    """So does any other command, whose workers are found all the same."""
    words = ["sh", "-c", "(echo worker; exit 3) & wait $!; echo $?"]
    explained = explain(makers.command(words))
    assert as_run(explained.recording) == plainly(words)
    assert [join.ending for join in explained.joins] == [Ending(3)]
    assert explained.story.start_method == ""


def test_input() -> None:
    """Each run gets the whole input."""
    words, text = [sys.executable, "reads.py"], b"hello\n" * 1000
    explained = explain(makers.command(words), stdin=text, again=True)
    assert explained.plain is not None
    assert as_run(explained.recording) == as_run(explained.plain) == plainly(words, text)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_start_method_from_outside(method: str) -> None:
    """A start method is a default, which the program does not see as one that it has set."""
    explained = explain(program("chooses.py", "fork", method=method))
    assert explained.recording.texts == ["None", "worker"]


def test_a_customized_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sitecustomize and a PYTHONPATH of the user's own are found as ever.

    It prints in the program alone: when a resource tracker comes to it nothing orders.
    """
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "if sys.orig_argv[1:] == ['surroundings.py']:\n"
        "    print('customized', flush=True)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    words = [sys.executable, "surroundings.py"]
    explained = explain(makers.command(words))
    assert explained.recording.texts[0] == "customized"
    assert as_run(explained.recording) == plainly(words)


def test_python_behind_a_script(tmp_path: Path) -> None:
    """A script that starts Python, as version managers have it, is none of the program."""
    shim = tmp_path / "python3"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    shim.chmod(0o755)
    explained = explain(makers.command([str(shim), "join.py"]))
    assert [lane.worker for lane in explained.story.lanes if lane.worker is not None] == [1]
    assert explained.steps("wait")[0].place is not None
