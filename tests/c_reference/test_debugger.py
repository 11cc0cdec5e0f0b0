"""Stepping into join(): the debugger session of the README, and what is said around it."""

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import cjoin
import pytest

README = (Path(__file__).parents[2] / "c_reference" / "README.md").read_text()
PROGRAM = """\
import multiprocessing

def worker():
    pass

if __name__ == "__main__":
    multiprocessing.set_start_method({method!r})
    p = multiprocessing.Process(target=worker)
    p.start()
    p.join()
"""
TO_JOIN = ["set breakpoint pending on", "break process_join", "run"]


def gdb(commands: list[str], program: list[str], folder: Path) -> str:
    """What gdb prints when it is given these commands."""
    options = [word for command in commands for word in ("-ex", command)]
    done = subprocess.run(
        ["gdb", "-q", "-nx", "-batch", *options, "--args", *program],
        cwd=folder,
        env={**os.environ, "DEBUGINFOD_URLS": "", "COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


@cache
def refusal() -> str | None:
    """Why no program can be debugged here; None if one can."""
    if not shutil.which("gdb"):
        return "gdb is not installed"
    if "exited normally" not in gdb(["run"], ["true"], Path("/")):
        return "gdb may not trace"
    return None


@pytest.fixture(autouse=True)
def _needs_gdb() -> None:
    if why := refusal():
        pytest.skip(why)


def session() -> tuple[list[str], list[str], list[str]]:
    """The README's session: the program, the commands, what is printed."""
    (text,) = re.findall(r"```text\n\$ gdb -q --args (.*?)```", README, re.DOTALL)
    program, *lines = text.splitlines()
    prompt = "(gdb) "
    commands = [line.removeprefix(prompt) for line in lines if line.startswith(prompt)]
    return program.split(), commands, [line for line in lines if not line.startswith(prompt)]


def shape(line: str) -> str:
    """A line without what differs from run to run, and from one gdb to another: numbers, spaces."""
    line = re.sub(r"0x[0-9a-f]+|<optimized out>", "ADDRESS", line)
    line = re.sub(r"=\w+@entry=", "=", line)
    return re.sub(r"\s+", " ", re.sub(r"\b\d+", "N", line)).strip()


def test_the_session(tmp_path: Path) -> None:
    """The README's session prints what it shows, in that order: source, arguments, the result."""
    (python, *arguments), commands, promised = session()
    assert python == "python"
    (tmp_path / arguments[-1]).write_text(PROGRAM.format(method="fork"))
    printed = gdb(commands, [sys.executable, *arguments], tmp_path)
    lines = iter([shape(line) for line in printed.splitlines()])
    missing = [line for line in promised if shape(line) not in lines]
    assert missing == [], printed
    assert "exited normally" in printed


@pytest.mark.parametrize(
    ("method", "call", "server"),
    [
        ("fork", "waitpid", "popen_fork_poll"),
        ("spawn", "waitpid", "popen_fork_poll"),
        ("forkserver", "poll", "poll_sentinel"),
    ],
)
def test_it_stops_at_the_system_call(method: str, call: str, server: str, tmp_path: Path) -> None:
    """Under each start method the call that the README names is made by process_join()."""
    (tmp_path / "mine.py").write_text(PROGRAM.format(method=method))
    commands = [*TO_JOIN, f"break {call}", "continue", "backtrace 8", "delete", "continue"]
    printed = gdb(commands, [sys.executable, "-m", "cjoin", "run", "mine.py"], tmp_path)
    frames = re.findall(r"^#\d+ +(?:0x\w+ in )?(\w+) \(", printed, re.MULTILINE)
    assert call in frames[0], printed
    assert frames.index(server) < frames.index("process_join") < frames.index("python_join")
    assert "exited normally" in printed


def test_where_the_source_is(tmp_path: Path) -> None:
    """A library from elsewhere is shown with the source of the folder that cjoin names."""
    (tmp_path / "mine.py").write_text(PROGRAM.format(method="fork"))
    elsewhere = f'set substitute-path "{Path(cjoin.get_include()).resolve().parent}" /nowhere'
    line = "int ended = popen_is_ended(p);"
    named = f'directory "{cjoin.get_include()}"'
    for command, found in (("show directories", False), (named, True)):
        commands = [elsewhere, command, *TO_JOIN, "list"]
        printed = gdb(commands, [sys.executable, "-m", "cjoin", "run", "mine.py"], tmp_path)
        assert "Breakpoint N, process_join (p=ADDRESS" in shape(printed)
        assert (line in printed) == found, printed
