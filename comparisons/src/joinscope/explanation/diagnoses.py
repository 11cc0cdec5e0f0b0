"""What stands first in an explanation: the traps of a side, mistakes first, each with its line.

Where a side hangs its cause stands first, and mistakes after it; surprises stay with their joins.
"""

from collections.abc import Iterator, Sequence

from joinscope.explanation.known_traps import (
    SURPRISES,
    BufferCopied,
    DaemonTerminated,
    EndedBySignal,
    ForkedOn,
    JoinedAtExit,
    NeverReaped,
    Orphaned,
    StatusTakenByCall,
    StatusTakenByThread,
    StatusTruncated,
    TaskOutlived,
    TimedOut,
    Trap,
    sort_of,
)
from joinscope.explanation.model import (
    Diagnosis,
    DiagnosisPlace,
    Join,
    Joins,
    Place,
    Step,
    StepKind,
)
from joinscope.vocabulary import signal_name

LOST = (StatusTakenByCall, StatusTakenByThread)
MADE = (ForkedOn, BufferCopied, NeverReaped, Orphaned, JoinedAtExit, DaemonTerminated)
Told = tuple[Trap, Joins]
Found = tuple[DiagnosisPlace, Place | None, str]


def diagnoses(
    joins: Sequence[Joins], steps: Sequence[Step], status: tuple[int, int] | None, *, hangs: bool
) -> Iterator[Diagnosis]:
    """The diagnoses of a side; `status`: what the program exited with, and what came of that."""
    told: dict[tuple[object, ...], list[Told]] = {}
    for group in joins:
        for trap in group.shown[0].traps:
            if not hangs or _is_mistake(trap):
                told.setdefault(sort_of(trap), []).append((trap, group))
    mistakes = [each for each in told.values() if not isinstance(each[0][0], SURPRISES)]
    if status is not None and status[0] != status[1]:
        last = next((each for each in reversed(steps) if each.kind == "exit"), None)
        yield Diagnosis(StatusTruncated(*status), (), 0, last.place if last else None, "end")
    for each in (*mistakes, *(each for each in told.values() if each not in mistakes)):
        yield _of_trap(each, steps)


def _is_mistake(trap: Trap) -> bool:
    """Whether a trap can be another cause of a hang: no surprise, and nothing that comes of it."""
    cut_short = isinstance(trap, NeverReaped) and trap.cut_short
    return not isinstance(trap, SURPRISES) and not cut_short


def _of_trap(told: Sequence[Told], steps: Sequence[Step]) -> Diagnosis:
    trap, first = told[0]
    workers = tuple(each.worker for _, group in told for each in group.shown)
    count = sum(group.count for _, group in told)
    for at, place, call in _places(trap, first.shown[0], steps):
        if place is not None:
            return Diagnosis(trap, workers, count, place, at, call)
    return Diagnosis(trap, workers, count)


def _places(trap: Trap, join: Join, steps: Sequence[Step]) -> Iterator[Found]:
    """Lines that the trap may be about, the best one first."""
    own = [each for each in steps if each.worker == join.worker]
    match trap:
        case TaskOutlived(_, line):
            at_line = (each for each in steps if each.place and each.place.line == line)
            yield from (("shutdown", each.place, "shutdown") for each in at_line)
        case EndedBySignal(signal):
            sent = [each for each in own if each.signal == signal_name(signal)]
            yield from _of(sent, "kill")
        case TimedOut():
            yield from _of(own, "expire")
        case StatusTruncated():
            yield from _of(own, "end")
        case _ if isinstance(trap, LOST):
            yield from _of(own, "reap")
        case NeverReaped() if join.attempt is not None:
            yield "attempt", join.attempt.place, join.attempt.method
    if not isinstance(trap, MADE):
        yield "join", join.place, join.method
    yield from _of(own, "create")
    yield from _of(own, "ask")


def _of(steps: Sequence[Step], kind: StepKind) -> Iterator[Found]:
    """The places of the steps of a kind."""
    at: dict[StepKind, DiagnosisPlace] = {
        "kill": "kill",
        "expire": "expire",
        "end": "end",
        "reap": "reap",
    }
    for each in steps:
        if each.kind == kind:
            yield at.get(kind, "create"), each.place, each.call.name if each.call else ""
