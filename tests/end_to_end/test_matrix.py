"""MATRIX.md: what runs on each CPython have shown of all that depends on where it runs."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from command import joinscope, traced
from joinscope import catalog
from joinscope.catalog.claims import Only, Printed
from joinscope.catalog.front_matter import LeftOut
from joinscope.catalog.scope_words import fits
from joinscope.render.documents.matrix import MatrixDocument
from joinscope.render.text.matrix import cell_text, markdown
from joinscope.render.wording.matrix import subject_text
from joinscope.verdict.matrix import Cell, Subject, subjects

if TYPE_CHECKING:
    from joinscope.vocabulary import Language

CATALOG = catalog.load()
FOLDER = Path(__file__).parents[2] / "comparisons"
VERSIONS = ("3.11", "3.12", "3.13", "3.14", "3.15")
REQUIRED = {"3.11", "3.12", "3.13"}  # of a row that is new, until the others have run it
OWN = f"3.{sys.version_info.minor}"
Row = tuple[str, str]  # a comparison and what is claimed of it


def published() -> MatrixDocument:
    return msgspec.json.decode((FOLDER / "matrix.json").read_bytes(), type=MatrixDocument)


def claimed() -> dict[Row, Subject]:
    """What the catalog has that depends on where it runs."""
    return {
        (each.name, subject_text(subject)): subject
        for each in CATALOG.values()
        for subject in subjects(each)
    }


def expected(name: str, subject: Subject, side: str, version: str) -> Cell:
    """What a cell has to be for the claim to hold there, and to make a difference."""
    language: Language = "python" if side.startswith("Python") else "c"
    minor = int(version.partition(".")[2]) if language == "python" else None
    where = language, side.partition(" ")[2], minor
    if any(fits(each.sides, *where) for each in CATALOG[name].left_out):
        return Cell.LEFT_OUT
    scope = subject.scope if isinstance(subject, Only | Printed) else None
    inside = scope is None or fits(scope.only, *where)
    return Cell.YES if inside or isinstance(subject, LeftOut) else Cell.NO


def mismatches(document: MatrixDocument) -> Iterator[str]:
    """Where a document does not say what is claimed: rows, sides and versions."""
    rows, wanted = {(each.comparison, each.claim): each for each in document.rows}, claimed()
    yield from (f"no row: {key}" for key in wanted.keys() - rows.keys())
    yield from (f"nothing claims: {key}" for key in rows.keys() - wanted.keys())
    for key in wanted.keys() & rows.keys():
        cells = rows[key].cells
        for side in ("Python fork", "Python spawn", "Python forkserver"):
            if not set(VERSIONS) >= cells.get(side, {}).keys() >= REQUIRED:
                yield f"{key}: no {side}"
        yield from (f"{key}: no {side}" for side in ("C fork", "C cffi") if side not in cells)
        for side, by_version in cells.items():
            for version, cell in by_version.items():
                if cell is not expected(key[0], wanted[key], side, version):
                    yield f"{key}: {side} {version} is {cell}"


def test_the_matrix_says_what_is_claimed() -> None:
    """Each claim that depends on something has its row, as it holds on each side and version.

    One that is new, is changed or is gone needs the matrix to be made anew: ./nox -s matrix.
    """
    assert list(mismatches(published())) == []


def test_the_table_is_made_of_the_document() -> None:
    """MATRIX.md is what the document says."""
    assert (FOLDER / "MATRIX.md").read_text() == markdown(published()).rstrip() + "\n"


@pytest.mark.parametrize("cell", [Cell.NO, Cell.FAILS, Cell.UNKNOWN, Cell.LEFT_OUT])
def test_a_change_is_noticed(cell: Cell) -> None:
    """A cell that is another, a row that is missing and one too many are told."""
    document = json.loads((FOLDER / "matrix.json").read_text())
    first = next(
        row for row in document["rows"] if row["cells"]["Python fork"].get("3.15") == "yes"
    )
    first["cells"]["Python fork"]["3.15"] = cell.value
    (told,) = mismatches(msgspec.convert(document, MatrixDocument))
    assert told.endswith(f"Python fork 3.15 is {cell}")
    first["claim"] = "something else"
    told_of = sorted(mismatches(msgspec.convert(document, MatrixDocument)))
    assert [each.partition(":")[0] for each in told_of] == ["no row", "nothing claims"]


def test_a_file_that_is_no_matrix(tmp_path: Path) -> None:
    """It is refused in a sentence, before anything is run."""
    (tmp_path / "matrix.json").write_text("{}")
    done = joinscope("matrix", "-o", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"joinscope: {tmp_path / 'matrix.json'} is no matrix: Object")


def test_versions_that_differ_are_named() -> None:
    """Where all versions agree the cell is a word."""
    yes, no = Cell.YES, Cell.NO
    assert cell_text({"3.11": yes, "3.14": yes}) == "yes"
    assert cell_text({"3.11": yes, "3.12": yes, "3.14": no}) == "yes 3.11-3.12, no 3.14"


@traced
@pytest.mark.parametrize(
    "names",
    [("sigchld_ignored", "wait_for_any"), pytest.param((), marks=pytest.mark.stress)],
    ids=["sample", "whole"],
)
def test_runs_show_what_the_matrix_says(names: tuple[str, ...], tmp_path: Path) -> None:
    """What this CPython shows now is what the matrix has of it."""
    options = () if names else ("-o", tmp_path)
    done = joinscope("matrix", *names, *options, timeout=1200)
    assert (done.returncode, done.stderr) == (0, "")
    if names:
        shown = [line for line in done.stdout.splitlines() if line.startswith("| `")]
        assert len(shown) == len([key for key in claimed() if key[0] in names])
        return
    made = msgspec.json.decode((tmp_path / "matrix.json").read_bytes(), type=MatrixDocument)
    was = {(row.comparison, row.claim): row.cells for row in published().rows}
    for row in made.rows:
        for side, cells in row.cells.items():
            if side.startswith("Python"):
                assert (row, was[row.comparison, row.claim][side][OWN]) == (row, cells[OWN])
