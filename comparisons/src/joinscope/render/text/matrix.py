"""The drift matrix in Markdown: a table for each chapter."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from joinscope.render.documents.matrix import MatrixDocument, MatrixRowPart
from joinscope.verdict.matrix import Cell

SHOWN = {
    Cell.YES: "yes",
    Cell.NO: "no",
    Cell.LEFT_OUT: "",
    Cell.FAILS: "**not as claimed**",
    Cell.UNKNOWN: "?",
}
HEAD = """\
# What depends on the start method, the language and the version of Python

Each row is a claim that does not hold alike everywhere, that nobody can know, or that says why
a side is left out.
`yes` and `no` are what runs have shown, on every version or on those that are named; a cell is
empty where the comparison has no such side.
Made by `./nox -s matrix`, which runs the catalog on every CPython of the machine and keeps what
is here of others: change the claims, not this file.
"""


def markdown(document: MatrixDocument) -> str:
    """The whole file."""
    return "\n".join([HEAD, *_versions(document), *_chapters(document)])


def _versions(document: MatrixDocument) -> Iterator[str]:
    found = {name for row in document.rows for cells in row.cells.values() for name in cells}
    ordered = sorted(found, key=lambda name: int(name.partition(".")[2]))
    yield f"CPython {', '.join(ordered)}.\n"


def _chapters(document: MatrixDocument) -> Iterator[str]:
    for chapter, rows in groupby(document.rows, key=lambda row: row.chapter):
        inside = list(rows)
        sides = list(dict.fromkeys(side for row in inside for side in row.cells))
        yield f"## {chapter[:1].upper()}{chapter[1:]}\n"
        yield f"| comparison | claim | {' | '.join(sides)} | why |"
        yield f"| --- | --- |{' --- |' * len(sides)} --- |"
        yield from (_line(row, sides) for row in inside)
        yield ""


def _line(row: MatrixRowPart, sides: list[str]) -> str:
    cells = [cell_text(row.cells.get(side, {})) for side in sides]
    words = [f"`{row.comparison}`", _plain(row.claim), *cells, _plain(row.why)]
    return f"| {' | '.join(words)} |"


def cell_text(by_version: Mapping[str, Cell]) -> str:
    """What all versions say, or each of them where they differ: `yes 3.11-3.13, no 3.14`."""
    runs = [(cell, [name for name, _ in each]) for cell, each in _runs(by_version)]
    if len(runs) == 1:
        return SHOWN[runs[0][0]]
    return ", ".join(f"{SHOWN[cell]} {_span(names)}" for cell, names in runs)


def _runs(by_version: Mapping[str, Cell]) -> Iterator[tuple[Cell, list[tuple[str, Cell]]]]:
    for cell, each in groupby(by_version.items(), key=lambda one: one[1]):
        yield cell, list(each)


def _span(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}"


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("_", "\\_").replace("<", "\\<")
