"""Forced runs as lines of text."""

from collections.abc import Iterator, Sequence

from joinscope.render.terminal import sanitized
from joinscope.render.wording.forced_runs import answers_text, outcome_text
from joinscope.schedules.forced_runs import ForcedRun, ForcedRuns, Outcome


def of_sides(found: Sequence[ForcedRuns]) -> Iterator[str]:
    """What the forced runs of each side have shown."""
    for each in found:
        if each.runs is None:
            yield f"{each.side}: nothing was forced: it is not known who prints which line"
            continue
        orders = [run for run in each.runs if run.attempt.attacked is None]
        attacks = [run for run in each.runs if run.attempt.attacked is not None]
        shown = sum(run.outcome is Outcome.WITNESSED for run in orders)
        which = "legal outputs" if each.all else "outputs that show each open pair of lines"
        yield f"{each.side}: {shown} of {len(orders)} {which} printed by forced runs"
        for run in orders:
            if run.outcome is not Outcome.WITNESSED:
                yield f"  {_texts(each, run.attempt.order)}: {_told(each, run)}"
        if each.answers.answers:
            yield f"  {answers_text(each.answers)}"
        for pair in each.answers.proved:
            yield f"    {_texts(each, pair)}, whoever is taken"
        for run in attacks:
            yield f"  {_texts(each, run.attempt.attacked or ())}: {_told(each, run)}"
        yield ""


def _texts(side: ForcedRuns, lines: Sequence[int]) -> str:
    texts = (f'"{sanitized(side.legal.texts[line])}"' for line in lines)
    return " before ".join(texts)


def _told(side: ForcedRuns, run: ForcedRun) -> str:
    return outcome_text(run, several=side.several)
