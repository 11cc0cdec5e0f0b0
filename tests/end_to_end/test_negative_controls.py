"""Programs that do not join, in ways that look as if they did: the check has to fail on each."""

import json
import shutil
from pathlib import Path
from typing import Any

import cjoin
import pyjoin
import pytest
from command import C_WAIT, CLAIMS, joinscope, traced

FIRST, SECOND = "Worker completed", "Parent process completed"
ORDER = {
    "claim": "before",
    "first": {"kind": "line", "name": FIRST},
    "second": {"kind": "line", "name": SECOND},
}
JOIN = {"claim": "join"}
PYTHON_WAIT = "    p.join()\n"
pytestmark = traced


def judged(folder: Path, python: str, c: str, *options: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit status and the sides of the article's programs, with this instead of the join."""
    programs = folder / "mine.py", folder / "mine.c"
    sources = pyjoin.source("worker_and_join"), cjoin.source("worker_and_join")
    for file, source, old, new in zip(
        programs, sources, (PYTHON_WAIT, C_WAIT), (python, c), strict=True
    ):
        text = source.read_text()
        assert old in text
        file.write_text(text.replace(old, new))
    document = folder / "verdict.json"
    shutil.copy(CLAIMS, folder / "mine.md")
    done = joinscope("compare", *programs, folder / "mine.md", "--json", document, *options)
    return done.returncode, json.loads(document.read_text())["comparisons"][0]["sides"]


def outcomes(sides: list[dict[str, Any]], claim: dict[str, Any]) -> list[str]:
    """What was found, on each side, of a claim that has these fields."""
    return [
        finding["outcome"]
        for side in sides
        for finding in side["findings"]
        if claim.items() <= finding["claim"].items()
    ]


@pytest.mark.parametrize(
    ("python", "c", "joins"),
    [
        pytest.param("", "    status = 0;\n", ["holds", "fails"], id="no join"),
        pytest.param(
            "    time.sleep(3)\n",
            "    status = 0;\n    for (unsigned left = 3; left > 0; left = sleep(left))\n;\n",
            ["holds", "fails"],
            id="a sleep that is long enough",
        ),
        pytest.param(
            "    q = multiprocessing.Process(target=int)\n    q.start()\n    q.join()\n",
            "    pid = fork();\n    if (pid == 0)\n        _exit(0);\n" + C_WAIT,
            ["holds", "fails"],
            id="another worker",
        ),
        pytest.param(
            "    p.join(0)\n",
            "    status = 0;\n    waitpid(pid, &status, WNOHANG);\n",
            ["holds", "fails"],
            id="a wait that does not wait",
        ),
    ],
)
def test_without_the_join_nothing_is_proved(
    python: str, c: str, joins: list[str], tmp_path: Path
) -> None:
    """Nothing orders the two lines, whichever came first; that Python joins at exit is no help."""
    status, sides = judged(tmp_path, python, c, "--start-method", "fork")
    assert status == 1
    assert outcomes(sides, ORDER) == ["fails", "fails"]
    assert outcomes(sides, JOIN) == joins
    for side in sides:
        lines = side["order"]["lines"]
        concurrent = [{lines[one], lines[two]} for one, two in side["order"]["concurrent"]]
        assert {"Worker completed", "Parent process completed"} in concurrent


def test_the_join_itself_is_proved(tmp_path: Path) -> None:
    """The same check holds where the join is as it was."""
    status, sides = judged(tmp_path, PYTHON_WAIT, C_WAIT, "--start-method", "fork")
    assert status == 0
    assert outcomes(sides, ORDER) == ["holds", "holds"]
    assert outcomes(sides, JOIN) == ["holds", "holds"]


def test_a_join_of_another_kind_is_told(tmp_path: Path) -> None:
    """A worker whose end is polled for keeps the order, but is not joined as is claimed."""
    poll = (
        "    import multiprocessing.connection\n    multiprocessing.connection.wait([p.sentinel])\n"
    )
    status, sides = judged(tmp_path, poll + PYTHON_WAIT, C_WAIT, "--start-method", "fork")
    assert status == 1
    assert outcomes(sides, ORDER) == ["holds", "holds"]
    assert outcomes(sides, JOIN) == ["fails", "holds"]
    assert sides[0]["joins"][0]["served"][0] == "poll"
