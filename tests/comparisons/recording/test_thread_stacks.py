"""The stacks that Python tells of its threads."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from joinscope.recording.thread_stacks import thread_stacks

PROGRAM = """
import faulthandler, sys

def tells():
    faulthandler.dump_traceback(file=sys.stdout)

tells()
"""


@pytest.mark.parametrize("folder", ["plain", "join scope, naïve", "日本", "🙂", 'q"uote'])
def test_a_file_is_found_by_whatever_name(folder: str, tmp_path: Path) -> None:
    """Python writes ASCII alone; a file of another name is the same file all the same."""
    file = tmp_path / folder / "mine.py"
    file.parent.mkdir()
    file.write_text(PROGRAM, "utf-8")
    told = subprocess.run([sys.executable, str(file)], check=True, capture_output=True, text=True)
    (stack,) = thread_stacks(told.stdout).values()
    assert [(frame.file, frame.line, frame.function) for frame in stack] == [
        (str(file), 5, "tells"),
        (str(file), 7, "<module>"),
    ]


def test_every_thread_has_its_own() -> None:
    """By what Python knows a thread by."""
    one, other = f"{threading.get_ident():016x}", f"{threading.get_ident() + 16:016x}"
    text = (
        f'Thread 0x{one} [x y] (most recent call first):\n  File "a.py", line 1 in f\n\n'
        f'Current thread 0x{other} (most recent call first):\n  File "b.py", line 2 in g\n'
    )
    told = thread_stacks(text)
    assert {ident: [frame.file for frame in stack] for ident, stack in told.items()} == {
        threading.get_ident(): ["a.py"],
        threading.get_ident() + 16: ["b.py"],
    }
