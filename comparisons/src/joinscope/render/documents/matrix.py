"""The drift matrix as one JSON document, `joinscope/matrix/1`, to which versions add columns."""

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from joinscope.render.wording.matrix import side_name, subject_text, why
from joinscope.verdict.matrix import Cell, MatrixRow


class MatrixRowPart(msgspec.Struct, frozen=True):
    """A claim that depends on where it runs; `cells` are by side, then by version of Python."""

    chapter: str
    comparison: str
    claim: str
    why: str
    cells: Mapping[str, Mapping[str, Cell]]


class MatrixDocument(msgspec.Struct, frozen=True):
    """All rows, in the order of the catalog."""

    rows: tuple[MatrixRowPart, ...]
    format: Literal["joinscope/matrix/1"] = "joinscope/matrix/1"


def document(
    rows: Iterable[tuple[str, MatrixRow]], before: MatrixDocument | None = None
) -> MatrixDocument:
    """What was found by versions, `3.14`, added to what a document has of other versions.

    Rows that are not among these are dropped: nothing claims them any more.
    """
    known = {} if before is None else {(each.comparison, each.claim): each for each in before.rows}
    parts: dict[tuple[str, str], MatrixRowPart] = {}
    for version, row in rows:
        key = row.comparison.name, subject_text(row.subject)
        old = parts.get(key) or known.get(key)
        cells = {side: dict(each) for side, each in old.cells.items()} if old else {}
        for side, cell in row.cells.items():
            cells.setdefault(side_name(side), {})[version] = cell
        parts[key] = MatrixRowPart(row.comparison.chapter, *key, why(row.subject), _in_order(cells))
    return MatrixDocument(tuple(parts.values()))


def _in_order(cells: Mapping[str, Mapping[str, Cell]]) -> dict[str, dict[str, Cell]]:
    return {
        side: dict(sorted(each.items(), key=lambda one: int(one[0].partition(".")[2])))
        for side, each in cells.items()
    }
