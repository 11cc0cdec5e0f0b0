"""Many comparisons at once: a line for each as soon as it has run, and what fails below."""

import json
import re
from pathlib import Path

from command import joinscope, traced

pytestmark = traced
NAMES = ("exit_codes", "killed", "join_twice", "zombie")
FORK = ("--start-method", "fork")


def test_each_of_many_is_a_line(tmp_path: Path) -> None:
    """Below its chapter and the question of that; where all hold, nothing more is told."""
    document = tmp_path / "verdict.json"
    done = joinscope("compare", *NAMES, "join_timeout", *FORK, "--json", document)
    assert done.returncode == 0
    lines = done.stdout.splitlines()[2:]
    assert lines[:3] == [
        "what came back: What does a parent learn of its worker?",
        f"  same       {'exit_codes: What a worker says with its exit status':59}  3 of 3",
        f"  same       {'killed: A worker that a signal ends':59}  3 of 3",
    ]
    assert len([line for line in lines if line.endswith("3 of 3")]) == 5
    assert lines[-1].startswith("Every claim holds on every side, by proof.")
    assert not [line for line in lines if "holds" in line.split()[:1]]
    names = [each["name"] for each in json.loads(document.read_text())["comparisons"]]
    assert names == [*NAMES, "join_timeout"]


def test_what_fails_is_told_below(tmp_path: Path) -> None:
    """The comparison of which a claim fails is shown as if it were alone, and no other."""
    assert joinscope("new", "wrong", "--catalog", tmp_path).returncode == 0
    claims = tmp_path / "wrong.md"
    claims.write_text(claims.read_text().replace("end = [{ exit = 3 }]", "end = [{ exit = 4 }]"))
    done = joinscope("compare", *NAMES, "wrong", "--catalog", tmp_path, *FORK)
    assert done.returncode == 1
    assert re.search(r"^  different  wrong: Let a worker wait +0 of 2$", done.stdout, re.MULTILINE)
    _, below = done.stdout.split("0 of 2\n", 1)
    assert [name for name in (*NAMES, "wrong") if f"{name}: " in below] == ["wrong"]
    assert "fails  worker 1 exits with 4" in below
    assert "worker 1 exited with 3" in below
    assert below.splitlines()[-1].startswith("A claim fails.")
