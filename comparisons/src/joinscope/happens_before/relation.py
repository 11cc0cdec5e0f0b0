"""How the events that claims speak of relate: lines, and the parent's exit."""

from dataclasses import dataclass

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.causal_past import CausalPast, Step, Ways
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import NEVER, Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import Rival
from joinscope.happens_before.printed_lines import PrintedLine
from joinscope.happens_before.shared_work import cuts_of, overlap, proved_past, taken_by_luck
from joinscope.recording.recording import Recording
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


def find(order: HappensBefore, event: Event) -> EventInterval | None:
    """Where a line was printed, or the parent exited; None if it was not, or not exactly once."""
    if event.kind != "line":
        root = order.state.root
        if root is None or not root.gone:
            return None
        points = tuple(root.ended or ())
        return EventInterval(points, points, exit=True)
    found = [line for line in order.printed.all() if line.text == event.name]
    return of_line(found[0]) if len(found) == 1 else None


def of_line(line: PrintedLine) -> EventInterval:
    """Where a line lies."""
    firsts, lasts = zip(*line.writes, strict=True)
    return EventInterval(firsts, lasts, place=line.place)


def observed(recording: Recording, first: Event, second: Event) -> Relation:
    """The order of two events as seen in this one run, which proves none.

    Unknown if one did not happen, or not exactly once.
    """
    one, other = _place(recording, first), _place(recording, second)
    if one is None or other is None:
        return Relation.UNKNOWN
    return Relation.BEFORE if one < other else Relation.AFTER


def _place(recording: Recording, event: Event) -> float | None:
    """Where an event stands among the lines; the parent's exit stands between two of them."""
    if event.worker is not None:
        return None
    if event.kind == "exit":
        return None if recording.lines_at_exit is None else recording.lines_at_exit - 0.5
    places = [place for place, text in enumerate(recording.texts) if text == event.name]
    return places[0] if len(places) == 1 else None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why it is unknown how two events relate: the first edge between them that is no proof.

    Attributes:
        relation: how they relate by that choice, BEFORE or AFTER; UNKNOWN if order only may have
            flowed.
        why: the choice, or the reason of a may-edge.
        point: where the call ends whose answer could have been another, or may have hidden an
            order; of a look that found nothing, or not more, where it begins.
        steps: the way from the one to the other, in the direction in which it leads.
    """

    relation: Relation
    why: Choice | Reason
    point: int
    steps: tuple[Step, ...]


def relation(order: HappensBefore, first: Event, second: Event) -> Relation:
    """How the first event relates to the second; unknown if one did not happen exactly once."""
    one, other = find(order, first), find(order, second)
    if one is None or other is None:
        return Relation.UNKNOWN
    return relation_between(order, one, other)


def relation_between(order: HappensBefore, one: EventInterval, other: EventInterval) -> Relation:
    """The same, by where the events lie."""
    if is_before(order, one, other):
        return Relation.BEFORE
    if is_before(order, other, one):
        return Relation.AFTER
    if may_be_before(order, one, other) or may_be_before(order, other, one):
        return Relation.UNKNOWN
    if _rival(order, one, other) or _rival(order, other, one) or _overlap(order, one, other):
        return Relation.UNKNOWN
    return Relation.CONCURRENT


def doubt(order: HappensBefore, first: Event, second: Event) -> Doubt | None:
    """Why the relation of two events is unknown; None if it is not, or one did not happen once."""
    one, other = find(order, first), find(order, second)
    return None if one is None or other is None else doubt_between(order, one, other)


def doubt_between(order: HappensBefore, one: EventInterval, other: EventInterval) -> Doubt | None:
    """The same, by where the events lie."""
    both = ((one, other, Relation.BEFORE), (other, one, Relation.AFTER))
    if any(is_before(order, early, late) for early, late, _ in both):
        return None
    for early, late, found in both:
        if is_before(order, early, late, ways=Ways.CHOICES):
            return _first_doubt(order, early, late, found, Ways.CHOICES)
    for early, late, _ in both:
        told = _first_doubt(order, early, late, Relation.UNKNOWN, Ways.MAY)
        if told is not None:
            return told
    rival = _rival(order, one, other) or _rival(order, other, one)
    if rival is not None:
        return Doubt(Relation.UNKNOWN, rival.choice, rival.told, ())
    shared = _overlap(order, one, other)
    return Doubt(Relation.UNKNOWN, *shared, ()) if shared else None


def _overlap(
    order: HappensBefore, one: EventInterval, other: EventInterval
) -> tuple[Reason, int] | None:
    """Through what memory order may have flowed between two lines whose calls overlapped."""
    if one.exit or other.exit:
        return None
    return overlap(order, (one.firsts[0], one.lasts[-1]), (other.firsts[0], other.lasts[-1]))


def _rival(order: HappensBefore, early: EventInterval, late: EventInterval) -> Rival | None:
    """By which other answer the one event would have been before the other, if by any.

    Of two children wait(0) took one: by the other answer it would have come after the other one.
    """
    for rival in order.state.candidates:
        told = rival.told != NEVER and any(
            order.reaches(rival.told, start, choices=True) for start in late.firsts
        )
        if told and any(
            order.reaches(last, end, choices=True)
            for end in could_have_come(order, rival)
            for last in early.lasts
        ):
            return rival
    return None


def could_have_come(order: HappensBefore, rival: Rival) -> list[int]:
    """The points that the answer could have come after: none of them has waited for the answer.

    That is known only now: of a handler it is told when it returns what has brought it.
    """
    return [end for end in rival.ends if not order.reaches(rival.told, end)]


def _first_doubt(
    order: HappensBefore, early: EventInterval, late: EventInterval, found: Relation, ways: Ways
) -> Doubt | None:
    for start in late.firsts:
        for last in early.lasts:
            past = CausalPast(order.graph, start, floor=last, ways=ways)
            path = (past.path(last) if last <= start else None) or ()
            step = next((each for each in path if each.why is not None), None)
            luck = taken_by_luck(order, last, start)
            if path and step is None and luck is None:
                luck = _cut(order, last, start)
            if step is None and luck is not None:
                return Doubt(found, *luck, tuple(path))
            if step is not None and step.why is not None:
                looked = step.why is Choice.NOT_YET or (
                    step.kind is Kind.LOOK and step.why in (Choice.HOW_MUCH, Choice.WHICH_SIGNAL)
                )
                point = step.start if looked else step.end
                return Doubt(found, step.why, point, tuple(path))
    return None


def _cut(order: HappensBefore, last: int, start: int) -> tuple[Choice, int] | None:
    """Why a path that takes no choices proves nothing, and where; None: there is one that does."""
    notes = [each.after for each in cuts_of(order).values()] if order.state.noted else ()
    if not notes or proved_past(order, start, Ways.PROOFS, floor=last).holds(last):
        return None
    return Choice.INTERRUPTED, min(notes)


def is_before(
    order: HappensBefore, one: EventInterval, other: EventInterval, *, ways: Ways = Ways.PROOFS
) -> bool:
    """Whether one event has ended before another can begin.

    Every last point of the one has to be before every first point of the other: a line is before
    another only if all writes that it took are. But an exit needs all threads of its process to
    have ended, so for that it is enough to be before the last point of one of them. Two lines of
    one write are in the order of their bytes.
    """
    if one == other:
        return False
    for last in one.lasts:
        starts = (_reaches(order, one, last, other, start, ways) for start in other.firsts)
        if not (any(starts) if other.exit else all(starts)):
            return False
    return True


def may_be_before(order: HappensBefore, one: EventInterval, other: EventInterval) -> bool:
    """Whether order may have flowed from any part of one event to any part of another."""
    return one != other and any(
        _reaches(order, one, last, other, start, Ways.MAY)
        for last in one.lasts
        for start in other.firsts
    )


def _reaches(
    order: HappensBefore,
    one: EventInterval,
    last: int,
    other: EventInterval,
    start: int,
    ways: Ways,
) -> bool:
    if start < last and order.graph.partner[start] == last:
        return one.place < other.place
    if ways < Ways.CHOICES and not other.exit and taken_by_luck(order, last, start):
        return False
    return last <= start and proved_past(order, start, ways, floor=last).holds(last)


def proof(order: HappensBefore, first: Event, second: Event) -> list[Step] | None:
    """The shortest path from one event to a later one; None if it is not proved to be later."""
    one, other = find(order, first), find(order, second)
    return None if one is None or other is None else proof_between(order, one, other)


def proof_between(
    order: HappensBefore, one: EventInterval, other: EventInterval
) -> list[Step] | None:
    """The same, by where the events lie; empty for two lines of one write."""
    if not is_before(order, one, other):
        return None
    last = one.lasts[-1]
    paths = [
        path
        for start in other.firsts
        if (path := proved_past(order, start, Ways.PROOFS, floor=last).path(last))
    ]
    return min(paths, key=len) if paths else []
