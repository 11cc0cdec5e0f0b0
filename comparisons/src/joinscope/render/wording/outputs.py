"""Legal outputs in words: how many there are, and how often one was seen."""

from collections.abc import Mapping, Sequence
from itertools import islice

from joinscope.happens_before.linear_extensions import LinearExtensions, RestsOn
from joinscope.programs.program import Program
from joinscope.render.wording.programs import program_names

# How many orders there are, and of what kind, behind a comma.
RESTS_ON: dict[RestsOn, str] = {
    "proof": "each of them legal",
    "same_calls": "if it makes the same calls whatever their answers are",
    "not_ruled_out": "as far as can be told: nothing rules them out",
}
NOT_SEEN = "not seen"


def how_many(legal: LinearExtensions, most: int) -> str:
    """How many legal outputs there are, of which `most` are listed."""
    number = legal.count()
    outputs = "output" if number == 1 else "outputs"
    what = {
        "proof": f"legal {outputs}",
        "same_calls": f"{outputs}, if it makes the same calls whatever their answers are",
        "not_ruled_out": f"{outputs} that nothing rules out",
    }[legal.rests_on]
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
