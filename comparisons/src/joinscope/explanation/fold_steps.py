"""Folds steps that repeat into one with a count, and leaves none out.

A loop that sleeps and looks at its child, again and again, is two steps with a count each. Steps of
a process are folded as long as nothing that happens once comes between them: a process that is
made, a signal, an end, a line that is printed. Minor steps are folded whatever comes between.

    sleep   3.0 ms          sleep   3.0 ms   3 times, 4 ms apart
    look    4.1 ms          look    4.1 ms   3 times, 4 ms apart
    sleep   7.0 ms          kill   15.2 ms
    look    8.1 ms          sleep  16.0 ms
    sleep  11.0 ms
    look   12.1 ms
    kill   15.2 ms
    sleep  16.0 ms
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from joinscope.explanation.model import Step, StepKind

REPEATS: frozenset[StepKind] = frozenset(
    ["sleep", "look", "expire", "fail", "report", "lock", "pipe", "close", "thread", "hold"]
)
# These do where they are about a process that has no lane: one of very many.
OF_MANY: frozenset[StepKind] = frozenset(["create", "reap"])

Kind = tuple[object, ...]


def folded(steps: Iterable[Step]) -> list[Step]:
    """Fold steps, which are in the order of time."""
    found: list[Step] = []
    minor: dict[Kind, int] = {}
    others: dict[int, dict[Kind, int]] = {}
    for step in steps:
        known = minor if step.minor else others.setdefault(step.lane, {})
        if not _repeats(step):
            known.clear()
            found.append(step)
            continue
        kind = tuple(_kind(step))
        place = known.setdefault(kind, len(found))
        if place == len(found):
            found.append(step)
        else:
            found[place] = _both(found[place], step)
    return found


def _repeats(step: Step) -> bool:
    """Whether a step may repeat another one."""
    return step.minor or step.kind in REPEATS or (step.kind in OF_MANY and step.worker is None)


def _kind(step: Step) -> Iterator[object]:
    """What a step has in common with those that repeat it."""
    yield step.lane, step.kind, step.place, step.minor, step.signal, step.action
    yield step.call and (step.call.name, step.call.error)
    yield len(step.chain)


def _both(first: Step, later: Step) -> Step:
    count = first.count + later.count
    last = later.start + (later.every or 0) * (later.count - 1)
    same = first.worker == later.worker and first.other == later.other
    return replace(
        first,
        end=later.end,
        count=count,
        every=(last - first.start) // (count - 1),
        worker=first.worker if same else None,
        other=first.other if same else None,
        thread=first.thread if first.thread == later.thread else 0,
    )
