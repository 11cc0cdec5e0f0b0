"""Input as people give it: what the commands make of it."""

from pathlib import Path

import pytest
from command import joinscope, traced

PROGRAM = "import os\nprint('child') if os.fork() == 0 else os.wait()\n"


def test_joinscope_alone_shows_its_help() -> None:
    """With examples, and as a success."""
    done = joinscope()
    assert (done.returncode, done.stderr) == (0, "")
    assert "Examples:" in done.stdout
    assert "joinscope explain mine.py" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("explian", "x.py"), "no command 'explian'; did you mean 'explain'?"),
        (("frobnicate",), "no command 'frobnicate'; there are: compare, explain"),
        (("mine.py",), "to explain that file, joinscope explain mine.py"),
        (("explain",), "explain what?"),
    ],
)
def test_a_command_that_is_none(words: tuple[str, ...], told: str) -> None:
    """What was meant, or may be, is told in one sentence."""
    done = joinscope(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


@traced
def test_the_name_of_a_file_tells_its_format(tmp_path: Path) -> None:
    """x.json gets JSON; `-` is standard output, and no file of that name."""
    (tmp_path / "mine.py").write_text(PROGRAM)
    joinscope("explain", "mine.py", "-o", "x.json", cwd=tmp_path)
    assert (tmp_path / "x.json").read_text().startswith("{")
    done = joinscope("explain", "mine.py", "-o", "-", cwd=tmp_path)
    assert "mine.py" in done.stdout
    assert not (tmp_path / "-").exists()


@traced
def test_a_python_file_is_recorded(tmp_path: Path) -> None:
    """Also one that is not executable: by the Python that runs joinscope."""
    (tmp_path / "mine.py").write_text(PROGRAM)
    done = joinscope("record", "mine.py", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "child\n")
    assert (tmp_path / "recording.jsonl").stat().st_size > 0
