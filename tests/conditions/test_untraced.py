"""Programs that would leave the recorder."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from command import traced

Joinscope = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = traced


@pytest.mark.parametrize("seccomp", ["--seccomp", "--no-seccomp"])
def test_clone_untraced(
    seccomp: str, joinscope: Joinscope, compiled: Callable[[str], str], tmp_path: Path
) -> None:
    """Who is created with CLONE_UNTRACED is recorded as any other, and finds nothing changed."""
    program = compiled("untraced")
    done = joinscope("record", seccomp, "-o", "run.jsonl", "--", program)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(done.stdout.splitlines()) == ["parent: as it was", "worker: as it was"]
    records = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text().splitlines()]
    created = [each["tid"] for each in records if each["event"] == "creation"]
    ended = [each["tid"] for each in records if each["event"] == "termination"]
    (enter,) = (each for each in records if "CLONE_UNTRACED" in str(each))
    assert (len(created), sorted(ended)) == (2, sorted(created))
    assert enter["call"] == "clone"
    assert json.loads((tmp_path / "run.jsonl").read_text().splitlines()[-1])["event"] == "complete"


@pytest.mark.parametrize("seccomp", ["--seccomp", "--no-seccomp"])
def test_clone_untraced_that_fails(
    seccomp: str, joinscope: Joinscope, compiled: Callable[[str], str]
) -> None:
    """A creation with CLONE_UNTRACED that fails changes nothing for the program either."""
    done = joinscope("record", seccomp, "-o", "run.jsonl", "--", compiled("untraced"), "fail")
    assert (done.returncode, done.stdout, done.stderr) == (0, "refused: as it was\n", "")


def test_order_of_an_untraced_process(
    joinscope: Joinscope, compiled: Callable[[str], str], tmp_path: Path
) -> None:
    """Its order is proved: nothing orders the two lines, and either may come first."""
    program = compiled("untraced")
    assert joinscope("record", "-o", "run.jsonl", "--", program).returncode == 0
    done = joinscope("orders", "run.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 legal outputs" in done.stdout
    assert (tmp_path / "run.jsonl").exists()
