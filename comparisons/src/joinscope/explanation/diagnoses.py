"""What stands first in an explanation: the traps of a side, mistakes first, each with its line.

Where a side hangs its cause stands first, and mistakes after it; surprises stay with their joins.
"""

import linecache
from collections.abc import Iterator, Sequence
from dataclasses import replace

from joinscope.explanation.exitcode_looks import tests_exitcode
from joinscope.explanation.failures import Failure
from joinscope.explanation.known_traps import (
    SURPRISES,
    BufferCopied,
    BusyWait,
    DaemonTerminated,
    EndedBySignal,
    ForkedOn,
    HandlerInherited,
    JoinedAtExit,
    NeverReaped,
    Orphaned,
    SentinelHeld,
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
    Mark,
    MarkKind,
    Place,
    Step,
    StepKind,
)
from joinscope.explanation.one_by_one import one_by_one
from joinscope.vocabulary import signal_name

OFTEN = 20
LOST = (StatusTakenByCall, StatusTakenByThread)
MADE = (ForkedOn, BufferCopied, NeverReaped, Orphaned, JoinedAtExit, DaemonTerminated)
ENDS_OF_POOLS = ("_terminate_pool", "terminate_broken")  # without their classes, as before 3.11
Told = tuple[Trap, Joins]
Found = tuple[DiagnosisPlace, Place | None, str]


def diagnoses(
    joins: Sequence[Joins], steps: Sequence[Step], status: tuple[int, int] | None, *, hangs: bool
) -> Iterator[Diagnosis]:
    """The diagnoses of a side; `status`: what the program exited with, and what came of that."""
    told: dict[tuple[object, ...], list[Told]] = {}
    for group in joins:
        for trap in group.shown[0].traps:
            if (not hangs or _is_mistake(trap)) and not _is_of_pool(trap, group, steps):
                told.setdefault(sort_of(trap), []).append((trap, group))
    instead = _instead(told)
    mistakes = [each for each in told.values() if not isinstance(each[0][0], SURPRISES)]
    if status is not None and status[0] != status[1]:
        last = next((each for each in reversed(steps) if each.kind == "exit"), None)
        place, marks = last.place if last else None, tuple(_brought(status[0], steps))[:1]
        yield Diagnosis(StatusTruncated(*status), (), 0, place, "end", marks=marks)
    for each in (*mistakes, *(each for each in told.values() if each not in mistakes)):
        found = _of_trap(each, steps)
        yield replace(found, instead=tuple(sorted(instead))) if _is_lost(found.trap) else found
    if not hangs:
        yield from _busy_waits(steps)
        yield from one_by_one(steps)


def _brought(word: int, steps: Sequence[Step]) -> Iterator[Mark]:
    """Where the program itself got this number, as the status word of a child."""
    for each in steps:
        call = each.call
        if each.lane == 0 and call is not None and call.status == word and each.place is not None:
            yield Mark(each.place, "status", each.function or call.name, detail=f"{word:#06x}")


def _is_lost(trap: Trap) -> bool:
    """Whether a wait for any child has brought the status of another than it should have."""
    return isinstance(trap, StatusTakenByCall) and trap.any_child


def _instead(told: dict[tuple[object, ...], list[Told]]) -> set[int]:
    """The workers of whose ends no wait told, as it took a status that another wait was to take.

    That is one mistake, and told once: what says no more is taken from what is told.
    """
    found = [each for of in told.values() for each in of if _is_lost(each[0])]
    lost = {join.worker for _, group in found for join in group.shown}
    instead = set[int]()
    for key, of in [*told.items()]:
        left = []
        for trap, group in of:
            attempt = group.shown[0].attempt
            if isinstance(trap, NeverReaped | Orphaned) and attempt and attempt.worker in lost:
                instead |= {each.worker for each in group.shown}
            else:
                left.append((trap, group))
        told[key] = left
        if not left:
            del told[key]
    return instead


def _busy_waits(steps: Sequence[Step]) -> Iterator[Diagnosis]:
    """Waits for a worker that only look, again and again, in a line of the program's own."""
    for each in steps:
        looks = each.kind == "look" and each.call is not None and each.call.kind == "wait"
        if looks and each.count >= OFTEN and each.worker is not None and each.place is not None:
            trap = BusyWait(each.count, each.every or 0)
            yield Diagnosis(trap, (each.worker,), 1, each.place, "look", each.function)


def of_failures(found: Sequence[Failure]) -> Iterator[Diagnosis]:
    """The diagnoses of processes that an exception has ended; of the same one they are one."""
    alike: dict[tuple[object, ...], list[Failure]] = {}
    for each in found:
        alike.setdefault((each.worker is None, each.trap, each.place), []).append(each)
    for same in alike.values():
        workers = tuple(each.worker for each in same if each.worker is not None)
        yield Diagnosis(same[0].trap, workers, len(workers), same[0].place, "raise")


def _is_mistake(trap: Trap) -> bool:
    """Whether a trap can be another cause of a hang: no surprise, and nothing that comes of it."""
    cut_short = isinstance(trap, NeverReaped) and trap.cut_short
    return not isinstance(trap, SURPRISES) and not cut_short


def _is_of_pool(trap: Trap, group: Joins, steps: Sequence[Step]) -> bool:
    """Whether a signal ended a worker that a Pool or an executor sent as it ended itself."""
    worker = group.shown[0].worker
    return isinstance(trap, EndedBySignal) and any(
        level.name.rpartition(".")[2] in ENDS_OF_POOLS
        for each in steps
        if (each.kind, each.worker, each.signal) == ("kill", worker, signal_name(trap.signal))
        for level in each.chain
    )


def _of_trap(told: Sequence[Told], steps: Sequence[Step]) -> Diagnosis:
    trap, first = told[0]
    workers = tuple(each.worker for _, group in told for each in group.shown)
    count = sum(group.count for _, group in told)
    marks = tuple(_marks(trap, first.shown[0], steps))
    for at, place, call in _places(trap, first.shown[0], steps):
        if place is not None:
            return Diagnosis(trap, workers, count, place, at, call, marks)
    return Diagnosis(trap, workers, count, marks=marks)


def _marks(trap: Trap, join: Join, steps: Sequence[Step]) -> Iterator[Mark]:
    """Other lines that have to do with a trap, in the order of time."""
    own = [each for each in steps if each.worker == join.worker]
    match trap:
        case ForkedOn():
            lanes = {each.lane for each in own if each.kind == "run"}
            failed = [each for each in steps if each.lane in lanes and _fails(each, "exec")]
            yield from _marked(failed[-1:], "exec")
        case BufferCopied(_, _, _, source, line) if line:
            text = linecache.getline(source, line).strip()
            yield Mark(Place(source, line, "", text, own=True), "print")
        case StatusTakenByCall() | StatusTakenByThread():
            yield from _marked([each for each in own if _fails(each, "wait")][:1], "lost")
        case TimedOut(_, longest, tested=True):
            since = max((each.end or 0 for each in own if _took(each) == longest), default=0)
            looks = [
                each
                for each in own
                if (each.kind, each.function) == ("look", "exitcode")
                and each.start >= since
                and each.place is not None
                and tests_exitcode(each.place.text)
            ]
            for mark in _marked(looks[:1], "exitcode"):
                yield replace(mark, detail=tests_exitcode(mark.place.text))


def _fails(step: Step, kind: str) -> bool:
    """Whether a call of this kind fails."""
    return step.kind == "fail" and step.call is not None and step.call.kind == kind


def _marked(steps: Sequence[Step], at: MarkKind) -> Iterator[Mark]:
    for each in steps:
        if each.place is not None:
            error = each.call.error if each.call else None
            yield Mark(each.place, at, each.function, detail=error or "")


def _places(trap: Trap, join: Join, steps: Sequence[Step]) -> Iterator[Found]:
    """Lines that the trap may be about, the best one first."""
    own = [each for each in steps if each.worker == join.worker]
    match trap:
        case TaskOutlived(_, file, line):
            places = (each.place for each in steps if each.place is not None)
            there = (each for each in places if (each.file, each.line) == (file, line))
            yield from (("shutdown", each, "shutdown") for each in there)
        case EndedBySignal(signal) | HandlerInherited(signal):
            sent = [each for each in own if each.signal == signal_name(signal)]
            yield from _of(sent, "kill")
        case TimedOut(_, longest) | SentinelHeld(_, longest):
            yield from _of([each for each in steps if _took(each) == longest], "expire")
        case StatusTruncated():
            yield from _of(own, "end")
        case _ if isinstance(trap, LOST):
            yield from _of(own, "reap")
        case NeverReaped() | Orphaned() if join.attempt is not None:
            yield "attempt", join.attempt.place, join.attempt.method
    if not isinstance(trap, MADE):
        yield "join", join.place, join.method
    yield from _of(own, "create")
    yield from _of(own, "ask")


def _took(step: Step) -> int | None:
    return None if step.end is None else step.end - step.start


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
            call = each.function or (each.call.name if each.call else "")
            yield at.get(kind, "create"), each.place, call
