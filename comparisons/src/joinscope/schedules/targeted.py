"""Schedules that force one given order of the printed lines, or attack a proof.

A line b is kept from being printed until a is: b's thread is held where it is about to make b's
first write, until a's last write has been made. An order of all lines is such a gate between each
two neighbours; the attack on a proof that a comes before b is the gate of b before a:

    a before b          hold who prints a at the enter of that write
                        until who prints b has left its write

Where the proof is right, b waits for a: nothing else can happen, and the tracer says who waited in
which call. Where it is wrong, b is printed first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from joinscope.happens_before.linear_extensions import LinearExtensions
from joinscope.schedule import Hold, Point, Schedule, schedule
from joinscope.schedules.cover import Order, Pair
from joinscope.schedules.printers import LineWrites, PrintedBy


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a forced run is to show: this order of all lines; or that a proof breaks.

    `order` has lines by their places in the order seen. `attacked` are two of which the first is
    proved to be before the second; None: no proof is attacked.
    """

    schedule: Schedule
    order: Order = ()
    attacked: Pair | None = None


def targeted(writes: Sequence[LineWrites], order: Order) -> Attempt:
    """The attempt to have the lines printed in this order."""
    gates = (gate(writes[early], writes[late]) for early, late in pairwise(order))
    return Attempt(schedule(tuple(each for each in gates if each)), order)


def attacks(writes: Sequence[LineWrites], legal: LinearExtensions) -> list[Attempt]:
    """The attempts to break each proof that one line is before another, with none in between.

    Lines of one write are in the order of its bytes, which nothing can break.
    """
    found = []
    for early, late in covering(legal):
        hold = gate(writes[late], writes[early])
        if hold is not None:
            found.append(Attempt(schedule((hold,)), attacked=(early, late)))
    return found


def covering(legal: LinearExtensions) -> list[Pair]:
    """The proved pairs from which all others follow."""
    lines = range(len(legal.texts))
    return [
        (early, late)
        for late in lines
        for early in lines
        if legal.before[late] >> early & 1
        and not any(
            legal.before[late] >> each & 1 and legal.before[each] >> early & 1 for each in lines
        )
    ]


def gate(early: LineWrites, late: LineWrites) -> Hold | None:
    """The rule that has one line come after another; None where one write has them both."""
    if late.first == early.last:
        return None
    return Hold(_point("enter", late.first), _point("leave", early.last))


def _point(where: str, write: PrintedBy) -> Point:
    if where == "enter":
        return Point("enter", write.thread, stream="stdout", nth=write.nth)
    return Point("leave", write.thread, stream="stdout", result="positive", nth=write.nth)
