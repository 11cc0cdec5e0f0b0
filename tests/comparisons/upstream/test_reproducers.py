"""The scripts for CPython show their faults in each run, as their pages say.

One that does not any more has been mended there: then its page and its comparison say since when.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "comparisons/upstream"
METHODS = ("fork", "spawn", "forkserver")
RUNS = [
    *(("two_threads_join", method) for method in METHODS),
    *(("start_reaps_others", method) for method in METHODS),
    ("forkserver_killed", ""),
]


@pytest.mark.parametrize(("name", "method"), RUNS)
def test_shows_the_fault(name: str, method: str) -> None:
    """It ends with 1, and what it prints stands in its page."""
    line = [
        sys.executable,
        "-W",
        "ignore",
        str(FOLDER / f"{name}.py"),
        *([method] if method else []),
    ]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert f"    {done.stdout}" in (FOLDER / f"{name}.md").read_text("utf-8")


def test_needs_nothing_but_python() -> None:
    """Each script has a page, and imports from the standard library alone."""
    scripts = sorted(FOLDER.glob("*.py"))
    assert [each.stem for each in scripts] == sorted({name for name, _ in RUNS})
    for script in scripts:
        imported = re.findall(r"^(?:import|from) (\w+)", script.read_text("utf-8"), re.MULTILINE)
        assert set(imported) <= sys.stdlib_module_names
