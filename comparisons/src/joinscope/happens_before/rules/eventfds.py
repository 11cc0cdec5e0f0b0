"""Event counters: a read of an eventfd may come after any write, and a write after any read.

How much is in one is not recorded, so that is may. But who reads could have come after a later
write as well, if that does not wait for it: then nothing orders what was before that write.
"""

from joinscope.happens_before.causal_past import CausalPast
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.event_counters import Counter
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import Rival, State, Thread
from joinscope.happens_before.rules import may

NAME = "eventfd:["  # each has a number
REASON = Reason.UNKNOWN_OBJECT


def _counter(state: State, name: str | None) -> Counter | None:
    if name is None or not name.startswith(NAME):
        return None
    if name not in state.counters:
        state.counters[name] = Counter(state.graph.virtual(REASON))
    return state.counters[name]


def write_enter(state: State, thread: Thread, name: str | None) -> None:
    """A write begins: reads that were told of something could have come after it."""
    counter = _counter(state, name)
    if counter is None or not counter.told:
        return
    if CausalPast(state.graph, thread.last, floor=counter.told).holds(counter.told):
        return
    place = counter.rivals.get(thread.chain)
    if place is None:
        counter.rivals[thread.chain] = len(state.candidates)
        rival = Rival(Choice.WHICH_WRITER, counter.told, written=thread.last)
        state.candidates.append(rival)
    else:
        state.candidates[place].written = thread.last


def write_leave(state: State, thread: Thread, name: str | None) -> None:
    """May: a write that found the counter full has waited for a read.

    Not yet: a read that has found nothing began before this.
    """
    counter = _counter(state, name)
    if counter is None:
        return
    state.edge(counter.reads, thread.last, thread, Kind.MAY, reason=Reason.BACK_PRESSURE)
    for chain, look in counter.looks.items():
        if chain is not thread.chain:
            state.edge(chain, look, thread, Kind.LOOK, choice=Choice.NOT_YET)


def found_nothing(state: State, thread: Thread, enter: int, name: str | None) -> None:
    """A read that began there has found nothing, and has not waited."""
    counter = _counter(state, name)
    if counter is not None:
        counter.looks[thread.chain] = enter


def read_enter(state: State, thread: Thread, name: str | None) -> None:
    """May: whoever waits for room goes on when somebody reads."""
    counter = _counter(state, name)
    if counter is not None:
        why = Reason.BACK_PRESSURE
        graph = state.graph
        graph.edge(thread.chain, thread.last, counter.reads, thread.last, Kind.MAY, why)


def told(state: State, thread: Thread, name: str | None) -> None:
    """May: who reads, or is told of something there, comes after some write."""
    counter = _counter(state, name)
    may.read(state, thread, name)
    if counter is not None and not counter.told:
        counter.told = thread.last
