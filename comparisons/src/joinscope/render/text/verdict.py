"""Verdicts as text: for a terminal, a pipe or a log; of our own words ASCII only."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from joinscope import limits
from joinscope.catalog.front_matter import LeftOut
from joinscope.programs.program import Program, shown
from joinscope.recording.recording import Line, Recording
from joinscope.render.terminal import sanitized, write
from joinscope.render.text.claims import STYLE, rows, styled
from joinscope.render.wording.claims import outcome
from joinscope.render.wording.durations import moment
from joinscope.render.wording.process_claims import side_words
from joinscope.render.wording.programs import program_names
from joinscope.verdict.verdict import ComparisonVerdict, SideVerdict, Verdict, worst


def show(out: Console, *parts: RenderableType) -> None:
    """Print the parts, without the spaces that fill lines up."""
    with out.capture() as captured:
        for part in parts:
            out.print(part)
    write(*(line.rstrip() for line in captured.get().splitlines()), file=out.file)


def show_lines(lines: Iterable[str]) -> None:
    """Print lines on standard output, each folded where it is too long."""
    show(console(), *(Text(line, overflow="fold") for line in lines))


def console() -> Console:
    """A console on standard output that takes all text as it is.

    COLUMNS=0, as some terminals have it until they are drawn, would leave no room for any text.
    """
    out = Console(highlight=False, emoji=False, markup=False)
    out.width = max(out.width, limits.LEAST_COLUMNS)
    return out


def verdicts(judged: Sequence[ComparisonVerdict]) -> RenderableType:
    """Each comparison with its claims, then the table of comparisons and sides."""
    return Group(*details(judged), _table(judged), "", closing(judged))


def details(judged: Sequence[ComparisonVerdict]) -> list[RenderableType]:
    """Each comparison with its claims."""
    return [_comparison(each) for each in judged]


def closing(judged: Sequence[ComparisonVerdict]) -> Text:
    """What it comes to, in a sentence or two."""
    first, *rest = outcome(judged)
    style = STYLE[worst(each.verdict for each in judged)]
    return Text.assemble((first, style), *(f" {each}" for each in rest))


def _comparison(judged: ComparisonVerdict) -> RenderableType:
    through = "" if judged.through == "terminal" else f" (through a {judged.through})"
    title = f": {judged.comparison.title}{through}"
    heading = Text.assemble((sanitized(judged.comparison.name), "bold"), sanitized(title))
    parts: list[RenderableType] = [_side_by_side(judged), "", rows(judged)]
    parts += (_not_run(side.side) for side in judged.sides if side.recording is None)
    parts += (_left_out(each) for each in judged.comparison.left_out)
    ran = [side.side for side in judged.sides if side.recording]
    alike: dict[tuple[str, ...], list[SideVerdict]] = {}
    for side in judged.sides:
        recording = side.recording
        if recording and (side.verdict is Verdict.DIFFERENT or recording.exit_status != 0):
            errors = (each.text for each in recording.errors)
            alike.setdefault((*recording.texts, "", *errors), []).append(side)
    for same in alike.values():
        parts.append(_printed(program_names([side.side for side in same], ran), same[0]))
    return Group(heading, "", Padding(Group(*parts), (0, 0, 1, 2)))


def _side_by_side(judged: ComparisonVerdict) -> RenderableType:
    """What one Python and one C program printed: the one on its own where there is one."""
    beside = shown([side.side for side in judged.sides])
    pair = [side for side in judged.sides if side.side in beside]
    table = _grid(len(pair), ratio=1)
    table.add_row(*(str(side.side) for side in pair), style="bold")
    for row in zip_longest(
        *(_lines(side.timed or side.recording, side) for side in pair), fillvalue=Text()
    ):
        table.add_row(*row)
    return table


def _not_run(side: Program) -> Text:
    return Text.assemble(
        ("not run", STYLE[Verdict.UNKNOWN]), f"  {side}: {sanitized(side.unavailable or '')}"
    )


def _left_out(out: LeftOut) -> Text:
    words = sanitized(f"  {side_words(out.sides)}: {out.reason}")
    return Text.assemble(("left out", STYLE[Verdict.UNKNOWN]), words)


def _printed(sides: str, side: SideVerdict) -> RenderableType:
    """All that sides printed on which a claim fails, as one of them did."""
    recording = side.recording or Recording()
    errors = [line for line in recording.errors if line.text][-limits.SHOWN_LINES :]
    heading = "" if errors or recording.lines else ": nothing"
    return Group(
        "",
        Text(f"{sides} printed{heading}", style="bold"),
        *_lines(recording, side),
        *([Text("and on standard error", style="bold")] if errors else []),
        *(_line(recording, line, side) for line in errors),
    )


def _lines(recording: Recording | None, side: SideVerdict) -> Iterator[Text]:
    if recording is None:
        return
    for line in recording.lines[: limits.SHOWN_LINES]:
        yield _line(recording, line, side)
    if len(recording.lines) > limits.SHOWN_LINES:
        yield Text(f"... and {len(recording.lines) - limits.SHOWN_LINES} more lines", style="dim")


def _line(recording: Recording, line: Line, side: SideVerdict) -> Text:
    """A line with its time, or without where a tracer had made it longer."""
    text = (
        line.text
        if len(line.text) <= limits.LINE_CHARACTERS
        else f"{line.text[: limits.LINE_CHARACTERS]}..."
    )
    time = f"{moment(recording.seconds(line.time)):>7}" if recording is side.timed else ""
    return Text.assemble((f"{time:7}  ", "dim"), sanitized(text), overflow="fold")


def _table(judged: Sequence[ComparisonVerdict]) -> RenderableType:
    sides = list(dict.fromkeys(side.side.label for each in judged for side in each.sides))
    table = _grid(len(sides) + 1)
    table.add_row("", *(f"{language}\n{variant}" for language, variant in sides), style="bold")
    for each in judged:
        verdict = {side.side.label: side.verdict for side in each.sides}
        through = "" if each.through == "terminal" else f" ({each.through})"
        table.add_row(
            f"{sanitized(each.comparison.name)}{through}",
            *(styled(verdict[side]) if side in verdict else "" for side in sides),
        )
    return table


def _grid(columns: int, *, ratio: int | None = None) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=ratio is not None)
    for _ in range(columns):
        table.add_column(ratio=ratio)
    return table
