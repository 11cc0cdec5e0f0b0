"""The hook in a Python program costs it only so much, and leaves it alone."""

import os
import tempfile
from pathlib import Path

import pytest
from command import traced
from run_explained import METHODS, PROGRAMS, as_run, explain, plainly, program

pytestmark = traced

# It goes off, and on again for a method of Process, whose worker is followed a little too.
FOLLOWED = ["True False", "True False", "True", "True False", "True", "False"]


def test_the_hook_goes_off() -> None:
    """After so many events nothing follows a program, in a loop without frames too."""
    explained = explain(program("after.py", method="fork"))
    assert explained.recording.texts == FOLLOWED
    assert [join.place is not None for join in explained.joins] == [True, True]


def test_nobody_follows_it_plainly() -> None:
    """Without us there is no hook: what the other test sees is ours."""
    out, _, _ = plainly(program("after.py").words)
    assert set(" ".join(out).split()) == {"False"}


def test_what_is_raised_in_it() -> None:
    """What signal handlers raise while the hook works reaches the program."""
    what = program("raises.py")
    assert as_run(explain(what).recording) == plainly(what.words)


@pytest.mark.parametrize("method", METHODS)
def test_nothing_is_left(method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a file of notes nor anything else stays."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    explain(program("join.py", method=method), again=True)
    assert os.listdir(tmp_path) == []  # noqa: PTH208
    assert not list(PROGRAMS.glob("*/sitecustomize*"))


def test_a_stack_deeper_than_a_note() -> None:
    """The frames of a deep recursion are all noted, and their chain is whole."""
    explained = explain(program("deep.py", "2000"))
    (join,) = explained.joins
    assert [level.name for level in join.chain].count("deep") == 2000


def test_times() -> None:
    """A join has the time that it took in the untraced run, also one within a worker."""
    explained = explain(program("nested.py", method="fork"), again=True)
    assert all(join.waited is not None and join.waited > 0 for join in explained.joins)
