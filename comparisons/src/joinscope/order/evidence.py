"""The relation of two events, by the strongest evidence that there is."""

from joinscope.claim import Event
from joinscope.order import events
from joinscope.order.history import History
from joinscope.order.observed import seen
from joinscope.recording import Recording
from joinscope.relation import Relation


def relation(recording: Recording | History, first: Event, second: Event) -> Relation:
    """How the first event relates to the second; unknown if one did not happen exactly once.

    By the evidence `syscalls`, proved: the recording's follower is the History of its records, or
    it is given itself. By less, as observed in this run.
    """
    if isinstance(recording, History):
        return events.relation(recording, first, second)
    history = proved(recording)
    if history is not None:
        return events.relation(history, first, second)
    if recording.evidence == "syscalls":
        return Relation.UNKNOWN
    return seen(recording, first, second)


def proved(recording: Recording) -> History | None:
    """The order that a recording proves; None if its evidence proves none."""
    history = recording.follower
    return history if isinstance(history, History) and len(history.graph) else None
