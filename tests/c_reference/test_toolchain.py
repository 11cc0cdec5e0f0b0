"""What is said when cjoin cannot be built."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import toolchain

HERE = Path(toolchain.__file__)


def test_nothing_is_missing_where_cjoin_was_built() -> None:
    """A machine that has built cjoin lacks nothing."""
    assert toolchain.missing() is None


def test_no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a compiler the sentence names the one that was looked for and what brings one."""
    monkeypatch.setenv("CC", "no-such-cc")
    sentence = toolchain.missing() or ""
    assert "no C compiler (no-such-cc is not on PATH)" in sentence
    assert "apt install gcc" in sentence


def test_no_compiler_anywhere_on_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With an empty PATH there is no compiler either."""
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "no C compiler (cc is not on PATH)" in (toolchain.missing() or "")


def test_no_c_library_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A compiler that finds no <stdio.h> lacks the C library's headers."""
    monkeypatch.setenv("CC", "cc -nostdinc")
    assert "cc finds no <stdio.h>: install" in (toolchain.missing() or "")


def test_no_python_headers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without Python.h the sentence names the package of this very version."""
    monkeypatch.setattr(sysconfig, "get_path", lambda _kind: str(tmp_path))
    sentence = toolchain.missing() or ""
    version = "{}.{}".format(*sys.version_info)
    assert f"no Python.h in {tmp_path}" in sentence
    assert f"apt install python{version}-dev" in sentence


def test_the_check_is_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a command it prints the sentence and exits with 2."""
    monkeypatch.setenv("CC", "no-such-cc")
    done = subprocess.run([sys.executable, HERE], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith("joinscope: no C compiler")


def test_a_build_without_compiler_ends_in_the_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The build itself says the same, and never falls back to something without C."""
    monkeypatch.setenv("CC", "no-such-cc")
    done = subprocess.run(
        [sys.executable, "setup.py", "--quiet", "build_ext", "-t", tmp_path, "-b", tmp_path],
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].startswith("no C compiler")
