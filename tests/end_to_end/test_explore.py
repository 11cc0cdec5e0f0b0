"""joinscope explore: the races of multiprocessing are found from their plain programs."""

import json
import re
import sys
from pathlib import Path

import pytest
from command import folded, joinscope, traced

pytestmark = traced
# The line that is printed where the race has gone wrong.
WRONG = {
    ("two_threads_join", "fork"): "Exit codes: 0 None",
    ("two_threads_join", "spawn"): "Exit codes: 0 None",
    ("two_threads_join", "forkserver"): "Exit codes: 0 255",
    ("start_reaps_others", "fork"): "Exit code of worker 1: None",
    ("start_reaps_others", "spawn"): "Exit code of worker 1: None",
    ("start_reaps_others", "forkserver"): "Exit code of worker 1: 255",
}


def found(name: str, method: str, folder: Path, *options: str) -> Path:
    """The schedule of what went wrong that exploring a program of the catalog has found."""
    told = joinscope("explore", name, "--start-method", method, "-o", folder, *options)
    assert told.returncode == 0, told.stderr
    texts = re.split(r" outcome (?=\d+:)", folded(told.stdout))[1:]
    number = next(n for n, text in enumerate(texts, 1) if WRONG[name, method] in text)
    assert re.search(r"came in each of \d+ runs in which joinscope held", texts[number - 1])
    return folder / f"{name}-python-{method}-{number}.json"


def replayed(name: str, method: str, file: Path, folder: Path, times: int) -> list[str]:
    """The last line of so many recordings of the program by a schedule."""
    program = [sys.executable, "-P", "-m", "pyjoin", name, "--start-method", method]
    words: list[str | Path] = ["record", "--schedule", file, "-o", folder / "again.jsonl", "--"]
    runs = [joinscope(*words, *program, cwd=folder) for _ in range(times)]
    return [each.stdout.splitlines()[-1] for each in runs]


@pytest.mark.parametrize(
    ("name", "method", "bound", "times"),
    [
        ("start_reaps_others", "fork", "1", 2),
        *(pytest.param(*each, "2", 20, marks=pytest.mark.stress) for each in WRONG),
    ],
)
def test_a_race_is_found(name: str, method: str, bound: str, times: int, tmp_path: Path) -> None:
    """Within the bound; few holds bring it again, in each recording."""
    file = found(name, method, tmp_path, "--bound", bound)
    assert 1 <= len(json.loads(file.read_text())["holds"]) <= 3
    assert replayed(name, method, file, tmp_path, times) == [WRONG[name, method]] * times


def test_what_is_explored(tmp_path: Path) -> None:
    """It is said how many runs there were, and of which kind: never that these are all outcomes."""
    file = tmp_path / "one.py"
    file.write_text("print('one')\n")
    told = joinscope("explore", file, "--on", "write", "--bound", "1", "--start-method", "fork")
    text = folded(told.stdout)
    assert "1 outcome in 1 run, all that deviate at most once from the default" in text
    assert "threads held at write" in text
    assert re.search(r"came in each of \d+ runs without a hold that brings it", text)


def test_a_command(tmp_path: Path) -> None:
    """Any command can be explored, with its own options."""
    told = joinscope(
        *("explore", "--random", "3", "--seed", "7", "--", sys.executable, "-S", "-c"),
        "print('of its own')",
        cwd=tmp_path,
    )
    text = folded(told.stdout)
    assert "1 outcome in 3 runs that deviate at random (seed 7)" in text
    assert "of its own" in text


def test_a_folder_that_cannot_be_made() -> None:
    """That is said before anything is run."""
    told = joinscope("explore", "without_join", "-o", "/proc/none/here")
    assert (told.returncode, told.stdout) == (2, "")
    assert "/proc/none" in told.stderr


def test_a_seed_of_nothing() -> None:
    """A seed is not passed over where nothing is random."""
    told = joinscope("explore", "without_join", "--seed", "3")
    assert told.returncode == 2
    assert "--seed is that of --random N" in folded(told.stderr)


def test_no_such_sort() -> None:
    """It is said which there are."""
    told = joinscope("explore", "without_join", "--on", "sleep")
    assert told.returncode == 2
    assert "no sort 'sleep' of points; there are: birth, create, exit" in folded(told.stderr)
