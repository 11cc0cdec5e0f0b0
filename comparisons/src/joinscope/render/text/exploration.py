"""The outcomes of an explored program as lines of text."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from joinscope.programs.program import Program
from joinscope.render.terminal import sanitized
from joinscope.render.wording.exploration import (
    attacked_text,
    came_text,
    ending_text,
    hold_text,
    searched_text,
    times_text,
)
from joinscope.schedules.outcomes import Explored, FoundOutcome, Search


def of_program(
    program: Program,
    found: Explored,
    search: Search,
    sorts: Sequence[str],
    files: Sequence[Path | None],
) -> Iterator[str]:
    """What was searched, then each outcome with its schedule."""
    yield f"{program}: {searched_text(found, search, sorts)}"
    for number, (each, file) in enumerate(zip(found.found, files, strict=True), 1):
        yield ""
        yield f"  outcome {number}: {times_text(each, found.runs)}"
        yield from (f"    {sanitized(line)}" for line in each.outcome.lines)
        yield f"    {sanitized(ending_text(each.outcome))}"
        yield from _schedule(each)
        if file is not None:
            yield f"    joinscope record --schedule {file} ..."
    yield ""


def _schedule(found: FoundOutcome) -> Iterator[str]:
    if found.few is None:
        yield "    no few holds were found that bring it; its schedule has all of its run"
        return
    yield f"    {came_text(found.few)}"
    yield from (f"      {hold_text(each)}" for each in found.schedule.holds)
    if found.few.attacked:
        yield f"    {attacked_text(found.few)}"
