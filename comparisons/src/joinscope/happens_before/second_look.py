"""Whether a run with look-ups could tell what one without them leaves unknown.

A change of a file may be seen by whoever comes later, and may come after whoever has looked before,
as long as nobody has recorded who looked. So a program that writes a log leaves the order of all
its lines unknown, though nobody read the log. The same holds of programs that may look at others in
/proc (proc_mentions.py).
"""

from itertools import combinations

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.relation import EventInterval, doubt_between, find, of_line
from joinscope.vocabulary import Event

MOST = 40  # lines: where there are more, it is taken for granted that it could


def would_tell(order: HappensBefore) -> bool:
    """Whether two lines, or a line and the exit, are unknown for want of look-ups."""
    lines = order.printed.all()
    if not order.state.unseen or len(lines) > MOST:
        return bool(order.state.unseen)
    places: list[EventInterval] = [of_line(line) for line in lines]
    end = find(order, Event("exit", "parent"))
    if end is not None:
        places.append(end)
    return any(_doubts(order, one, other) for one, other in combinations(places, 2))


def _doubts(order: HappensBefore, one: EventInterval, other: EventInterval) -> bool:
    found = doubt_between(order, one, other)
    return found is not None and found.why in order.state.unseen and isinstance(found.why, Reason)
