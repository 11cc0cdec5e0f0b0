"""The happens-before graph: chains of points and the edges between them, in compact columns.

A point is one record of the recording, named by its number. Every point of a thread lies on the
thread's chain, so program order needs no edges. Virtual chains stand for what many threads share
(a pipe, the memory of a process), so that n writers and m readers need n + m edges, not n * m.
"""

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection
from enum import IntEnum, unique
from typing import NamedTuple

from joinscope.happens_before.choices import Choice
from joinscope.happens_before.hidden_ways import Reason

# An edge in 64 bits: the point where it starts (32), the number of its chain (21), why it is no
# proof (6: a reason of a may-edge, of any other a choice or 0), and its kind (5).
KIND_BITS, WHY_BITS, CHAIN_BITS = 5, 6, 21
HOW_BITS = KIND_BITS + WHY_BITS
REASON_BITS = 8  # of a mark: the point, and the reason
NEVER = 0xFFFF_FFFF

Why = Choice | Reason | None


@unique
class Kind(IntEnum):
    """A way for order to travel; of two ways of the same length the smaller one is shown."""

    PROGRAM = 0
    REAP = 1
    WAITED = 2
    GONE = 3
    DATA = 4
    READY = 5
    EOF = 6
    HANGUP = 7
    BROKEN = 8
    PIDFD = 9
    CREATION = 10
    RELEASE = 11
    EXEC = 12
    POSSESSION = 13
    SIGNAL = 14
    CHILD_SIGNAL = 15
    FORK_SERVER = 16
    CONNECTION = 17
    OPENING = 18
    LOOK = 19
    MESSAGE = 20
    ROOM = 21
    REMOVED = 22
    SEMAPHORE = 23
    FOUND = 24
    COUNTER = 25
    MAY = 31


class Edge(NamedTuple):
    """Where an edge comes from: the point and the number of its chain; its kind.

    `why` it is no proof: the reason of a may-edge, or a choice; None: it is one.
    """

    start: int
    chain: int
    kind: Kind
    why: Why


class Chain:
    """Points in a row, each before the next: those of a thread, or virtual ones.

    `targets` are the points at which edges come in, ascending; `edges` where from, packed. `late`
    are those of which it came out only later that they are there, with their ends; mostly none.
    `memberships` are (virtual chain, since, until): from one point to another, order may flow
    between this chain and that one both ways. `outside` are points that anything earlier may
    have had an influence on, `broadcasts` those that may have one on anything later, both packed
    with their reasons. `reason` is through what order flows on a virtual chain of may-edges.
    """

    __slots__ = (
        *("broadcasts", "edges", "late", "members", "memberships", "number", "outside", "owner"),
        *("reason", "targets", "tid"),
    )

    def __init__(self, number: int, tid: int, owner: int) -> None:
        self.number = number
        self.tid = tid
        self.owner = owner
        self.targets = array("I")
        self.edges = array("Q")
        self.late: list[tuple[int, int]] | None = None
        self.memberships: list[Membership] | None = None
        self.members: list[Membership] | None = None
        self.outside: array[int] | None = None
        self.broadcasts: array[int] | None = None
        self.reason = Reason.HIDDEN_ORDER


class Membership:
    """That a chain takes part in a virtual one, from one point to another.

    Unless it `writes`, order flows to it alone.
    """

    __slots__ = ("chain", "medium", "since", "until", "writes")

    def __init__(self, chain: Chain, medium: Chain, since: int, *, writes: bool = True) -> None:
        self.writes = writes
        self.chain = chain
        self.medium = medium
        self.since = since
        self.until = NEVER


class Graph:
    """Points in the order of the recording, and the edges; every edge goes forward in it.

    Each edge starts at a point that the recorder saw before it let the thread go on (so before the
    effect), and ends at one that it saw after the effect: so the order of the recording is one of
    the orders that the graph allows, and a search need never look behind the point it wants.
    """

    def __init__(self) -> None:
        self.chains: list[Chain] = []
        self.broadcasting: list[Chain] = []
        self.chain = array("I")
        self.time = array("q")
        self.what = array("H")
        self.partner = array("I")

    def __len__(self) -> int:
        return len(self.chain)

    def thread(self, tid: int, owner: int) -> Chain:
        """A new chain for the points of a thread of the process with the number `owner`."""
        if len(self.chains) >> CHAIN_BITS:
            raise ValueError(f"more than {1 << CHAIN_BITS} threads and things that they share")
        self.chains.append(Chain(len(self.chains), tid, owner))
        return self.chains[-1]

    def virtual(self, reason: Reason = Reason.HIDDEN_ORDER) -> Chain:
        """A new chain of no thread; its points share the numbers of the points they serve.

        `reason` is what order flows through where threads only may pass it on there.
        """
        chain = self.thread(0, -1)
        chain.reason = reason
        return chain

    def point(self, chain: Chain, time: int, what: int) -> int:
        """Add the next point of a chain; return its number."""
        self.chain.append(chain.number)
        self.time.append(time)
        self.what.append(what)
        self.partner.append(NEVER)
        return len(self.chain) - 1

    def owner(self, point: int) -> Chain:
        """The chain that a point lies on."""
        return self.chains[self.chain[point]]

    def edge(
        self,
        source: Chain,
        start: int,
        target: Chain,
        end: int,
        kind: Kind,
        why: Why = None,
    ) -> None:
        """Add an edge; only one that is no proof may end before an earlier edge of the same chain.

        `why` is the reason of a may-edge, of any other the choice that keeps it from being a proof.
        """
        if start > end:
            raise ValueError(f"an edge backward in time: {start} -> {end} ({kind})")
        packed = (start << CHAIN_BITS | source.number) << HOW_BITS | (why or 0) << KIND_BITS | kind
        if target.targets and end < target.targets[-1]:
            if why is None and kind is not Kind.MAY:
                raise ValueError(f"an edge that comes late: {start} -> {end} ({kind})")
            target.late = target.late or []
            insort(target.late, (end, packed))
            return
        target.targets.append(end)
        target.edges.append(packed)

    def choose(self, chain: Chain, place: int, choice: Choice) -> None:
        """It has come out later that an edge was a choice: the one with this place on its chain."""
        chain.edges[place] = _chosen(chain.edges[place], choice)

    def choose_between(self, start: int, chain: Chain, end: int, choice: Choice) -> None:
        """The same of all edges from one point to another, which lies on this chain."""
        place = bisect_left(chain.targets, end)
        while place < len(chain.targets) and chain.targets[place] == end:
            if unpack(chain.edges[place]).start == start:
                self.choose(chain, place, choice)
            place += 1
        for place, (point, packed) in enumerate(chain.late or ()):
            if point == end and unpack(packed).start == start and chain.late:
                chain.late[place] = point, _chosen(packed, choice)

    def settle(self, chain: Chain, place: int, choice: Choice | None) -> None:
        """It has come out later what kind of choice an edge was, or that it is a proof."""
        kept = chain.edges[place] & ~(((1 << WHY_BITS) - 1) << KIND_BITS)
        chain.edges[place] = kept | (choice or 0) << KIND_BITS

    def join(self, chain: Chain, medium: Chain, since: int, *, writes: bool = True) -> None:
        """From here on order may flow between the chain and the medium, unless it did already.

        If not `writes`, it flows from the medium to the chain alone.
        """
        for each in chain.memberships or ():
            if each.medium is medium and each.until == NEVER and each.writes >= writes:
                return
        membership = Membership(chain, medium, since, writes=writes)
        chain.memberships = [*(chain.memberships or ()), membership]
        if medium.members is None:
            medium.members = []
        medium.members.append(membership)

    def leave(self, chain: Chain, until: int, kept: Collection[Chain] = ()) -> None:
        """The chain leaves every medium but the kept ones: its thread has got a new memory."""
        for each in chain.memberships or ():
            if each.medium not in kept:
                each.until = min(each.until, until)

    def influenced(self, chain: Chain, point: int, reason: Reason = Reason.HIDDEN_ORDER) -> None:
        """Anything earlier may have had an influence on this point."""
        if chain.outside is None:
            chain.outside = array("Q")
        chain.outside.append(point << REASON_BITS | reason)

    def influenced_until(self, chain: Chain, point: int) -> tuple[int, Reason]:
        """The last point of the chain, up to this one, that anything may have influenced; or 0."""
        return _last(chain.outside, point)

    def broadcast(self, chain: Chain, point: int, reason: Reason = Reason.HIDDEN_ORDER) -> None:
        """This point may have an influence on anything later, in any other process."""
        if chain.broadcasts is None:
            chain.broadcasts = array("Q")
            self.broadcasting.append(chain)
        chain.broadcasts.append(point << REASON_BITS | reason)

    def broadcast_until(self, chain: Chain, point: int) -> tuple[int, Reason]:
        """The last point of the chain, up to this one, that may have influenced anything; or 0."""
        return _last(chain.broadcasts, point)


def _last(marks: "array[int] | None", point: int) -> tuple[int, Reason]:
    if marks is None:
        return 0, Reason.HIDDEN_ORDER
    place = bisect_right(marks, (point + 1 << REASON_BITS) - 1)
    if not place:
        return 0, Reason.HIDDEN_ORDER
    found = marks[place - 1]
    return found >> REASON_BITS, Reason(found & ((1 << REASON_BITS) - 1))


def _chosen(edge: int, choice: Choice) -> int:
    """A packed edge as a choice, unless it is one of who or how much, or a may-edge."""
    old = unpack(edge).why
    if isinstance(old, Reason) or (old is not None and not old.of_kind):
        return edge
    return edge & ~(((1 << WHY_BITS) - 1) << KIND_BITS) | choice << KIND_BITS


def unpack(edge: int) -> Edge:
    """Where a packed edge comes from."""
    start = edge >> HOW_BITS
    return Edge(
        start >> CHAIN_BITS,
        start & ((1 << CHAIN_BITS) - 1),
        *unpack_how(edge & ((1 << HOW_BITS) - 1)),
    )


def unpack_how(how: int) -> tuple[Kind, Why]:
    """The kind of an edge, and why it is no proof, of the bits that hold them."""
    kind, why = Kind(how & ((1 << KIND_BITS) - 1)), how >> KIND_BITS
    if kind is Kind.MAY:
        return kind, Reason(why)
    return kind, Choice(why) if why else None
