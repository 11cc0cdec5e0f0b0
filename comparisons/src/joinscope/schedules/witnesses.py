"""Which of a program's legal outputs are seen: one traced run proves the order, others witness."""

from collections.abc import Sequence
from dataclasses import dataclass

from joinscope.errors import RecorderError, UsageError
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.linear_extensions import LinearExtensions, outputs
from joinscope.programs.program import Side
from joinscope.recording.recording import Recording
from joinscope.recording.runner import record
from joinscope.vocabulary import Through

MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The legal outputs of a side, and what its runs have printed, how often each.

    `cut` counts the runs that a limit cut short.
    """

    side: Side
    legal: LinearExtensions
    seen: dict[tuple[str, ...], int]
    runs: int
    cut: int


def witness(
    sides: Sequence[Side], *, runs: int, through: Through, deadline: float
) -> list[Witnessed]:
    """Run each side so often, once of these traced; all need the evidence `syscalls`."""
    jobs = [(side, run) for run in range(runs) for side in sides if side.unavailable is None]
    histories = {side: HappensBefore() for side, run in jobs if run == 0}
    recordings = record(
        [side.command for side, _ in jobs],
        through=[through] * len(jobs),
        deadline=deadline,
        evidence=["output" if run else "syscalls" for _, run in jobs],
        followers=[None if run else histories[side] for side, run in jobs],
    )
    of_side: dict[Side, list[Recording]] = {side: [] for side in histories}
    for (side, _), recording in zip(jobs, recordings, strict=True):
        if not recording.complete:
            raise RecorderError(f"{side}: its recorder died before the program had ended")
        of_side[side].append(recording)
    return [_witnessed(side, histories[side], found) for side, found in of_side.items()]


def legal_outputs(history: HappensBefore) -> LinearExtensions:
    """The legal outputs of a program that does not print too much for that."""
    lines = len(history.printed.all())
    if lines > MOST_LINES:
        raise UsageError(f"{lines} lines: the outputs of at most {MOST_LINES} are worked out")
    return outputs(history)


def _witnessed(side: Side, history: HappensBefore, recordings: Sequence[Recording]) -> Witnessed:
    legal = legal_outputs(history)
    return Witnessed(
        side,
        legal,
        legal.seen(recording.texts for recording in recordings),
        runs=len(recordings),
        cut=sum(recording.limit is not None for recording in recordings),
    )
