"""Claims as rows: what holds on how many sides, and what proves or refutes it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from joinscope.claim import Difference, Ends, ExitStatus, Joins, Prints
from joinscope.side import EVERY, Side, names
from joinscope.verdict import ComparisonVerdict, Finding, Outcome, SideVerdict, Verdict
from joinscope.view.printable import printable

STYLE = {
    Verdict.SAME: "green",
    Verdict.DIFFERENT: "bold red",
    Verdict.UNKNOWN: "yellow",
    Outcome.HOLDS: "green",
    Outcome.FAILS: "bold red",
    Outcome.UNKNOWN: "yellow",
}
NOTE = 66  # columns that a note has at 80
USUAL = Ends | Prints | ExitStatus  # claimed of every program

Proofs = list[tuple[str, str]]  # names of sides, and what proves it there
Findings = Sequence[tuple[SideVerdict, Finding]]  # those of one claim


def rows(judged: ComparisonVerdict) -> RenderableType:
    """A row for each claim; what every program should do, and does, shares one."""
    ran = [side for side in judged.sides if side.recording]
    by_claim: list[Findings] = [
        list(zip(ran, findings, strict=True))
        for findings in zip(*(side.findings for side in ran), strict=True)
    ]
    width = max((len(_worst(each)) for each in by_claim), default=0)
    usual = [
        each for each in by_claim if isinstance(_claim(each), USUAL) and _held(each) == len(each)
    ]
    parts: list[RenderableType] = []
    if usual:
        statement = ", ".join(str(_claim(each)) for each in usual)
        parts.append(_row(Outcome.HOLDS, statement, usual[0], width))
    shown: list[Proofs] = []
    for each in by_claim:
        if each not in usual:
            parts.append(_row(_worst(each), printable(str(_claim(each))), each, width))
            proofs = _proofs(each)
            again = bool(proofs) and proofs in shown
            shown.append(proofs)
            notes = _notes(each, [("", "as above")] if again else proofs)
            parts += (Padding(note, (0, 0, 0, width + 2)) for note in notes)
    return Group(*parts)


def styled(verdict: Verdict | Outcome) -> Text:
    """The word in its colour."""
    return Text(verdict, style=STYLE[verdict])


def _row(outcome: Outcome, statement: str, findings: Findings, width: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(min_width=width)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    count = Text(f"{_held(findings)} of {len(findings)}", style="dim")
    table.add_row(styled(outcome), statement, count)
    return table


def _proofs(findings: Findings) -> Proofs:
    """What proves the claim, with the names of the sides on which it does."""
    proofs: dict[str, list[Side]] = {}
    for side, finding in findings:
        # Of a join that is not as claimed, what was found has been said.
        if finding.proof and not (
            isinstance(finding.claim, Joins) and finding.outcome is Outcome.FAILS
        ):
            proofs.setdefault(finding.proof, []).append(side.side)
    ran = [side.side for side, _ in findings]
    return [(names(sides, ran), proof) for proof, sides in proofs.items()]


def _notes(findings: Findings, proofs: Proofs) -> Iterator[RenderableType]:
    """What was seen where the claim does not hold, what proves it, why two languages differ."""
    claim, ran = _claim(findings), [side.side for side, _ in findings]
    seen: dict[tuple[str, Outcome], list[Side]] = {}
    for side, finding in findings:
        if finding.outcome is not Outcome.HOLDS:
            seen.setdefault((finding.seen, finding.outcome), []).append(side.side)
    for (sentence, outcome), sides in seen.items():
        yield from _note(names(sides, ran), printable(sentence), STYLE[outcome])
    for where, proof in proofs:
        yield from _note(where, proof, "dim")
    if isinstance(claim, Difference):
        yield Text(printable(claim.reason), style="dim")


def _note(where: str, sentence: str, style: str) -> Iterator[RenderableType]:
    """On one line with the names of its sides, or else below them; alone where it is so on all."""
    alone = where in {"", EVERY}
    one = sentence if alone else f"{where}: {sentence}"
    if alone or len(one) <= NOTE:
        yield _Steps(one, style)
        return
    yield Text(f"{where}:", style=style)
    yield Padding(_Steps(sentence, style), (0, 0, 0, 2))


@dataclass(frozen=True, slots=True)
class _Steps:
    """Text that is broken between the steps of a path where it can be."""

    text: str
    style: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        first, *steps = self.text.split(" -> ")
        lines = [first]
        for step in steps:
            if len(lines[-1]) + len(f" -> {step}") <= options.max_width:
                lines[-1] += f" -> {step}"
            else:
                lines.append(f"-> {step}")
        yield from (Text(line, style=self.style) for line in lines)


def _claim(findings: Findings) -> object:
    return findings[0][1].claim


def _held(findings: Findings) -> int:
    return sum(finding.outcome is Outcome.HOLDS for _, finding in findings)


def _worst(findings: Iterable[tuple[SideVerdict, Finding]]) -> Outcome:
    found = {finding.outcome for _, finding in findings}
    return next(each for each in (Outcome.FAILS, Outcome.UNKNOWN, Outcome.HOLDS) if each in found)
