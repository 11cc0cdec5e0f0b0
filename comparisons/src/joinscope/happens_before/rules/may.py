"""May-edges: ways that no system call shows, as through shared memory, locks and files.

They never prove an order; they only keep us from claiming that two events are concurrent.
"""

from collections.abc import Sequence

from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_objects import sort
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.recording.records import FutexArguments, LockArguments, MemoryArguments


def read(state: State, thread: Thread, name: str | None) -> None:
    """May: a read from a thing that is no pipe: after every write to a file of the same name.

    Whatever comes from a terminal or an event descriptor may be somebody's answer to anything.
    """
    match sort(name):
        case "file" if name in state.media:
            state.edge(state.media[name], thread.last, thread, Kind.MAY, reason=Reason.FILE)
        case "terminal":
            anything(state, thread, Reason.TERMINAL)
        case "socket":
            anything(state, thread, Reason.NETWORK)
        case "other":
            anything(state, thread, Reason.UNKNOWN_OBJECT)


def written(state: State, thread: Thread, name: str | None) -> None:
    """May: whoever reads a file of this name later."""
    if name is not None and sort(name) == "file":
        into(state, thread, name, Reason.FILE)


def into(state: State, thread: Thread, name: str, reason: Reason = Reason.HIDDEN_ORDER) -> None:
    """May: whoever learns something from the medium of this name later."""
    medium = state.medium(name, reason)
    state.graph.edge(thread.chain, thread.last, medium, thread.last, Kind.MAY, reason)


def anything(state: State, thread: Thread, reason: Reason = Reason.HIDDEN_ORDER) -> None:
    """May: whatever happened earlier may have had an influence on the thread's last point."""
    state.graph.influenced(thread.chain, thread.last, reason)


def everybody(state: State, thread: Thread, reason: Reason = Reason.HIDDEN_ORDER) -> None:
    """May: the thread's last point may have an influence on whatever comes later in others."""
    state.graph.broadcast(thread.chain, thread.last, reason)


def everybody_since(state: State, thread: Thread, point: int, reason: Reason) -> None:
    """May: the same of an earlier point, the enter of the call that the thread is in."""
    state.graph.broadcast(thread.chain, point, reason)


def shared(
    state: State,
    thread: Thread,
    call: FutexArguments | MemoryArguments | LockArguments,
    files: Sequence[str] = (),
) -> None:
    """May: shared mappings and locks join every process that uses them, and its later children.

    A mapped file is a medium of its own; which other mapping is whose is not known, so all of them
    are one. Locks are one for each file. A futex of several processes lies in a shared mapping, so
    it needs no medium of its own. Who cannot write to a mapping tells nobody anything by it, as all
    who start have the same table of character sets mapped.
    """
    writes = True
    match call:
        case FutexArguments():
            return
        case MemoryArguments(object=name):
            writes = call.writes
            file = files[0] if files else name if sort(name) == "file" else None
            # One of System V has a name of its own: "memory:[4026531839:7]".
            other = name if name is not None and name.startswith("memory:") else "memory"
            medium = state.medium(f"file {file}" if file else other, Reason.SHARED_MEMORY)
            if writes:
                medium.reason = Reason.SHARED_MEMORY  # also of a file that was made before
        case LockArguments(object=name):
            medium = state.medium(f"lock {files[0] if files else name}", Reason.LOCK)
    state.graph.join(thread.chain, medium, thread.last, writes=writes)
    if thread.process.memory is None:
        return
    for each in thread.process.threads or ():
        state.graph.join(each.chain, medium, thread.last, writes=writes)
