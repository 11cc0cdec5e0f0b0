"""May: ways on which order could flow unseen. They prove nothing; they forbid `concurrent`."""

from joinscope.happens_before.kernel_objects import sort
from joinscope.happens_before.kernel_state import Record, State, Thread
from joinscope.happens_before.kinds import Kind


def read(state: State, thread: Thread, name: str) -> None:
    """May: a read from a thing that is no pipe: after every write to a file of the same name.

    Whatever comes from a terminal or an event descriptor may be somebody's answer to anything.
    """
    match sort(name):
        case "file" if name in state.channels:
            state.edge(state.channels[name], thread.last, thread, Kind.MAY)
        case "terminal" | "other" | "socket":
            anything(state, thread)


def anything(state: State, thread: Thread) -> None:
    """May: whatever happened earlier may have had an influence on the thread's last point."""
    state.graph.influenced(thread.chain, thread.last)


def shared(state: State, thread: Thread, call: Record) -> None:
    """May: shared mappings and locks join every process that uses them, and its later children.

    Which mapping is whose is not recorded, so all of them are one channel; locks are one for each
    file. A futex of several processes lies in a shared mapping, so it needs no channel of its own.
    """
    cls = call.get("class")
    if cls == "futex":
        return
    name = f"lock {call.get('object', '')}" if cls == "lock" else "shared memory"
    state.graph.join(thread.chain, state.channel(name), thread.last)
    if thread.process.memory is None:
        return
    for each in thread.process.threads or ():
        state.graph.join(each.chain, state.channel(name), thread.last)
