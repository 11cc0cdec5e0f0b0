"""Shared work: what threads and processes that share memory could have done in each other's place.

Two workers of a pool take tasks from one pipe, under a lock that lies in memory which they share.
One is given both:

    worker 1   read = task A   print "A"   read = task B   print "B"
    worker 2   (waits for the lock)

In this run "A" was before "B", in the order of worker 1's own program. But which of them got task B
is decided by the lock, and no call shows that: a lock that is free is taken without one. With
worker 2 sooner "B" could have been first. So what a process prints before and behind a read is in
no order by proof, if it shares memory with one that could have read in its place: not one of those
that made it, or that it has made, for these give the work out. In the recording the read looks like
any other, but it is a choice, WHICH_READER.

Threads take their work through the memory that all of them share, without any call. So two lines of
one thread prove nothing of their order, unless it is the first thread of its process.

So it is with two lines of a Python behind a signal that it handles: see rules/handlers.py. And with
lines of others that are in an order only because such a Python did one thing, and then another.

The other side of it: lines of two that share memory are unknown, for order may have flowed there.
Whether their calls happened to overlap in this run, so that it cannot have flowed between them, is
luck, and the next run has them one after the other. So that is not called concurrent.
"""

from collections.abc import Iterator, Mapping, Sequence

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.causal_past import CausalPast, Cut, Ways
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import NEVER, Chain, Kind, unpack
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import Note, Process

BY_MEMORY = (Reason.SHARED_MEMORY, Reason.LOCK)


def taken_by_luck(
    order: HappensBefore, early: int, late: int
) -> tuple[Choice | Reason, int] | None:
    """Why the order of two points of one thread proves nothing, and where; None: it does.

    The point is the leave of the read that another could have made, or the later of the two.
    """
    graph, chain = order.graph, order.graph.owner(late)
    if early >= late or graph.owner(early) is not chain:
        return None
    process = order.process(late)
    cut = cuts_of(order).get(chain.number) if order.state.noted else None
    note = cut.by(early, late) if cut is not None else None
    if note is not None:  # one of the two may be the doing of a handler
        return Choice.INTERRUPTED, note
    if chain.tid != process.pid and process.memory is not None:
        return Reason.THREADS, late
    if chain.memberships is None or not any(_rivals(order, chain, late)):
        return None
    reads = (
        point
        for point in range(early + 1, late)
        if graph.chain[point] == chain.number
        and order.what(point).event == "leave"
        and order.what(point).cls == "read"
    )
    return next(((Choice.WHICH_READER, point) for point in reads), None)


def cuts_of(order: HappensBefore) -> Mapping[int, Cut]:
    """Where program order proves nothing: behind signals of which a program has taken a note.

    But what was before all that has sent one of them was before its handler as well. A fork server
    goes on alike whatever it is told: see axioms.py.

    What was before that is a question of the cuts of others. So at first nothing is taken for it,
    and then whatever follows from what is known, as long as that is more each time.
    """
    state = order.state
    if len(state.noted) != state.cuts[0]:
        notes = dict[Chain, list[Note]]()
        for note in sorted(state.noted, key=lambda each: each.point):
            if state.all_processes[note.chain.owner] not in state.fork_servers:
                notes.setdefault(note.chain, []).append(note)
        found = {chain.number: _least(order, chain, some[0].point) for chain, some in notes.items()}
        cuts = dict[int, Cut]()
        while cuts != found:
            cuts = found.copy()
            for chain, some in notes.items():
                found[chain.number] = _cut(order, chain, some, found)
        state.cuts = len(state.noted), cuts
    return state.cuts[1]


def _least(order: HappensBefore, chain: Chain, point: int) -> Cut:
    """That of a chain of which no more is known than that a signal came: it began before that."""
    made = chain.edges and unpack(chain.edges[0]).kind is Kind.CREATION
    ended = order.state.all_processes[chain.owner].ended or ()
    lasts = [each for each in ended if order.graph.owner(each) is chain]
    return Cut(((point, chain.targets[0] if made else 0),), max(lasts, default=NEVER))


def _cut(order: HappensBefore, chain: Chain, notes: Sequence[Note], cuts: Mapping[int, Cut]) -> Cut:
    least = _least(order, chain, notes[0].point)
    made, until, steps = least.steps[0][1], NEVER, list[tuple[int, int]]()
    for note in notes:
        before = _before(order, note, (made, until), cuts)
        if before < until:
            until = before
            steps.append((note.point, until))
    return Cut(tuple(steps), least.end)


def _before(
    order: HappensBefore, note: Note, between: tuple[int, int], cuts: Mapping[int, Cut]
) -> int:
    """The last point of the thread, between these, that is before all that has sent a signal."""
    made, until = between
    for each in note.causes:
        if until > each or not CausalPast(order.graph, each, floor=until, cuts=cuts).holds(until):
            past = CausalPast(order.graph, each, floor=made, cuts=cuts)
            until = min(until, max(made, past.last_on(note.chain.number)))
    return until if note.causes else made


def proved_past(order: HappensBefore, end: int, ways: Ways, *, floor: int = 0) -> CausalPast:
    """All that is before a point; for searches that take proofs, with the cuts."""
    cuts = cuts_of(order) if ways < Ways.CHOICES and order.state.noted else None
    return CausalPast(order.graph, end, floor=floor, ways=ways, cuts=cuts)


def _rivals(order: HappensBefore, chain: Chain, until: int) -> Iterator[Process]:
    """The processes that share memory with this one, and neither made it nor were made by it."""
    processes = order.state.all_processes
    own = processes[chain.owner]
    for each in chain.memberships or ():
        if each.medium.reason not in BY_MEMORY or not each.writes:
            continue
        for member in each.medium.members or ():
            other = processes[member.chain.owner]
            uses = member.writes and member.since < until
            if uses and not _made(own, other) and not _made(other, own):
                yield other


def _made(maker: Process, process: Process) -> bool:
    """Whether a process is, or has made, another one, through whomever."""
    here: Process | None = process
    while here is not None and here is not maker:
        here = here.parent
    return here is maker


def overlap(
    order: HappensBefore, one: tuple[int, int], other: tuple[int, int]
) -> tuple[Reason, int] | None:
    """Through what order may flow between calls that overlapped; None: by none, or they did not.

    Each call by its first and its last point. The point is where the later one begins.
    """
    if one[1] <= other[0] or other[1] <= one[0]:
        return None
    graph, late = order.graph, max(one[0], other[0])
    first, second = graph.owner(one[0]), graph.owner(other[0])
    if first is second:
        return None
    for mine in first.memberships or ():
        for its in second.memberships or ():
            joined = max(mine.since, its.since) < late < min(mine.until, its.until)
            if mine.medium is its.medium and joined and (mine.writes or its.writes):
                return mine.medium.reason, late
    return None
