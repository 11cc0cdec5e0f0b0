"""Input as people give it: what the commands make of it."""

import sys
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
        (("frobnicate",), "no command 'frobnicate'; there are: compare, doctor, explain"),
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


@traced
def test_a_file_by_several_start_methods(tmp_path: Path) -> None:
    """They stand beside each other, each with its own heading."""
    program = tmp_path / "mine.py"
    program.write_text(
        "import multiprocessing\n"
        "if __name__ == '__main__':\n"
        "    worker = multiprocessing.Process(target=print, args=('hi',))\n"
        "    worker.start()\n"
        "    worker.join()\n"
    )
    done = joinscope("explain", str(program), "--start-method", "fork,spawn")
    assert done.returncode == 0
    assert "Python fork, call by call: join() waits" in done.stdout
    assert "Python spawn, call by call: join() waits" in done.stdout


@traced
def test_a_recording_is_explained(tmp_path: Path) -> None:
    """It has no functions, but every step, and the words of the language that it is of."""
    code = "import os; pid = os.fork() or os._exit(3); os.waitpid(pid, 0)"
    file = tmp_path / "run.jsonl"
    assert joinscope("record", "-o", str(file), "--", sys.executable, "-c", code).returncode == 0
    done = joinscope("explain", str(file))
    assert done.returncode == 0
    assert "It exited with 3." in " ".join(done.stdout.split())
    assert "  Python" in done.stdout


@traced
def test_what_the_compiler_says_is_shown(tmp_path: Path) -> None:
    """Also the second time, when the program is there already."""
    source = tmp_path / "warned.c"
    source.write_text("#include <stdlib.h>\nint main(void) { int n = 0; exit(n ? 1 / 0 : 0); }\n")
    for _ in range(2):
        done = joinscope("explain", str(source))
        assert done.returncode == 0
        assert "warned.c:2" in done.stderr
        assert "warning:" in done.stderr
