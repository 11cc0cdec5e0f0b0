"""The catalog as text: by chapter, with what a reader asks first."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from joinscope.catalog.chapters import CHAPTERS
from joinscope.catalog.front_matter import Comparison
from joinscope.render.terminal import sanitized
from joinscope.render.text.claims import styled
from joinscope.verdict.verdict import ComparisonVerdict, Verdict


def chapters(comparisons: Iterable[Comparison]) -> RenderableType:
    """Each chapter with its question, and its comparisons: name, and what to predict."""
    parts: list[RenderableType] = []
    for number, (chapter, each) in enumerate(groupby(comparisons, lambda each: each.chapter)):
        parts += [*([""] if number else []), heading(chapter), Padding(_table(each), (0, 0, 0, 2))]
    return Group(*parts)


def outcomes(
    found: Sequence[ComparisonVerdict], before: Sequence[ComparisonVerdict]
) -> RenderableType:
    """A line for each comparison, below its chapter; `before` are those that were shown already."""
    parts: list[RenderableType] = []
    last = before[-1].comparison.chapter if before else None
    for chapter, group in groupby(found, lambda each: each.comparison.chapter):
        if chapter != last:
            parts += [*([""] if last is not None else []), heading(chapter)]
            last = chapter
        parts += (_line(each) for each in group)
    return Group(*parts)


def _line(judged: ComparisonVerdict) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(min_width=len(Verdict.DIFFERENT) + 2)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    same = sum(side.verdict is Verdict.SAME for side in judged.sides)
    through = "" if judged.through == "terminal" else f" ({judged.through})"
    name = f"{judged.comparison.name}{through}: {judged.comparison.title}"
    count = Text(f"{same} of {len(judged.sides)}", style="dim")
    word = Text.assemble("  ", styled(judged.verdict))
    table.add_row(word, sanitized(name), count)
    return table


def heading(chapter: str) -> Text:
    """The name of a chapter, and its question."""
    name = chapter or "in no chapter"
    asked = f": {CHAPTERS[chapter]}" if chapter in CHAPTERS else ""
    return Text.assemble((sanitized(name), "bold"), sanitized(asked))


def _table(comparisons: Iterable[Comparison]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(2):
        table.add_column(overflow="fold")
    for each in comparisons:
        table.add_row(sanitized(each.name), sanitized(each.question or each.teaches))
    return table
