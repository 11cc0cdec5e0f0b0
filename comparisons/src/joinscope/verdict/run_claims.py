"""What a run did as a whole, held against claims: whether it ended, how, and what it printed."""

from collections import Counter
from collections.abc import Sequence

from joinscope import limits
from joinscope.catalog.claims import Prints
from joinscope.programs.program import Program
from joinscope.recording.recording import Recording
from joinscope.verdict.reasons import (
    CutShort,
    LeftBehind,
    LineCount,
    NotExited,
    OtherEnding,
    OtherLines,
)
from joinscope.verdict.verdict import HOLDS, Found, Outcome
from joinscope.vocabulary import Ending


def ends(recording: Recording) -> Found:
    """Whether it ended by itself and left no process behind."""
    killed = tuple(recording.killed)
    if recording.limit is not None:
        return Outcome.FAILS, CutShort(recording.limit, killed)
    if killed:
        return Outcome.FAILS, LeftBehind(killed)
    return HOLDS


def exits(seen: int | None, wanted: int) -> Found:
    """Whether it ended with this status."""
    if seen == wanted:
        return HOLDS
    if seen is None:
        return Outcome.UNKNOWN, NotExited()
    return Outcome.FAILS, OtherEnding(Ending.of(seen))


def prints(side: Program, seen: Sequence[str], claim: Prints) -> Found:
    """Whether it printed these lines, in any order and as often as is claimed, and no other."""
    counts, expected = Counter(seen), Counter(claim.lines)
    for each in claim.others:
        if side.is_in(each.scope):
            expected[each.line] = each.times
    wrong = tuple(
        LineCount(text, counts[text], times)
        for text, times in expected.items()
        if counts[text] != times
    )
    others = tuple(text for text in dict.fromkeys(seen) if text not in expected)
    if not wrong and not others:
        return HOLDS
    most = limits.UNCLAIMED_LINES
    return Outcome.FAILS, OtherLines(wrong, others[:most], max(len(others) - most, 0))
