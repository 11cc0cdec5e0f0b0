"""What tests of real conditions share: programs that make them, and joinscope as a command."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).with_name("programs")
STRICT = ("-std=gnu17", "-Wall", "-Wextra", "-Werror", "-O1")

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The path of a C program of these tests, compiled."""
    folder = tmp_path_factory.mktemp("programs")

    def build(name: str) -> str:
        program = folder / name
        if not program.exists():
            source = str(PROGRAMS / f"{name}.c")
            subprocess.run(["cc", *STRICT, "-pthread", "-o", str(program), source], check=True)
        return str(program)

    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    return build


@pytest.fixture
def joinscope(tmp_path: Path) -> Command:
    """Run `joinscope WORDS` in a folder of the test's; `before` is a command that executes it."""

    def run(
        *words: str, before: tuple[str, ...] = (), env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*before, sys.executable, "-m", "joinscope", *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            env=os.environ | (env or {}),
        )

    return run
