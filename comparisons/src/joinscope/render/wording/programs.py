"""Programs that are held against each other, in a few words."""

import shlex
from collections.abc import Sequence

from joinscope.catalog.front_matter import Comparison
from joinscope.programs.program import Program

EVERY = "every side"


def program_names(programs: Sequence[Program], among: Sequence[Program]) -> str:
    """Programs in a row; a language alone stands for all of its programs that are `among` these."""
    if len(programs) == len(among) > 1:
        return EVERY
    parts = []
    for language in dict.fromkeys(each.label[0] for each in among):
        variants = [each.variant for each in programs if each.label[0] == language]
        every = len(variants) == sum(each.label[0] == language for each in among) > 1
        if variants:
            parts.append(language if every else f"{language} {', '.join(variants)}")
    return "; ".join(parts)


def explaining(comparison: Comparison, side: Program) -> str:
    """The command that explains what a side did."""
    if comparison.listed:
        own = ["--catalog", str(comparison.folder)] if comparison.folder else []
        words = [comparison.name, *own, "--start-method", side.start_method]
    else:
        source = str(side.sources[0]) if side.sources else comparison.name
        method = [] if side.start_method == "fork" else ["--start-method", side.start_method]
        words = [source, *method]
    return shlex.join(["joinscope", "explain", *words])
