"""The catalog as text: by chapter, with what a reader asks first."""

from collections.abc import Iterable
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from joinscope.catalog.chapters import CHAPTERS
from joinscope.catalog.front_matter import Comparison
from joinscope.render.terminal import sanitized


def chapters(comparisons: Iterable[Comparison]) -> RenderableType:
    """Each chapter with its question, and its comparisons: name, and what to predict."""
    parts: list[RenderableType] = []
    for number, (chapter, each) in enumerate(groupby(comparisons, lambda each: each.chapter)):
        parts += [*([""] if number else []), heading(chapter), Padding(_table(each), (0, 0, 0, 2))]
    return Group(*parts)


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
