"""What lessons and claims name of CPython's library is there, in the CPython that runs this."""

import re
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import CATALOG

LIBRARY = Path(sysconfig.get_path("stdlib"))
FILE = re.compile(r"\bLib/([\w/]+\.py)\b")
NAMED = re.compile(r"`([\w.]+)(\(\))?` in Lib/([\w/]+\.py)\b")
LESSONS = sorted(CATALOG.glob("*.md"))


def not_there(text: str) -> Iterator[str]:
    """The files that a text names and the library lacks; the functions and words that they lack."""
    for name in sorted(set(FILE.findall(text))):
        if not (LIBRARY / name).is_file():
            yield f"Lib/{name}"
    for name, called, file in NAMED.findall(text):
        word = name.rpartition(".")[2]
        pattern = rf"\bdef {word}\(" if called else rf"\b{word}\b"
        path = LIBRARY / file
        if path.is_file() and not re.search(pattern, path.read_text()):
            yield f"{name} in Lib/{file}"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda each: each.stem)
def test_a_source_is_there(lesson: Path) -> None:
    """Each file, and each function that it is said to have."""
    assert list(not_there(lesson.read_text())) == []


def test_enough_name_one() -> None:
    """Most lessons name a function of CPython: the pattern finds them."""
    assert sum(bool(NAMED.search(each.read_text())) for each in LESSONS) > len(LESSONS) // 2


def test_a_source_that_is_not_there_is_told() -> None:
    """A file that there is not, a function that is elsewhere, and what is no function."""
    text = (
        "(Lib/multiprocessing/poppen.py, `Popen.pol()` in Lib/multiprocessing/popen_fork.py, "
        "`poll()` in Lib/multiprocessing/popen_fork.py, `poll()` in Lib/multiprocessing/pool.py, "
        "`close_fds()` in Lib/subprocess.py, `close_fds` in Lib/subprocess.py)"
    )
    assert list(not_there(text)) == [
        "Lib/multiprocessing/poppen.py",
        "Popen.pol in Lib/multiprocessing/popen_fork.py",
        "poll in Lib/multiprocessing/pool.py",
        "close_fds in Lib/subprocess.py",
    ]
