"""The drift matrix: what is claimed of some sides only, side by side and version by version.

A claim depends on the language, the start method or the version of Python if it is made of some
sides only, if it is about how workers are joined, or if its programs leave sides out. Each such
claim is a row, with a cell for each side that ran and each version that ran it. What the claim says
is in the catalog; what a run has shown is in the cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from joinscope.catalog.claims import Claim, Joins, Only, OrderUnknown, Printed, Prints, SameRelation
from joinscope.catalog.front_matter import Comparison, LeftOut
from joinscope.programs.program import Program
from joinscope.verdict.verdict import ComparisonVerdict, Finding, Outcome
from joinscope.vocabulary import Language


class Cell(StrEnum):
    """What a run says of a row: `yes` and `no` are as claimed."""

    YES = "yes"
    NO = "no"
    LEFT_OUT = "left_out"
    FAILS = "fails"  # not as claimed
    UNKNOWN = "unknown"


Subject = Claim | Printed | LeftOut
SideKey = tuple[Language, str]  # and the variant


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """What is claimed, and what each side of one version has shown."""

    comparison: Comparison
    subject: Subject
    cells: Mapping[SideKey, Cell]


def subjects(comparison: Comparison) -> Iterator[Subject]:
    """What of a comparison depends on where it runs, or cannot be known, in the order of claims."""
    yield from comparison.left_out
    for claim in comparison.claims or ():
        match claim:
            case Prints(others=others):
                yield from (each for each in others if each.scope)
            case Only() | Joins() | OrderUnknown():
                yield claim


def rows(judged: ComparisonVerdict, wanted: Sequence[SideKey]) -> Iterator[MatrixRow]:
    """A row for each subject; `wanted` are the sides that are asked for, also those left out."""
    ran = {(side.side.language, side.side.variant): side for side in judged.sides}
    for subject in subjects(judged.comparison):
        cells: dict[SideKey, Cell] = {}
        for key in wanted:
            side = ran.get(key)
            if side is None:
                cells[key] = Cell.LEFT_OUT
            elif side.recording is None:
                cells[key] = Cell.UNKNOWN
            else:
                cells[key] = _cell(subject, side.side, side.findings)
        yield MatrixRow(judged.comparison, subject, cells)


def _cell(subject: Subject, side: Program, findings: Sequence[Finding]) -> Cell:
    if isinstance(subject, LeftOut):
        return Cell.YES
    claimed = next(each for each in findings if _is_about(each.claim, subject))
    if claimed.outcome is Outcome.UNKNOWN:
        return Cell.UNKNOWN
    if claimed.outcome is Outcome.FAILS:
        return Cell.FAILS
    scope = subject.scope if isinstance(subject, Only | Printed) else None
    return Cell.YES if side.is_in(scope) else Cell.NO


def _is_about(claim: Claim | SameRelation, subject: Subject) -> bool:
    if isinstance(claim, Prints):
        return subject in claim.others
    return claim == subject
