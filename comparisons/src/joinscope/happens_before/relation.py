"""The events that claims speak of, lines and the parent's exit, in the order of a recording."""

from dataclasses import dataclass

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.causal_past import CausalPast, Step
from joinscope.happens_before.printed_lines import PrintedLine
from joinscope.vocabulary import Event, Relation


@dataclass(frozen=True, slots=True)
class EventInterval:
    """Where an event lies: its first points and its last ones.

    All of them count, except of an exit: a process has ended when all its threads have, so what is
    before the last point of one of them is before the exit.
    """

    firsts: tuple[int, ...]
    lasts: tuple[int, ...]
    exit: bool = False
    place: int = -1


def find(history: HappensBefore, event: Event) -> EventInterval | None:
    """Where an event happened; None if it did not, or not exactly once."""
    if event.kind == "exit":
        root = history.state.root
        if root is None or not root.gone:
            return None
        points = tuple(root.ended or ())
        return EventInterval(points, points, exit=True)
    found = [line for line in history.printed.all() if line.text == event.name]
    return of_line(found[0]) if len(found) == 1 else None


def of_line(line: PrintedLine) -> EventInterval:
    """Where a line lies."""
    firsts, lasts = zip(*line.writes, strict=True)
    return EventInterval(firsts, lasts, place=line.place)


def relation(history: HappensBefore, first: Event, second: Event) -> Relation:
    """The relation of two events, proved; unknown if one did not happen exactly once."""
    one, other = find(history, first), find(history, second)
    return Relation.UNKNOWN if one is None or other is None else related(history, one, other)


def related(history: HappensBefore, one: EventInterval, other: EventInterval) -> Relation:
    """The relation of two happenings."""
    if before(history, one, other):
        return Relation.BEFORE
    if before(history, other, one):
        return Relation.AFTER
    if before(history, one, other, may=True) or before(history, other, one, may=True):
        return Relation.UNKNOWN
    return Relation.CONCURRENT


def before(
    history: HappensBefore, one: EventInterval, other: EventInterval, *, may: bool = False
) -> bool:
    """Whether one happening is (or may be) before another.

    Two lines of one write are in the order of their bytes.
    """
    if one == other:
        return False
    some = any if may else all
    return some(
        (any if may or other.exit else all)(
            _is_before(history, one, last, other, start, may=may) for start in other.firsts
        )
        for last in one.lasts
    )


def _is_before(
    history: HappensBefore,
    one: EventInterval,
    last: int,
    other: EventInterval,
    start: int,
    *,
    may: bool,
) -> bool:
    if start < last and history.graph.partner[start] == last:
        return one.place < other.place
    return history.reaches(last, start, may=may)


def proof(history: HappensBefore, first: Event, second: Event) -> list[Step] | None:
    """The shortest path from one event to a later one; None if it is not proved to be later."""
    one, other = find(history, first), find(history, second)
    if one is None or other is None or not before(history, one, other):
        return None
    paths = [
        path
        for start in other.firsts
        if (path := CausalPast(history.graph, start, floor=one.lasts[-1]).path(one.lasts[-1]))
    ]
    return min(paths, key=len) if paths else []
