"""Sets of epoll: who has changed one, and what was reported of one that had a single descriptor."""

from dataclasses import dataclass, field
from typing import NamedTuple

from joinscope.happens_before.graph import Chain

MOST = 256


class Sole(NamedTuple):
    """A wait in a set that had one descriptor: where it returned, and the places of its edges."""

    chain: Chain
    point: int
    places: range


@dataclass(slots=True, eq=False)
class EventSet:
    """A set, by its number: where each thread has changed it, and the waits that had one to report.

    Of more than MOST waits the last are kept. `closed` is where a thread has closed that number
    last: what it changes later is another set to it, but others may have the former one still.
    `duplicated`: it has further numbers.
    """

    changes: dict[Chain, list[int]] = field(default_factory=dict)
    alone: list[Sole] = field(default_factory=list)
    closed: dict[Chain, int] = field(default_factory=dict)
    duplicated: bool = False

    def told(self, chain: Chain, point: int, places: range) -> None:
        """One more wait has returned."""
        self.alone.append(Sole(chain, point, places))
        del self.alone[:-MOST]
