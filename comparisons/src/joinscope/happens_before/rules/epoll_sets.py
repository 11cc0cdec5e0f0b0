"""Sets of epoll: what a wait in one could report depends on who has changed the set before.

Who forks shares its sets with its children, and each may put descriptors in, or take them out:

    parent     epoll_wait(4) = p                         print "got"
    worker 1        write(p)
    worker 2                        epoll_ctl(4, ADD, q)

There was p alone in the set, but q would have been reported had worker 2 come first. So such a wait
is a choice, WHICH_READY, unless all who have changed the set had done so before it, by proof; also
if they do so only later. A descriptor leaves its set when the last copy of it is closed as well,
which may be another's: then calls have changed it more often than there are descriptors in it. So
they have where one was put in and taken out; what was in it then nobody knows.

Changes before the first fork are not recorded: none of them can come after another's wait, and who
has closed what may leave a set later has no count of it (tracer/epoll_sets.h). No record
tells sets apart. Heirs know theirs by the same number, so these are taken for one; and so are two
numbers of which one was made of the other. One that is sent by a message has any number: then all
waits are such a choice.
"""

from bisect import bisect_right

from joinscope.happens_before.choices import Choice
from joinscope.happens_before.event_sets import EventSet
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.recording.records import CloseArguments, MayArguments, PollArguments, Ready

NAME = "anon_inode:[eventpoll]"


def changed(state: State, thread: Thread, call: MayArguments) -> None:
    """A set is changed: waits that had one descriptor to report could have had another."""
    if call.fd is None:
        return
    found = state.event_sets.setdefault(call.fd, EventSet())
    found.changes.setdefault(thread.chain, []).append(thread.last)
    left = []
    for each in found.alone:
        if each.chain is thread.chain or state.reaches(each.point, thread.last):
            left.append(each)
            continue
        for place in each.places:
            state.graph.choose(each.chain, place, Choice.WHICH_READY)
    found.alone = left


def passed(state: State) -> None:
    """Some may have gone to others unseen, by whatever number: each wait could have had more."""
    if not state.sets_passed:
        state.sets_passed = True
        for each in state.event_sets.values():
            for wait in each.alone:
                for place in wait.places:
                    state.graph.choose(wait.chain, place, Choice.WHICH_READY)


def closed(state: State, thread: Thread, call: CloseArguments) -> None:
    """What the thread has done to a set that it closes is nothing to its next one."""
    if call.object == NAME and call.fd in state.event_sets:
        state.event_sets[call.fd].closed[thread.chain] = thread.last


def duplicated(state: State, old: int, new: int) -> None:
    """One set has two numbers from now on, and what another was that had one of them counts, too.

    So does all that was done to it: who closes the one number may go on with the other.
    """
    found = state.event_sets.setdefault(old, EventSet())
    other = state.event_sets.get(new)
    if other is not None and other is not found:
        for chain, points in other.changes.items():
            found.changes[chain] = sorted({*found.changes.get(chain, ()), *points})
        found.alone += other.alone
        state.event_sets = {
            fd: found if each is other else each for fd, each in state.event_sets.items()
        }
    found.duplicated = True
    state.event_sets[new] = found


def choice_of(state: State, thread: Thread, call: PollArguments) -> Choice | None:
    """The choice of a wait in a set that has one descriptor; None: it can have no other."""
    found = state.event_sets.get(call.fd) if call.fd is not None else None
    if state.sets_passed:
        return Choice.WHICH_READY
    if found is None:
        return None
    enter, count = state.graph.partner[thread.last], 0
    for chain, points in found.changes.items():
        if chain is not thread.chain and not state.reaches(points[-1], enter):
            return Choice.WHICH_READY
        own = chain is thread.chain and not found.duplicated
        since = found.closed.get(chain, 0) if own else 0
        count += len(points) - bisect_right(points, since)
    return Choice.WHICH_READY if call.watched is None or count > call.watched else None


def certain(call: PollArguments, ready: tuple[Ready, ...]) -> tuple[Ready, ...]:
    """Return what a wait has reported, without descriptors that may not be those.

    The kernel tells the user data that a descriptor was put in with, and the recorder looks behind
    the wait which one that was. Another of the same data may have left the set by then.
    """
    if call.watched is not None:
        return ready
    return tuple(Ready(-1, None, each.events) for each in ready)


def reported(state: State, thread: Thread, call: PollArguments, first: int) -> None:
    """Remember the edges, from place `first` on, of a wait that had one descriptor to report."""
    if call.fd is not None and first < len(thread.chain.edges):
        found = state.event_sets.setdefault(call.fd, EventSet())
        found.told(thread.chain, thread.last, range(first, len(thread.chain.edges)))
