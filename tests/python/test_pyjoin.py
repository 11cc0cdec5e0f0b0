"""The Python programs and the command that runs them."""

import multiprocessing
import subprocess
import sys
from pathlib import Path

import pyjoin
import pytest

ARTICLE = """\
import multiprocessing
import time

def worker():
    print("Starting worker")
    time.sleep(2)
    print("Worker completed")

if __name__ == '__main__':
    p = multiprocessing.Process(target=worker)
    p.start()
    p.join()

    print("Parent process completed")
"""
METHODS = multiprocessing.get_all_start_methods()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pyjoin", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_article_is_to_the_letter() -> None:
    """worker_and_join.py is the article's code, unchanged."""
    assert pyjoin.source("worker_and_join").read_text() == ARTICLE


def test_the_counter_example_differs_by_the_join_alone() -> None:
    """without_join.py is the article's code without the line p.join()."""
    assert pyjoin.source("without_join").read_text() == ARTICLE.replace("    p.join()\n", "")


@pytest.mark.parametrize("method", METHODS)
def test_the_worker_completes_before_the_parent(method: str) -> None:
    """The article's program prints its three lines under every start method."""
    done = run("worker_and_join", "--start-method", method)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "Starting worker",
        "Worker completed",
        "Parent process completed",
    ]


def test_a_program_runs_alone() -> None:
    """Each program is a script of its own."""
    file = pyjoin.source("worker_and_join")
    done = subprocess.run([sys.executable, file], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "Parent process completed"


def test_it_runs_a_file_as_python_does(tmp_path: Path) -> None:
    """Behind the last line the output is flushed, before what multiprocessing does at the exit.

    Else a line that waits in a buffer comes behind the joins there.
    """
    program = tmp_path / "leaves.py"
    program.write_text(
        "import atexit, os\natexit.register(os.write, 1, b'exit\\n')\nprint('last line')\n"
    )
    alone = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, check=True
    ).stdout
    assert run(str(program)).stdout == alone == "last line\nexit\n"


@pytest.mark.parametrize("method", METHODS)
def test_the_start_method_comes_from_outside(tmp_path: Path, method: str) -> None:
    """A file that says nothing about its start method runs under the one that was asked for."""
    program = tmp_path / "mine.py"
    program.write_text(
        "import multiprocessing, sys\n"
        "def worker(): print('worker', multiprocessing.get_start_method())\n"
        "if __name__ == '__main__':\n"
        "    p = multiprocessing.Process(target=worker)\n"
        "    p.start(); p.join()\n"
        "    print('parent', multiprocessing.get_start_method(), sys.argv, sys.path[0])\n"
    )
    done = run(str(program), "--start-method", method)
    assert done.stdout.splitlines() == [
        f"worker {method}",
        f"parent {method} ['{program}'] {tmp_path}",
    ]


def test_an_exit_status_is_passed_on(tmp_path: Path) -> None:
    """The command ends as the program ends."""
    program = tmp_path / "fails.py"
    program.write_text("raise SystemExit(7)\n")
    assert run(str(program)).returncode == 7


def test_without_a_name_the_programs_are_listed() -> None:
    """`python -m pyjoin` lists the programs."""
    assert run().stdout.split() == pyjoin.names()
    assert {"without_join", "worker_and_join"} <= set(pyjoin.names())


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nothing"], f"pyjoin: no program 'nothing'; there are: {', '.join(pyjoin.names())}"),
        (["/nothing.py"], "pyjoin: no file '/nothing.py'"),
        (["worker_and_join", "--start-method", "thread"], "invalid choice: 'thread'"),
    ],
)
def test_a_wrong_argument_is_one_sentence(arguments: list[str], complaint: str) -> None:
    """Wrong usage ends with 2 and says what there is instead."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
