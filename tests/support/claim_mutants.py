"""Mutants of claims: each says something else than the claim, and has to fail where that holds."""

from collections.abc import Iterator

import msgspec
from joinscope.catalog.claims import (
    Before,
    Calls,
    Claim,
    Concurrent,
    Difference,
    Ends,
    ExitStatus,
    Joining,
    Joins,
    Only,
    OrderUnknown,
    Possible,
    Prints,
    Scope,
    Signals,
    StateAt,
    Workers,
)
from joinscope.vocabulary import Ending, WorkerState

ELSEWHERE: dict[WorkerState, WorkerState] = {
    "alive": "gone",
    "orphan": "zombie",
    "zombie": "alive",
    "gone": "alive",
}
NOWHERE = Scope(("python", "cffi"), "nothing is both", "here")


def mutants(claim: Claim) -> Iterator[Claim]:  # noqa: C901, PLR0912 - an arm for each
    """What fails on at least one side where the claim holds; none of `ends`, which has no other."""
    match claim:
        case Ends():
            pass
        case Prints(lines, others):
            yield msgspec.structs.replace(claim, lines=lines[1:])
            for each in others:
                more = msgspec.structs.replace(each, times=each.times + 1)
                rest = tuple(more if other is each else other for other in others)
                yield msgspec.structs.replace(claim, others=rest)
        case ExitStatus(status):
            yield ExitStatus(status + 1)
        case Before(first, second):
            yield Before(second, first)
            yield Concurrent(first, second)
        case Concurrent(first, second):
            yield Before(first, second)
            yield Before(second, first)
        case Difference(python=python, c=c):
            yield msgspec.structs.replace(claim, python=c, c=python)
        case Joins(by):
            yield Joins(tuple((key, Joining(each.served, "worker")) for key, each in by))
            yield Joins(tuple((key, Joining(("read",), each.reaped_by)) for key, each in by))
        case OrderUnknown():
            yield msgspec.structs.replace(claim, why="locked")
        case Workers(endings):
            yield Workers((*endings, Ending(0)))
            yield Workers((Ending(77), *endings[1:]))
        case Calls(times=times) | Signals(times=times):
            yield msgspec.structs.replace(claim, times=times + 7, least=True)
            yield msgspec.structs.replace(claim, times=times - 1, least=False)
        case StateAt(state=state):
            yield msgspec.structs.replace(claim, state=ELSEWHERE[state])
            yield msgspec.structs.replace(claim, worker=99)
        case Possible(by=by):
            yield msgspec.structs.replace(claim, scope=NOWHERE)
            yield msgspec.structs.replace(
                claim,
                by=tuple(
                    (method, msgspec.structs.replace(each, prints="another line"))
                    for method, each in by
                ),
            )
        case Only(inner):
            yield Only(inner, NOWHERE)
            for mutant in mutants(inner):
                yield msgspec.structs.replace(claim, inner=mutant)
