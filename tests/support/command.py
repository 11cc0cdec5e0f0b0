"""The command joinscope, run as a user does; its output, and the article's programs, broken."""

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pytest
from joinscope.recording.recorders import syscalls

CATALOG = Path(str(files("joinscope.catalog"))) / "comparisons"
CLAIMS = CATALOG / "worker_and_join.md"
C_WAIT = """    while (waitpid(pid, &status, 0) == -1)
        if (errno != EINTR) /* a signal is no reason to stop waiting */
            die("waitpid");
"""
traced = pytest.mark.skipif(
    syscalls.refusal() is not None, reason=f"no tracing: {syscalls.refusal()}"
)


def joinscope(
    *arguments: str | Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    timeout: float = 120,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "joinscope", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        timeout=timeout,
    )


def folded(text: str) -> str:
    """The text with every run of spaces and line ends as one space."""
    return " ".join(text.split())


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
