"""Legal outputs in words: how many there are, and how often one was seen."""

from collections.abc import Mapping, Sequence
from itertools import islice

from joinscope.happens_before.linear_extensions import LinearExtensions
from joinscope.programs.program import Program
from joinscope.render.wording.programs import program_names

NOT_SEEN = "not seen"


def how_many(legal: LinearExtensions, most: int) -> str:
    """How many legal outputs there are, of which `most` are listed."""
    number = legal.count()
    outputs = "output" if number == 1 else "outputs"
    what = f"{outputs} that nothing rules out" if legal.unknown else f"legal {outputs}"
    if number is None:
        several = sum(1 for _ in islice(legal, most + 1))
        return f"more than {several - 1} {what}"
    listed = f", the first {most} are" if number > most else ""
    return f"{number} {what}{listed}"


def seen_by(counts: Mapping[tuple[int, int], Sequence[Program]], among: Sequence[Program]) -> str:
    """Which programs have printed an output in how many of their runs: (times, runs) -> them."""
    told = [
        f"{times} of {runs} by {program_names(programs, among)}"
        for (times, runs), programs in counts.items()
    ]
    return f"seen {', '.join(told)}" if told else NOT_SEEN
