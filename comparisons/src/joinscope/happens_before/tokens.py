"""Tokens: what waits until there is enough of something, and what makes it enough.

A semaphore has a value, a queue has room for so many messages. Who puts something in raises that
number, who takes something out has to wait until there is enough for it. Which puts a take must
have waited for is a question about all runs that make the same calls: a put came before a take for
certain if, without it, there would not have been enough, whatever else could have come earlier.

    start 0          parent   take 2 -------------------------- returns
                     worker             put 1   "A"   put 1

Without the second put at most 1 could have been there, so it came before the return, and "A" did.
Had a further process put 1 in at any time that nothing orders behind the take, 2 could have been
there without the second put: then it is a choice. So to the takes that have returned every later
put is held (`Wait.lacking`: how much there would be too little without the put that it came after).

Two numbers are told apart. What there is for certain at most: all puts that are not behind the take
by proof, less the takes before it by proof. That proves. And what there was in this run, less all
takes that had returned: a put without which it would have been too little brought the order in this
run, as the one who lets go of a lock does for the next. That is a choice.
"""

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field

from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Chain


@dataclass(slots=True, eq=False)
class Changes:
    """The changes by one thread: where each call began, and the sum up to it, included.

    If that point is before another by proof, so is the change: either the call has returned, or
    somebody has seen what it has done.
    """

    points: "array[int]" = field(default_factory=lambda: array("I"))
    sums: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, point: int, amount: int) -> None:
        """One more change, of so much."""
        self.points.append(point)
        self.sums.append(self.total + amount)

    def correct(self, amount: int) -> None:
        """Of the last one it is known only now how much it was."""
        self.sums[-1] = self.before(len(self.sums) - 1) + amount

    @property
    def total(self) -> int:
        """What all of them come to."""
        return self.sums[-1] if self.sums else 0

    def before(self, place: int) -> int:
        """What those before this one come to."""
        return self.sums[place - 1] if place else 0

    def needed(self, lacking: int) -> int | None:
        """Find the last change without which, and without those behind it, there is too little.

        `lacking` is how much all others leave to be wished for; None: these are not needed.
        """
        if lacking <= 0 or not self.sums:
            return None
        return min(bisect_left(self.sums, lacking), len(self.sums) - 1)


@dataclass(slots=True, eq=False)
class Wait:
    """A take that has returned, after a put: the place of that edge, and what it lacks without it.

    `source` is the thread that has put it, at the point `put`; the take began at `enter`, and
    returned at `returned`.
    """

    target: Chain
    place: int
    source: Chain
    put: int
    enter: int
    returned: int
    lacking: int


@dataclass(slots=True, eq=False)
class Tokens:
    """How many there are of something, what was put in, and what was taken out.

    Attributes:
        start: how many there were before all of that.
        puts, takes: by thread.
        waits: takes to which later puts are held.
        known: by thread and by what others have done, how much of that is before its last take.
        open: puts that may come of calls that have not returned yet: where those began, how much.
        looked: who found too few last, where that look began, and by which choice.
        missed: edges from such looks: where each starts, and where on which chain it ends.
        luck: by thread, where its first take has returned that was a choice among several puts.
        rivals: by who puts and who takes, the places in the list of all of the last of those puts.
    """

    start: int
    puts: dict[Chain, Changes] = field(default_factory=dict)
    takes: dict[Chain, Changes] = field(default_factory=dict)
    waits: list[Wait] = field(default_factory=list)
    known: dict[tuple[Chain, int], int] = field(default_factory=dict)
    open: dict[Chain, tuple[int, int]] = field(default_factory=dict)
    looked: tuple[Chain, int, Choice] | None = None
    missed: list[tuple[int, Chain, int]] = field(default_factory=list)
    luck: dict[Chain, int] = field(default_factory=dict)
    rivals: dict[tuple[Chain, Chain], int] = field(default_factory=dict)

    @property
    def put(self) -> int:
        """How many there were if nothing had been taken out."""
        return self.start + sum(each.total for each in self.puts.values())

    @property
    def taken(self) -> int:
        """How many were taken out."""
        return sum(each.total for each in self.takes.values())
