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

What one looks for another may have taken already. As long as only one thread reads a pipe, its poll
finds nothing because nothing has been written; once a second one does, the poll may have found
nothing because the other had been there first. That is known only when the other comes: then all
the edges of looks there are choices of who, WHICH_READER, by which no output is ruled out.

    parent      poll = 0   print "nothing yet"      or, as well:            poll = 0   print "..."
    worker 1                    write "a"           write "a"
    worker 2                         read = "a"         read = "a"
"""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field

from joinscope.happens_before.channels import Channel
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import NEVER, Chain, Graph, Kind
from joinscope.happens_before.hidden_ways import Reason

# What looks were for, beside signals: that a process has ended, that it is not even a zombie any
# more, that there is something to be read, and that there will be nothing any more.
HAS_ENDED, IS_GONE, HAS_DATA, HAS_HUNG_UP = "ended", "gone", "data", "hung_up"
OVERLAPPING = 256  # answers that may come between what a look has seen and its return


@dataclass(slots=True)
class Look:
    """The last look of a thread: its enter, and by which choice each thread was told since.

    `later` are those that have read what it looked for, and had not begun to before it by proof.
    `choice` is one of who or how much that it was to find nothing.
    """

    enter: int
    choice: Choice | None = None
    told: dict[Chain, Choice] = field(default_factory=dict)
    later: set[Chain] = field(default_factory=set)


@dataclass(slots=True)
class Looks:
    """By what they looked for, the looks of each thread that found nothing.

    `told` are the answers that came last: to what, and the point where each was given, and by which
    choice, and from where on it was gone. `ends` are the channels of which somebody has looked for
    the end, which a process may bring by its own. `edges` are those that were drawn to answers
    about data, which may become choices of another sort: where each starts, and where on which
    chain it ends. `contested` is what others take, too.
    """

    graph: Graph
    missed: dict[Hashable, dict[Chain, Look]] = field(default_factory=dict)
    told: deque[tuple[Hashable, Chain, int, Choice, int]] = field(
        default_factory=lambda: deque(maxlen=OVERLAPPING)
    )
    ends: list[Channel] = field(default_factory=list)
    edges: dict[Hashable, list[tuple[int, Chain, int]]] = field(default_factory=dict)
    contested: set[Hashable] = field(default_factory=set)

    def in_vain(
        self, key: Hashable, chain: Chain, enter: int, choice: Choice | None = None
    ) -> None:
        """A look that began there has found nothing.

        By a choice of how much, or of which signal, it could have found nothing even after what it
        looked for: its thread could have taken that before.
        """
        look = self.missed.setdefault(key, {})[chain] = Look(enter, choice=choice)
        for what, other, point, why, gone in self.told:
            if what == key and other is not chain and gone > enter and point > enter:
                self._edge(key, (chain, look), (other, point), why)

    def came(
        self,
        key: Hashable,
        chain: Chain,
        point: int,
        choice: Choice | None = None,
        *,
        gone: int = NEVER,
    ) -> None:
        """At this point a thread is told of what they looked for, or has made it so.

        By a choice of who or how much it could have been told the same for another reason: as a
        poll of several is that reports another of them. Looks that began after the point `gone`
        could not find it any more.
        """
        why = Choice.NOT_YET if choice is None or choice.of_kind else choice
        self.told.append((key, chain, point, why, gone))
        for other, look in self.missed.get(key, {}).items():
            if look.enter > gone:
                continue
            if other is not chain and look.told.get(chain) not in (why, Choice.NOT_YET):
                look.told[chain] = why
                self._edge(key, (other, look), (chain, point), why)

    def may_have_come(self, key: Hashable, chain: Chain, point: int, reason: Reason) -> None:
        """The same, if it was about that at all, which is not known: a may-edge."""
        for other, look in self.missed.get(key, {}).items():
            if other is not chain:
                self.graph.edge(other, look.enter, chain, point, Kind.MAY, reason)

    def contest(self, key: Hashable) -> None:
        """Somebody else may have taken what they looked for before they did."""
        self.contested.add(key)
        for start, chain, end in self.edges.pop(key, ()):
            self.graph.choose_between(start, chain, end, Choice.WHICH_READER)

    def _edge(
        self, key: Hashable, by: tuple[Chain, Look], answer: tuple[Chain, int], why: Choice
    ) -> None:
        chain, look = by
        if why is Choice.NOT_YET and key in self.contested:
            why = Choice.WHICH_READER
        if why is Choice.NOT_YET and look.choice is not None:
            why = look.choice
        self.graph.edge(chain, look.enter, *answer, Kind.LOOK, why)
        if why is Choice.NOT_YET and isinstance(key, tuple) and key[0] is HAS_DATA:
            self.edges.setdefault(key, []).append((look.enter, *answer))
