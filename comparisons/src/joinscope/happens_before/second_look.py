"""Whether a run with look-ups could tell what one without them leaves unknown.

A change of a file may be seen by whoever comes later, as long as nobody has recorded who looked. So
a program that writes a log leaves the order of all its lines unknown, though nobody read the log.
"""

from itertools import combinations

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.relation import EventInterval, doubt_between, find, of_line
from joinscope.vocabulary import Event

MOST = 40  # lines: of more than these only some pairs are asked


def would_tell(order: HappensBefore) -> bool:
    """Whether two lines, or a line and the exit, are unknown because of a change of a file."""
    if order.state.lookups:
        return False
    places: list[EventInterval] = [of_line(line) for line in order.printed.all()[:MOST]]
    end = find(order, Event("exit", "parent"))
    if end is not None:
        places.append(end)
    return any(_doubts(order, one, other) for one, other in combinations(places, 2))


def _doubts(order: HappensBefore, one: EventInterval, other: EventInterval) -> bool:
    found = doubt_between(order, one, other)
    return found is not None and found.why is Reason.FILE
