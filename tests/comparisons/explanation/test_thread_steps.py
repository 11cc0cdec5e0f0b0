"""Threads that a program makes are steps, at the line that starts them."""

from pathlib import Path

import pytest
from joinscope.explanation.model import Step
from joinscope.programs import makers
from run_explained import explain, program

STARTS = """
import multiprocessing, threading

if __name__ == "__main__":
    thread = threading.Thread(target=print)
    thread.start()
    thread.join()
    with multiprocessing.Pool(1) as pool:
        pool.map(abs, [1])
"""


def told(step: Step) -> tuple[str, str, int, bool]:
    return step.place.text if step.place else "", step.function, step.count, step.minor


def test_in_python(tmp_path: Path) -> None:
    """Those of a pool are its own affair, and counted at the line that makes it."""
    file = tmp_path / "starts.py"
    file.write_text(STARTS)
    assert [told(each) for each in explain(makers.script(file)).steps("thread")] == [
        ("thread.start()", "start", 1, False),
        ("with multiprocessing.Pool(1) as pool:", "Pool", 3, True),
    ]


def test_in_c() -> None:
    """Both that one line makes, together unless something else happens between them."""
    steps = explain(program("threads.c")).steps("thread")
    assert sum(step.count for step in steps) == 2
    assert {(text, name, minor) for text, name, _, minor in map(told, steps)} == {
        ("pthread_create(&threads[i], NULL, whole, NULL);", "pthread_create", False)
    }


@pytest.mark.parametrize("name", ["join.py", "nested.py"])
def test_none(name: str) -> None:
    """A process is no thread."""
    assert explain(program(name, method="fork")).steps("thread") == []
