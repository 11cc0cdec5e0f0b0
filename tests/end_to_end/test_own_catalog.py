"""A course's own catalog: three files in a folder, and a command that makes them."""

import json
import os
import shutil
from pathlib import Path

import pytest
from command import joinscope, traced

pytestmark = traced


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one comparison, as `joinscope new` makes it."""
    folder = tmp_path_factory.mktemp("a course") / "catalog"
    done = joinscope("new", "lets_wait", "--catalog", folder)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


def test_a_new_comparison_holds_at_once(course: Path, tmp_path: Path) -> None:
    """All its claims hold on every side, and it is what its catalog has to compare."""
    document = tmp_path / "verdict.json"
    done = joinscope("compare", "--catalog", course, "--json", document, "--require-proof")
    assert (done.returncode, done.stderr) == (0, "")
    (found,) = json.loads(document.read_text())["comparisons"]
    assert (found["name"], found["verdict"]) == ("lets_wait", "same")
    sides = [(side["language"], side["variant"]) for side in found["sides"]]
    assert ("python", "fork") in sides
    assert ("c", "fork") in sides


def test_it_is_listed_and_explained(course: Path) -> None:
    """In its chapter, before those of joinscope; the environment names the folder as well."""
    env = {**os.environ, "JOINSCOPE_CATALOG": str(course)}
    listed = joinscope("list", env=env).stdout
    assert listed.startswith("my course\n  lets_wait  What will you see?\n\nthe article: What")
    explained = joinscope("explain", "lets_wait", "--start-method", "fork", env=env)
    assert explained.returncode == 0
    assert "lets_wait.py:21" in explained.stdout


def test_a_claim_that_fails_leads_on(course: Path, tmp_path: Path) -> None:
    """What was claimed and where, what happened instead, and the command that shows more."""
    own = tmp_path / "own"
    shutil.copytree(course, own)
    text = (own / "lets_wait.md").read_text()
    line = text[: text.index("end = [{ exit = 3 }]")].count("\n")
    (own / "lets_wait.md").write_text(text.replace("end = [{ exit = 3 }]", "end = [{ exit = 4 }]"))
    done = joinscope("compare", "--catalog", own, "--start-method", "fork")
    assert done.returncode == 1
    told = " ".join(done.stdout.split())
    assert "fails worker 1 exits with 4 0 of 2 worker 1 exited with 3 claimed at" in told
    assert f"claimed at lets_wait.md:{line}; more: joinscope explain lets_wait --catalog" in told


def test_without_one_of_the_files(course: Path, tmp_path: Path) -> None:
    """A program that is not there did not run, and the sentence names its file."""
    own = tmp_path / "own"
    shutil.copytree(course, own)
    (own / "lets_wait.c").unlink()
    done = joinscope("compare", "lets_wait", "--catalog", own, "--start-method", "fork")
    said = "".join(done.stdout.split())
    assert "".join(f"there is no file '{own / 'lets_wait.c'}'".split()) in said


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("new", "lets_wait"), "is there already"),
        (("new", "../up"), "'../up' is no name: letters, digits and _"),
        (("compare", "lets_wiat"), "no comparison 'lets_wiat'; did you mean 'lets_wait'?"),
    ],
)
def test_wrong_usage_is_one_sentence(course: Path, words: tuple[str, ...], complaint: str) -> None:
    """It ends with 2, and writes nothing over a file."""
    before = (course / "lets_wait.md").read_bytes()
    done = joinscope(*words, "--catalog", course)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert complaint in done.stderr
    assert (course / "lets_wait.md").read_bytes() == before


def test_no_folder_and_an_empty_one(tmp_path: Path) -> None:
    """A folder that is not there, and one with no comparison, are told."""
    none = joinscope("list", "--catalog", tmp_path / "none")
    assert (none.returncode, none.stderr.count("no folder")) == (2, 1)
    empty = joinscope("compare", "--catalog", tmp_path)
    assert (empty.returncode, empty.stderr.count("joinscope new NAME makes one")) == (2, 1)
