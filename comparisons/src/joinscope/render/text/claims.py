"""Claims as rows of text: what holds on how many sides, and what proves or refutes it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from joinscope.render.claim_table import Row, by_claim
from joinscope.render.terminal import sanitized
from joinscope.render.wording.paths import ARROW
from joinscope.render.wording.programs import EVERY
from joinscope.verdict.verdict import ComparisonVerdict, Outcome, Verdict

STYLE = {
    Verdict.SAME: "green",
    Verdict.DIFFERENT: "bold red",
    Verdict.UNKNOWN: "yellow",
    Outcome.HOLDS: "green",
    Outcome.FAILS: "bold red",
    Outcome.UNKNOWN: "yellow",
}
NOTE = 66  # columns that a note has at 80


def rows(judged: ComparisonVerdict) -> RenderableType:
    """A row for each claim, and below it what tells."""
    found = list(by_claim(judged))
    width = max((len(row.outcome) for row in found), default=0)
    parts: list[RenderableType] = []
    for row in found:
        parts.append(_row(row, width))
        parts += (Padding(note, (0, 0, 0, width + 2)) for note in _notes(row))
    return Group(*parts)


def styled(verdict: Verdict | Outcome) -> Text:
    """The word in its colour."""
    return Text(verdict, style=STYLE[verdict])


def _row(row: Row, width: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(min_width=width)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    count = Text(f"{row.held} of {row.sides}", style="dim")
    table.add_row(styled(row.outcome), sanitized(row.statement), count)
    return table


def _notes(row: Row) -> Iterator[RenderableType]:
    """What was seen where the claim does not hold, what proves it, why two languages differ."""
    for where, sentence, outcome in row.seen:
        yield from _note(where, [sanitized(sentence)], STYLE[outcome])
    for where, hops in [("", ("as above",))] if row.again else row.proofs:
        yield from _note(where, [*map(sanitized, hops)], "dim")
    if row.reason:
        yield Text(sanitized(row.reason), style="dim")
    if row.more:
        yield Text(sanitized(row.more), style="dim", overflow="fold")


def _note(where: str, hops: Sequence[str], style: str) -> Iterator[RenderableType]:
    """On one line with the names of its sides, or else below them; alone where it is so on all."""
    if where in {"", EVERY}:
        yield _Hops(tuple(hops), style)
        return
    first, *rest = hops
    named = (f"{where}: {first}", *rest)
    if len(ARROW.join(named)) <= NOTE:
        yield _Hops(named, style)
        return
    yield Text(f"{where}:", style=style)
    yield Padding(_Hops(tuple(hops), style), (0, 0, 0, 2))


@dataclass(frozen=True, slots=True)
class _Hops:
    """A path that is broken between its hops where it has to be; a sentence is one hop."""

    hops: tuple[str, ...]
    style: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        first, *rest = self.hops
        lines = [first]
        for hop in rest:
            if len(lines[-1]) + len(ARROW) + len(hop) <= options.max_width:
                lines[-1] += f"{ARROW}{hop}"
            else:
                lines.append(f"{ARROW.lstrip()}{hop}")
        yield from (Text(line, style=self.style) for line in lines)
