"""A program that asks at the terminal is answered there, though it is recorded."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command import traced

pytestmark = traced
ASKS = 'name = input("name? ")\nprint("hello", name)\n'
ASKS_ON_STDOUT = (
    "import sys\n"
    "sys.stdout.write('n\\u00e4me? ')\n"
    "sys.stdout.flush()\n"
    "print('hello', sys.stdin.readline().strip())\n"
)


def typed(
    program: Path, prompt: str, answer: str, *, stderr: int | None = None, term: str = "xterm"
) -> str:
    """What stands on the terminal at which a program is explained that is answered its prompt."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "joinscope", "explain", str(program), "--deadline", "600"]
    env = {**os.environ, "TERM": term, "COLUMNS": "80"}
    errors = theirs if stderr is None else stderr
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=errors, env=env) as run:
        os.close(theirs)
        written = b""
        while prompt.encode() not in written:  # before it is answered: the run would hang
            written += os.read(ours, 4096)
        os.write(ours, answer.encode())
        while True:
            try:
                written += os.read(ours, 65536)
            except OSError:
                break
    os.close(ours)
    assert run.returncode == 0
    return written.decode()


@pytest.mark.parametrize(
    ("code", "prompt"), [(ASKS, "name? "), (ASKS_ON_STDOUT, "n\u00e4me? ")], ids=["input", "stdout"]
)
@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_a_prompt_is_seen_at_once(code: str, prompt: str, term: str, tmp_path: Path) -> None:
    """Before it is answered; what comes after it is seen as well, and then the explanation."""
    program = tmp_path / "asks.py"
    program.write_text(code)
    written = typed(program, prompt, "Ada\n", term=term)
    told = written.partition(prompt)[2]
    assert told.startswith("Ada\r\n")
    assert re.search(r"\nhello Ada\r\n", told)
    assert "exited with 0" in told


def test_standard_error_may_be_a_file(tmp_path: Path) -> None:
    """Then the prompt is on standard output, where the terminal is."""
    program = tmp_path / "asks.py"
    program.write_text(ASKS)
    with (tmp_path / "errors").open("w") as errors:
        assert "hello Ada" in typed(program, "name? ", "Ada\n", stderr=errors.fileno())
    assert (tmp_path / "errors").read_text() == ""


def test_what_is_printed_is_not_obeyed(tmp_path: Path) -> None:
    """A control sequence of the program's comes out as text."""
    program = tmp_path / "asks.py"
    program.write_text('input("\\x1b[2Jname? ")\n')
    written = typed(program, "name? ", "\n")
    assert "\\x1b[2Jname? " in written
    assert "\x1b[2Jname" not in written
