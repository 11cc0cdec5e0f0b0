"""joinscope matrix: the catalog on every CPython, and what depends on the version or the method."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click
import msgspec

from joinscope import limits
from joinscope.cli import options
from joinscope.errors import UsageError
from joinscope.pipeline import Case, run, verdict_of
from joinscope.programs import interpreters, start_methods, targets
from joinscope.recording.evidence import choose
from joinscope.render import atomic_file, terminal
from joinscope.render.documents.json_text import json_text
from joinscope.render.documents.matrix import MatrixDocument, document
from joinscope.render.text import chapters, verdict
from joinscope.render.text.matrix import markdown
from joinscope.verdict.matrix import Cell, MatrixRow, SideKey, rows
from joinscope.verdict.verdict import ComparisonVerdict


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option(
    "-o",
    "folder",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Write MATRIX.md and matrix.json there; what the latter has of other CPythons stays.",
)
@options.catalog
@options.deadline
def matrix(
    *, names: tuple[str, ...], folder: Path | None, own: Path | None, deadline: float
) -> None:
    """Run comparisons on every CPython of this machine, and show what differs.

    Without a NAME: the whole catalog. A row for each claim about some sides only, about how
    workers are joined, and about what cannot be known; a cell for each side.
    """
    if folder and names:
        raise UsageError("-o writes the matrix of the whole catalog: give no names beside it")
    file = folder / "matrix.json" if folder else None
    before = None
    if file and file.exists():
        try:
            before = msgspec.json.decode(file.read_bytes(), type=MatrixDocument)
        except msgspec.DecodeError as error:
            raise UsageError(f"{file} is no matrix: {error}") from None
    methods = start_methods.requested()
    choose("syscalls")
    found: list[tuple[str, MatrixRow]] = []
    for version, interpreter in interpreters.found().items():
        terminal.write(f"CPython {version}: {interpreter}")
        own_python = interpreter == interpreters.OWN
        sides: list[SideKey] = [("python", method) for method in methods]
        if own_python:  # which cjoin is built for; and C alone does not ask for a Python
            sides += [("c", "cffi"), ("c", "fork")]
        languages = {language for language, _ in sides}
        named = targets.comparisons(
            names, methods, everything=not names, interpreters=[interpreter], own=own
        )
        named = [
            replace(each, programs=tuple(one for one in each.programs if one.language in languages))
            for each in named
        ]
        for judged in _judged([Case(each, "terminal") for each in named], deadline):
            found += ((version, row) for row in rows(judged, sides))
    made = document(found, before)
    if folder and file:
        atomic_file.write(file, json_text(made))
        atomic_file.write(folder / "MATRIX.md", markdown(made).rstrip())
    else:
        terminal.write("", *markdown(made).splitlines())
    if any(Cell.FAILS in row.cells.values() for _, row in found):
        raise SystemExit(1)


def _judged(cases: Sequence[Case], deadline: float) -> Iterator[ComparisonVerdict]:
    """Run them, a few at a time, and show a line for each."""
    before: list[ComparisonVerdict] = []
    for start in range(0, len(cases), limits.NEXT_COMPARISONS):
        some = cases[start : start + limits.NEXT_COMPARISONS]
        ran = run(some, evidence="syscalls", deadline=deadline)
        judged = [verdict_of(case, each) for case, each in zip(some, ran, strict=True)]
        verdict.show(verdict.console(), chapters.outcomes(judged, before))
        before += judged
        yield from judged
