"""Plain lines on standard output, the first of them, and what may stand in any of them."""

import os
import platform
import signal
import sys
from collections.abc import Sequence
from typing import IO

from joinscope.errors import JoinscopeError
from joinscope.vocabulary import Evidence


def write(*lines: str, file: IO[str] | None = None) -> None:
    """Write lines to standard output, or another text file.

    A reader that is gone ends this process as SIGPIPE would.
    """
    out = file or sys.stdout
    try:
        out.write("".join(f"{line}\n" for line in lines))
        out.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())  # nothing more to it
        if isinstance(error, BrokenPipeError):
            raise SystemExit(128 + signal.SIGPIPE) from None
        raise JoinscopeError(f"standard output cannot be written: {error.strerror}") from None


def running(methods: Sequence[str], evidence: Evidence) -> str:
    """What is running: the CPython, its start methods, the kernel and the evidence."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return heading(f"{python}: {', '.join(methods)}", evidence)


def heading(runtime: str, evidence: str) -> str:
    """What runs the program, the kernel and the evidence."""
    kernel = f"{platform.system()} {platform.release().partition('-')[0]}"
    return f"{runtime} | {kernel} | evidence: {evidence}"


def sanitized(text: str) -> str:
    """The text with every control character as an escape.

    What a program printed is data: shown, never obeyed.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
