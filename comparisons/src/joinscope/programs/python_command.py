"""The words of a command line in which Python runs something, and which Python that is."""

import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from joinscope.errors import UsageError

VERSION = "import platform as p; print(p.python_implementation(), p.python_version())"
PYTHON = re.compile(r"python(3(\.\d+)?t?)?$")
# Options of `python`: those with a value, those that end them, and those that keep our
# sitecustomize out.
VALUE, LAST, CLOSED = "WX", "cm", "EIS"


@dataclass(frozen=True, slots=True)
class InPython:
    """A Python that runs a script (None: a module, or what stands in the command).

    `customized`: it imports a sitecustomize that PYTHONPATH leads to. `shim`: the interpreter is
    itself a script, which starts the real one.
    """

    interpreter: str
    script: Path | None
    customized: bool
    shim: bool = False


def in_python(words: Sequence[str], found: Path) -> InPython | None:
    """How a command whose first word is the file `found` runs Python; None if it does not."""
    head = _first_line(found)
    if PYTHON.search(Path(words[0]).name):
        line = _of_options(str(found), words[1:])
        return replace(line, shim=True) if line and head else line
    if head and PYTHON.search(Path(head[0]).name):
        line = _of_options(head[0], [*head[1:], str(found)])
        return line if shutil.which(head[0]) else None
    return None


def _of_options(interpreter: str, words: Sequence[str]) -> InPython | None:
    """What the options lead to; None where Python runs no program."""
    rest, closed = list(words), False
    while rest:
        word = rest.pop(0)
        if word == "-":
            return InPython(interpreter, None, not closed)
        if not word.startswith("-"):
            return InPython(interpreter, Path(word), not closed)
        if word == "--check-hash-based-pycs":
            rest = rest[1:]
        for place, option in enumerate(word[1:] if word[1] != "-" else "", start=2):
            if option in LAST:
                return InPython(interpreter, None, not closed) if word[place:] or rest else None
            closed = closed or option in CLOSED
            if option in VALUE:
                rest = rest if word[place:] else rest[1:]
                break
    return None


def _first_line(file: Path) -> list[str]:
    """The words behind #! in the file, without `env`."""
    try:
        with file.open("rb") as opened:
            line = opened.readline(256)
        words = shlex.split(line[2:].decode()) if line.startswith(b"#!") else []
    except (OSError, ValueError):
        return []
    if words and Path(words[0]).name == "env":
        words = [word for word in words[1:] if word != "-S"]
    return words


def executable(interpreter: str) -> str:
    """The executable that an interpreter, perhaps a shim, is in the end."""
    command = [interpreter, "-c", "import sys; print(sys.executable)"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or interpreter


@cache
def version(interpreter: str) -> str:
    """The implementation and version of a Python; UsageError if it does not run."""
    if os.path.realpath(interpreter) == os.path.realpath(sys.executable):
        return f"{platform.python_implementation()} {platform.python_version()}"
    try:
        said = _said([interpreter, "-c", VERSION])
    except OSError as error:
        raise UsageError(f"{interpreter} does not run as a Python: {error.strerror}") from None
    if not re.fullmatch(r"\w+ \d+\.\d+\S*\n", said):
        raise UsageError(f"{interpreter} does not run as a Python: it does not say its version")
    return said.strip()


def _said(command: list[str]) -> str:
    """The first of what a command prints, which may be no Python and print for ever."""
    null = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=null, stdout=subprocess.PIPE, stderr=null) as process:
        assert process.stdout is not None  # noqa: S101 - for mypy
        said = process.stdout.read(1000)
        process.kill()
    return said.decode(errors="replace")
