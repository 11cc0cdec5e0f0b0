"""The relation of two events, by the strongest evidence that there is."""

from joinscope.happens_before import relation as proved_order
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.observed import seen
from joinscope.recording.recording import Recording
from joinscope.vocabulary import Event, Relation


def relation(recording: Recording | HappensBefore, first: Event, second: Event) -> Relation:
    """How the first event relates to the second; unknown if one did not happen exactly once.

    By the evidence `syscalls`, proved: its follower is the HappensBefore of its records, or has
    it as its `order`, or it is given itself. By less, as observed in this run.
    """
    if isinstance(recording, HappensBefore):
        return proved_order.relation(recording, first, second)
    history = proved(recording)
    if history is not None:
        return proved_order.relation(history, first, second)
    if recording.evidence == "syscalls":
        return Relation.UNKNOWN
    return seen(recording, first, second)


def proved(recording: Recording) -> HappensBefore | None:
    """The order that a recording proves; None if its evidence proves none."""
    history = getattr(recording.follower, "order", recording.follower)
    return history if isinstance(history, HappensBefore) and len(history.graph) else None
