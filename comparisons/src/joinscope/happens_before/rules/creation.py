"""Creations and execs: what a new process or thread comes after, and what it takes along."""

import re
from collections.abc import Callable, Collection
from pathlib import PurePath

from joinscope.happens_before.graph import NEVER, Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import Process, Program, State, Thread
from joinscope.happens_before.proc_mentions import mentions
from joinscope.happens_before.rules import deferred, fork_server, handlers, shells, starting
from joinscope.recording.records import (
    CreateArguments,
    Creation,
    DescriptorResults,
    Enter,
    Exec,
    Leave,
)

# What may be $PPID in a shell's command: its name, what reads commands, or puts a name together.
ASKS = re.compile(r"PPID|eval|source|typeset|declare|set\b|env\b|\$\{!|(^|[\s;&|({`])\.\s")

# What a child can share with its creator that has memory of its own.
SHARED = {"CLONE_FILES": Reason.DESCRIPTOR_STATE, "CLONE_FS": Reason.FILE}


def created(state: State, record: Creation, point_of: Callable[[Thread], int]) -> Thread:
    """Creation: the enter of the creating call is before the new thread's first point.

    The creator is stopped at the enter, and only the call that follows makes the new thread
    (clone(2)). Where the enter is not recorded there is no edge.
    """
    by = state.threads.get(record.by) if record.by is not None else None
    creator, enter, call = state.created.pop(record.tid, (by, by.created if by else None, None))
    if creator is not None and creator.call is not None and call is None:
        call = creator.call[1]
    flags, signal = _given(call)
    process = state.processes.get(record.pid)
    if record.how == "thread" and process is not None:
        process.table.users += 1
    else:
        parent = creator.process if creator else None
        if parent and "CLONE_PARENT" in flags and parent.parent:
            parent = parent.parent
        process = state.process(record.pid, parent, record.how)
        maker = creator.process if creator else None
        if "CLONE_NEWPID" in flags or maker in state.namespaces:
            process.foreign = True
            state.namespaces.add(process)
        if maker is not None:
            process.program = maker.program
            if maker in state.shells:
                shells.created(state, maker, process)
        if parent:
            parent.children = parent.children if parent.children is not None else {}
            parent.children[record.pid] = process
            if enter is not None and parent in state.only_ends:
                handlers.another_child(state, process, enter)
    thread = state.thread(record.tid, process)
    thread.last = point_of(thread)
    if creator is None or enter is None:
        return thread
    state.follow(creator.origin or enter, thread, Kind.CREATION)
    starting.created(state, creator, process, enter)
    if record.how != "thread":
        process.signals_child = record.how in ("fork", "vfork") or signal == "SIGCHLD"
        copied = enter, thread.last
        _descriptors(creator.process, process, copied, shared="CLONE_FILES" in flags)
    memory = record.how in ("thread", "vfork") or "CLONE_VM" in flags
    (_share if memory else _share_alone)(state, creator, thread, flags)
    _mappings(state, creator, thread)
    return thread


def _given(call: Enter | None) -> tuple[tuple[str, ...], str | None]:
    """The flags of the creating call, and the signal that tells of the child's end.

    Where the flags could not be read, the child may share the memory.
    """
    given = call.arguments if call is not None else None
    if not isinstance(given, CreateArguments):
        return (), None
    return ("CLONE_VM",) if given.flags is None else given.flags, given.signal


def returned(state: State, thread: Thread, enter: int, call: Enter, leave: Leave) -> None:
    """vfork: the child's exec or last point is before the creator's leave.

    vfork(2) suspends the creator until the child has called execve or ended. The child's execve
    is still before that at its enter; a later execve of the same child proves nothing.
    """
    result = leave.result
    fork_server.forked(state, thread, result)
    if thread.process in state.shells:
        shells.returned(state, thread.process, result)
    made, table = state.named(thread.process, result), thread.process.table
    if isinstance(leave.results, DescriptorResults) and made is not None:  # CLONE_PIDFD
        table.pidfds = {**(table.pidfds or {}), leave.results.fd: made.number}
    child = state.threads.get(result)
    known = child is not None and child.process.parent is thread.process
    if not known and result > 0:
        state.created[result] = (thread, enter, call)
    process = state.processes.get(result)
    if process is None or process.parent is not thread.process:
        return
    if process.how != "vfork" and "CLONE_VFORK" not in _given(call)[0]:
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


def executed(state: State, thread: Thread, record: Exec) -> None:
    """Exec: every other thread's last point is before it; the memory is new.

    execve(2) destroys all other threads first and waits for them (de_thread), also for those that
    had ended by themselves. The one that called it goes on as the leader. Descriptors marked
    close-on-exec were released behind its enter.
    """
    process, caller = thread.process, thread
    state.after(process, thread, Kind.EXEC)
    if process in state.started:  # not by start(), then
        state.follow(state.started.pop(process), thread, Kind.CREATION)
    for other in list(process.threads or ()):
        if other is thread:
            continue
        state.edge(other.chain, other.last, thread, Kind.EXEC)
        if other.executing is not None:
            caller = other
        state.graph.leave(other.chain, other.last)
        process.leave(other)
        state.closing.pop(other, None)
        state.threads.pop(other.tid, None)
    handlers.ends(state, thread)
    start = caller.executing
    process.program = Program(
        looks=process.program.looks or mentions(record.path, record.arguments),
        indifferent=_indifferent(record),
        python=starting.is_python(record),
        defers=deferred.defers(record.path),
        traps=shells.may_trap(record),
        traps_ends=shells.may_trap_ends(record),
    )
    state.executed.add(record.path.rpartition("/")[2])
    shells.executed(state, process, record)
    fork_server.executed(state, thread, record)
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
    state.closing.pop(thread, None)


def _indifferent(record: Exec) -> bool:
    """Whether a shell runs a command that does not ask for the parent, whom each shell looks up.

    That is what its variable PPID tells, and no child has it. A command can read more commands from
    elsewhere; a bash that is not called sh does before it begins.
    """
    shell, called = (
        PurePath(record.path).name,
        PurePath(record.arguments[0] if record.arguments else "").name,
    )
    if shell != "dash" and (shell, called) != ("bash", "sh"):
        return False
    match record.arguments:
        case (_, "-c", command, *_):
            return ASKS.search(command) is None
    return False


def _descriptors(
    creator: Process, process: Process, copied: tuple[int, int], *, shared: bool
) -> None:
    if shared:
        process.table = creator.table
        process.table.users += 1
    else:
        process.table.copy(creator.table, *copied)
        process.table.pidfds = dict(creator.table.pidfds) if creator.table.pidfds else None


def _share(state: State, creator: Thread, thread: Thread, _flags: Collection[str]) -> None:
    """May: threads of one memory pass order on through it, which no system call shows."""
    owner = creator.process
    if owner.memory is None:
        owner.memory = state.graph.virtual(Reason.THREADS)
        for each in (owner.threads or set()) - {thread}:
            state.graph.join(each.chain, owner.memory, thread.last)
    thread.process.memory = owner.memory
    state.graph.join(thread.chain, owner.memory, thread.last)


def _share_alone(state: State, creator: Thread, thread: Thread, flags: Collection[str]) -> None:
    """May: processes of one table of descriptors, or one working directory and umask, see changes.

    That a descriptor is closed, or the directory another one, a call tells that is not recorded.
    """
    for flag in SHARED.keys() & set(flags):
        medium = state.graph.virtual(SHARED[flag])
        for each in creator.process.threads or {creator}:
            state.graph.join(each.chain, medium, thread.last)
        state.graph.join(thread.chain, medium, thread.last)


def _unshare(state: State, thread: Thread, until: int) -> None:
    """An exec brings a new memory; locks that are open stay."""
    locks = {chain for name, chain in state.media.items() if name.startswith("lock")}
    state.graph.leave(thread.chain, until, kept=locks)


def _mappings(state: State, creator: Thread, thread: Thread) -> None:
    """May: a child inherits shared mappings and open locks with whatever else can be shared."""
    for each in creator.chain.memberships or ():
        if each.until == NEVER and each.medium is not creator.process.memory:
            state.graph.join(thread.chain, each.medium, thread.last, writes=each.writes)
