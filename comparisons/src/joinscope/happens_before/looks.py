"""Looks that found nothing yet: each began before what it looked for.

    parent    say "waiting"   poll(pidfd of 7, 0) = 0
    worker 7                                            exit
    sibling                                                    poll(pidfd of 7) = 1   say "over"

The parent's poll found that worker 7 had not ended, so it began before that end, and before every
answer that tells of it: "waiting" comes before "over". The edge leads from the enter of the look to
the leave of the call that was told. It is a choice, NOT_YET, for the next run may look a moment
later; but it holds in all runs in which the poll finds nothing (choices.py).

Whoever is told of an end need not have been told after the look had returned: the poll may have
looked, the worker ended, and the sibling been told of it before the return of the poll is recorded.
So the last answers are remembered, too, and a look that turns out to have been in vain is put
before those that came while it was under way.
"""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field

from joinscope.happens_before.channels import Channel
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Chain, Graph, Kind
from joinscope.happens_before.hidden_ways import Reason

# What looks were for, beside signals: that a process has ended, that it is not even a zombie any
# more, that there is something to be read, and that there will be nothing any more.
HAS_ENDED, IS_GONE, HAS_DATA, HAS_HUNG_UP = "ended", "gone", "data", "hung_up"
OVERLAPPING = 256  # answers that may come between what a look has seen and its return


@dataclass(slots=True)
class Look:
    """The last look of a thread: its enter, and which threads have been told since."""

    enter: int
    told: set[Chain] = field(default_factory=set)


@dataclass(slots=True)
class Looks:
    """By what they looked for, the looks of each thread that found nothing.

    `told` are the answers that came last: to what, and the point where each was given. `ends` are
    the channels of which somebody has looked for the end, which a process may bring by its own.
    """

    graph: Graph
    missed: dict[Hashable, dict[Chain, Look]] = field(default_factory=dict)
    told: deque[tuple[Hashable, Chain, int]] = field(
        default_factory=lambda: deque(maxlen=OVERLAPPING)
    )
    ends: list[Channel] = field(default_factory=list)

    def in_vain(self, key: Hashable, chain: Chain, enter: int) -> None:
        """A look that began there has found nothing."""
        self.missed.setdefault(key, {})[chain] = Look(enter)
        for what, other, point in self.told:
            if what == key and other is not chain and point > enter:
                self._edge(chain, enter, other, point)

    def came(self, key: Hashable, chain: Chain, point: int) -> None:
        """At this point a thread is told of what they looked for, or has made it so."""
        self.told.append((key, chain, point))
        for other, look in self.missed.get(key, {}).items():
            if other is not chain and chain not in look.told:
                look.told.add(chain)
                self._edge(other, look.enter, chain, point)

    def may_have_come(self, key: Hashable, chain: Chain, point: int, reason: Reason) -> None:
        """The same, if it was about that at all, which is not known: a may-edge."""
        for other, look in self.missed.get(key, {}).items():
            if other is not chain:
                self.graph.edge(other, look.enter, chain, point, Kind.MAY, reason)

    def _edge(self, chain: Chain, enter: int, other: Chain, point: int) -> None:
        self.graph.edge(chain, enter, other, point, Kind.LOOK, Choice.NOT_YET)
