"""joinscope doctor: a line for each thing that a machine has or lacks."""

import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from joinscope.render.wording.machine import (
    LOST,
    NAMES,
    REMEDIES,
    Check,
    CheckKind,
    check_line,
)


def doctor(**changed: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "joinscope", "doctor"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **changed},
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_what_is_there() -> None:
    """The first line names what is running; a line each follows, of what has been tried here."""
    first, *lines = doctor()
    assert "Linux" in first or sys.platform != "linux"
    assert all(line.startswith(("ok ", "missing ")) for line in lines)
    if sys.platform == "linux":
        assert len(lines) == len(get_args(CheckKind))


def test_what_is_not_there(tmp_path: Path) -> None:
    """A compiler that is none is missing: what is lost, and how to get it, stand beside it."""
    lines = doctor(CC=str(tmp_path / "none"))
    found = [line for line in lines if "C compiler" in line]
    assert len(found) == 1
    assert found[0].startswith("missing")
    assert LOST["compiler"] in found[0]
    assert REMEDIES["compiler"] in found[0]


@pytest.mark.parametrize("kind", get_args(CheckKind))
def test_each_has_its_words(kind: CheckKind) -> None:
    """What is there is `ok`, and what is not tells what is lost without it."""
    assert check_line(Check(kind, has=True, detail="")) == f"ok       {NAMES[kind]}"
    assert LOST[kind] in check_line(Check(kind, has=False, detail="no"))
