"""Births and execs: what a new process or thread comes after, and what it takes along."""

import sys
from collections.abc import Callable

from joinscope.happens_before.graph import NEVER
from joinscope.happens_before.kernel_state import Process, Record, State, Thread
from joinscope.happens_before.kinds import Kind


def birth(state: State, record: Record, point_of: Callable[[Thread], int]) -> Thread:
    """Creation: the enter of the creating call is before the new thread's birth.

    The creator is stopped at the enter, and only the call that follows makes the new thread
    (clone(2)). Where the enter is not recorded there is no edge.
    """
    tid, pid, how = record["tid"], record["pid"], record.get("how", "start")
    by = state.threads.get(record.get("by") or 0)
    creator, enter, call = state.created.pop(tid, (by, by.created if by else None, {}))
    if creator is not None and creator.call is not None and not call:
        call = creator.call[1]
    flags = call.get("flags", ())
    if how == "thread" and pid in state.processes:
        process = state.processes[pid]
        process.table.users += 1
    else:
        parent = creator.process if creator else None
        if parent and "CLONE_PARENT" in flags and parent.parent:
            parent = parent.parent
        process = state.process(pid, parent, how)
        if parent:
            parent.children = parent.children if parent.children is not None else {}
            parent.children[pid] = process
    thread = state.thread(tid, process)
    thread.last = point_of(thread)
    if creator is None or enter is None:
        return thread
    state.graph.edge(creator.chain, enter, thread.chain, thread.last, Kind.CREATION)
    if how != "thread":
        process.signals_child = how in ("fork", "vfork") or "SIGCHLD" in (
            *flags,
            call.get("signal"),
        )
        copied = enter, thread.last
        _descriptors(creator.process, process, copied, shared="CLONE_FILES" in flags)
    if how in ("thread", "vfork") or "CLONE_VM" in flags:
        _share(state, creator, thread)
    _mappings(state, creator, thread)
    return thread


def returned(state: State, thread: Thread, enter: int, call: Record, result: int) -> None:
    """vfork: the child's exec or last point is before the creator's leave.

    vfork(2) suspends the creator until the child has called execve or ended. The child's execve
    is still before that at its enter; a later execve of the same child proves nothing.
    """
    child = state.threads.get(result)
    born = child is not None and child.process.parent is thread.process
    if not born and result > 0:
        state.created[result] = (thread, enter, call)
    process = state.processes.get(result)
    if process is None or process.parent is not thread.process:
        return
    if process.how != "vfork" and "CLONE_VFORK" not in call.get("flags", ()):
        return
    released = process.released
    if released is None and child is not None and child.call and child.executing is not None:
        released = child.executing
        # The exec is recorded later; the memory is no longer shared from here on.
        _unshare(state, child, thread.last)
    if released is not None:
        state.follow(released, thread, Kind.RELEASE)
    elif process.gone:
        state.after(process, thread, Kind.RELEASE)


def executed(state: State, thread: Thread, record: Record) -> None:
    """Exec: every other thread's last point is before it; the memory is new.

    execve(2) destroys all other threads first and waits for them (de_thread). The one that called
    it goes on as the leader. Descriptors marked close-on-exec were released behind its enter.
    """
    process, caller = thread.process, thread
    for other in list(process.threads or ()):
        if other is thread:
            continue
        state.edge(other.chain, other.last, thread, Kind.EXEC)
        if other.executing is not None:
            caller = other
        state.graph.leave(other.chain, other.last)
        process.leave(other)
        state.threads.pop(other.tid, None)
    start = caller.executing
    process.path = sys.intern(str(record.get("path", "")))  # that of every worker is the same
    if start is not None:
        old = process.table
        process.table = state.table()
        process.table.copy(old, start, start)
        process.table.exec = True
        old.users = 0
        old.end(start)
        if process.released is None:
            process.released = start
    _unshare(state, thread, thread.last - 1)
    process.memory, thread.call, thread.executing = None, None, None
    process.ended = None


def _descriptors(
    creator: Process, process: Process, copied: tuple[int, int], *, shared: bool
) -> None:
    if shared:
        process.table = creator.table
        process.table.users += 1
    else:
        process.table.copy(creator.table, *copied)


def _share(state: State, creator: Thread, thread: Thread) -> None:
    """May: threads of one memory pass order on through it, which no system call shows."""
    owner = creator.process
    if owner.memory is None:
        owner.memory = state.graph.virtual()
        for each in (owner.threads or set()) - {thread}:
            state.graph.join(each.chain, owner.memory, thread.last)
    thread.process.memory = owner.memory
    state.graph.join(thread.chain, owner.memory, thread.last)


def _unshare(state: State, thread: Thread, until: int) -> None:
    """An exec brings a new memory; locks that are open stay."""
    locks = {chain for name, chain in state.channels.items() if name.startswith("lock")}
    state.graph.leave(thread.chain, until, kept=locks)


def _mappings(state: State, creator: Thread, thread: Thread) -> None:
    """May: a child inherits shared mappings and open locks with whatever else can be shared."""
    for each in creator.chain.memberships or ():
        if each.until == NEVER and each.channel is not creator.process.memory:
            state.graph.join(thread.chain, each.channel, thread.last)
