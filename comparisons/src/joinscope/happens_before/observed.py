"""Order by the evidence `output`: what was seen in this one run, which proves no order."""

from joinscope.recording.recording import Recording
from joinscope.vocabulary import Event, Relation


def seen(recording: Recording, first: Event, second: Event) -> Relation:
    """The observed order of two events; unknown if one did not happen, or not exactly once."""
    places = _place(recording, first), _place(recording, second)
    match places:
        case (None, _) | (_, None):
            return Relation.UNKNOWN
        case (one, other):
            return Relation.BEFORE if one < other else Relation.AFTER


def _place(recording: Recording, event: Event) -> float | None:
    """Where an event stands among the lines; the exit stands between two of them."""
    if event.kind == "exit":
        return None if recording.lines_at_exit is None else recording.lines_at_exit - 0.5
    places = [place for place, text in enumerate(recording.texts) if text == event.name]
    return places[0] if len(places) == 1 else None
