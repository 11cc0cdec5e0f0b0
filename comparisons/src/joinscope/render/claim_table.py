"""The findings of a comparison by claim: on how many sides it holds, what proves or refutes it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from joinscope.catalog.claims import (
    Claim,
    Ends,
    ExitStatus,
    Joins,
    Possible,
    Prints,
    SameRelation,
)
from joinscope.catalog.front_matter import Comparison
from joinscope.render.wording.claims import HELD, instead, proof, reason, statement
from joinscope.render.wording.programs import explaining, program_names
from joinscope.verdict.verdict import ComparisonVerdict, Finding, Outcome, SideVerdict

if TYPE_CHECKING:
    from joinscope.programs.program import Program

USUAL = Ends | Prints | ExitStatus  # claimed of every program

Findings = Sequence[tuple[SideVerdict, Finding]]  # those of one claim
Proof = tuple[str, tuple[str, ...]]  # the sides, and the hops of a path or a sentence


@dataclass(frozen=True, slots=True)
class Row:
    """A claim on all sides that ran: the worst outcome, and on how many it holds.

    `seen` are (sides, what was seen instead, outcome), `proofs` (sides, hops of what proves it),
    or, of a race, where the run that is shown is held so that it does not show,
    `reason` why sides differ. `again`: the proofs are those of a row above. `more`, of a claim that
    fails: where it is made, and the command that shows what happened. `claim` is None where the row
    is about several.
    """

    outcome: Outcome
    statement: str
    held: int
    sides: int
    seen: tuple[tuple[str, str, Outcome], ...] = ()
    proofs: tuple[Proof, ...] = ()
    reason: str = ""
    again: bool = False
    more: str = ""
    claim: Claim | SameRelation | None = None


def by_claim(judged: ComparisonVerdict) -> Iterator[Row]:
    """A row for each claim; what every program should do, and does, shares the first one."""
    ran = [side for side in judged.sides if side.recording]
    by: dict[object, list[tuple[SideVerdict, Finding]]] = {}
    for side in ran:
        for finding in side.findings:
            by.setdefault(finding.claim, []).append((side, finding))
    claims = list(by.values())
    usual = [
        each for each in claims if isinstance(_claim(each), USUAL) and _held(each) == len(each)
    ]
    if usual:
        together = ", ".join(statement(_claim(each)) for each in usual)
        yield Row(Outcome.HOLDS, together, _held(usual[0]), len(usual[0]))
    shown: list[tuple[Proof, ...]] = []
    for each in claims:
        if each not in usual:
            claim, proofs = _claim(each), tuple(_proofs(each))
            yield Row(
                _worst(each),
                statement(claim),
                _held(each),
                len(each),
                tuple(_seen(each)),
                proofs,
                reason(claim),
                again=bool(proofs) and proofs in shown,
                more=_more(judged.comparison, each),
                claim=claim,
            )
            shown.append(proofs)


def _proofs(findings: Findings) -> Iterator[Proof]:
    proofs: dict[tuple[str, ...], list[Program]] = {}
    for side, finding in findings:
        # Of a join that is not as claimed, what was found has been said.
        told = isinstance(finding.claim, Joins) and finding.outcome is Outcome.FAILS
        held = side.held and isinstance(finding.claim, Possible)
        if not told and (found := (HELD,) if held else proof(finding, side.joins)):
            proofs.setdefault(found, []).append(side.side)
    ran = [side.side for side, _ in findings]
    yield from ((program_names(sides, ran), hops) for hops, sides in proofs.items())


def _seen(findings: Findings) -> Iterator[tuple[str, str, Outcome]]:
    ran = [side.side for side, _ in findings]
    seen: dict[tuple[str, Outcome], list[Program]] = {}
    for side, finding in findings:
        if finding.outcome is not Outcome.HOLDS:
            told = instead(finding, several=len(side.joins) > 1)
            seen.setdefault((told, finding.outcome), []).append(side.side)
    for (sentence, outcome), sides in seen.items():
        yield program_names(sides, ran), sentence, outcome


def _more(comparison: Comparison, findings: Findings) -> str:
    """Of a claim that fails: the line that makes it, and the command that explains the run."""
    failed = [side.side for side, each in findings if each.outcome is Outcome.FAILS]
    if not failed:
        return ""
    line = comparison.lines.get(cast("Claim", _claim(findings)))
    made = f"claimed at {comparison.path.name}:{line}; " if comparison.path and line else ""
    return f"{made}more: {explaining(comparison, failed[0])}"


def _claim(findings: Findings) -> Claim | SameRelation:
    return findings[0][1].claim


def _held(findings: Findings) -> int:
    return sum(finding.outcome is Outcome.HOLDS for _, finding in findings)


def _worst(findings: Findings) -> Outcome:
    found = {finding.outcome for _, finding in findings}
    return next(each for each in (Outcome.FAILS, Outcome.UNKNOWN, Outcome.HOLDS) if each in found)
