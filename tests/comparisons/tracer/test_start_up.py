"""What the start of Python, and of a worker, does to the file system: see ARCHITECTURE.md."""

import re
import sys
from pathlib import Path

import pytest
from joinscope.recording.recording import decode
from joinscope.recording.records import (
    ChangeArguments,
    Enter,
    Leave,
    LookupArguments,
    OpenArguments,
    Record,
)
from traced_program import trace

ARCHITECTURE = Path(__file__).parents[3] / "ARCHITECTURE.md"
WORKER = """
import multiprocessing
if __name__ == "__main__":
    worker = multiprocessing.get_context({!r}).Process(target=print)
    worker.start()
    worker.join()
"""
LOCK = "import multiprocessing\nmultiprocessing.get_context('fork').Lock()\n"
# What is changed, in this order.
SERVER = ["openat", "unlink", "mkdir", "bind", "chmod", "unlinkat", "rmdir"]
STARTS = [
    ("pass", []),
    (WORKER.format("fork"), []),
    (WORKER.format("spawn"), []),
    (WORKER.format("forkserver"), SERVER),
    (LOCK, ["openat", "link", "unlink", "unlink"]),
]


def records(folder: Path, code: str, *, lookups: bool) -> list[Record]:
    """Record a program that does no more than this; its bytecode is cached."""
    program = folder / "program.py"
    program.write_text(code)
    lines = trace([sys.executable, "-B", str(program)], lookups=lookups).lines
    return [decode(line, "the recorder") for line in lines]


def changes(found: list[Record]) -> list[str]:
    """The calls that change files or folders."""
    return [record.call for record in found if isinstance(record, Enter) and _changes(record)]


def _changes(record: Enter) -> bool:
    match record.arguments:
        case ChangeArguments() | OpenArguments(creates=True):
            return True
    return record.call == "bind"


def _looks(record: Enter) -> bool:
    return isinstance(record.arguments, LookupArguments)


@pytest.mark.parametrize(("code", "expected"), STARTS)
def test_changes(code: str, expected: list[str], tmp_path: Path) -> None:
    """Python changes nothing when it starts; a fork server has a socket, a lock a file."""
    found = records(tmp_path, code, lookups=False)
    assert changes(found) == expected
    looks = [each for each in found if isinstance(each, Enter) and _looks(each)]
    assert looks == []


@pytest.mark.parametrize("code", [code for code, expected in STARTS if not expected])
def test_looks(code: str, tmp_path: Path) -> None:
    """On request each look is seen, but what nobody has changed, or of others, is not recorded."""
    found = records(tmp_path, code, lookups=True)
    seen = {file for each in found if isinstance(each, Leave) for file in each.files}
    assert seen <= {"own_stat"}
    assert ("own_stat" in seen) == ("'fork'" in code and sys.version_info >= (3, 12))


def test_architecture_says_so() -> None:
    """The paragraph names each call, in this order."""
    text = ARCHITECTURE.read_text()
    paragraph = next(each for each in text.split("\n\n") if each.startswith("**Start-up.**"))
    named = re.findall(r"`(\w+)`", paragraph)
    assert [each for each in named if each in {*SERVER, "link"}] == [*STARTS[3][1], *STARTS[4][1]]
