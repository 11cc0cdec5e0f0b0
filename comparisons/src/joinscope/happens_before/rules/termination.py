"""Ends of processes, and the calls and signals that tell of them."""

import os
from collections.abc import Iterator

from joinscope.happens_before.causal_past import CausalPast, Ways
from joinscope.happens_before.choices import Choice, strongest
from joinscope.happens_before.graph import NEVER, Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import Process, Rival, State, Thread
from joinscope.happens_before.looks import HAS_ENDED, IS_GONE
from joinscope.happens_before.rules import ends, handlers, may, signals
from joinscope.recording.records import (
    Leave,
    TransferArguments,
    WaitArguments,
    WaitResults,
    WriteArguments,
)

STOPS = {"WUNTRACED", "WSTOPPED", "WCONTINUED"}


def exiting(state: State, thread: Thread) -> None:
    """A thread's last point: behind it the kernel drops its share of the descriptors."""
    process = thread.process
    shell = state.shells.pop(process, None) if state.shells else None
    if shell is not None and not shell.waits:
        thread.handled = None  # its end comes after nothing that it was told: see shells.py
    handlers.ends(state, thread)
    process.end(thread.last)
    process.leave(thread)
    if state.adopting and process.children and process.gone:
        _leave_behind(state, process)
    process.table.end(thread.last)
    process.table.users -= 1
    if thread.write is not None and thread.call is not None:
        match thread.call[1].arguments:
            case WriteArguments(object=name) | TransferArguments(object=name):
                channel = state.channel_of(name)
                if channel is not None and channel.inbox is not None:
                    channel.inbox.stream.abandon()
    thread.call = thread.write = None
    state.closing.pop(thread, None)
    if state.threads.get(thread.tid) is thread:
        del state.threads[thread.tid]


def _leave_behind(state: State, process: Process) -> None:
    """Its children become those of the nearest process above that has asked for it: prctl(2)."""
    above = process.parent
    while above is not None and (above.gone or above not in state.adopting):
        above = above.parent
    if above is not None:
        above.children = (above.children or {}) | (process.children or {})
        process.children = None


def waited(state: State, thread: Thread, call: WaitArguments, record: Leave) -> int | None:
    """Reap: the last point of each thread of a process is before the call that took its status.

    A process can be waited for only as a zombie, which it is when all its threads have ended
    (wait(2); the kernel delays a leader that ends early). The same holds of a look with WNOWAIT.
    A call that tells of a stop or a continuation says nothing of an end: order flows from the
    child, but which of its points it comes after cannot be told. Returns the PID that was reaped.
    """
    match record.results:
        case WaitResults(child=None):
            may.anything(state, thread, Reason.UNREADABLE)
        case WaitResults(child=int(pid), reaped=True):
            children = thread.process.children or {}
            child = children.get(pid) if not thread.process.foreign else None
            child = child or state.named(thread.process, pid)
            if child is None:
                may.anything(state, thread, Reason.UNRECORDED_PROCESS)
            elif child.gone:
                ends.told(
                    state, thread, child, Kind.REAP, choice=choice_of(state, thread, call, child)
                )
            if child is not None:
                state.looks.came((IS_GONE, child), thread.chain, thread.last)
                children.pop(pid, None)
            return pid
        case WaitResults(child=int(pid), status=status):
            _told(state, thread, call, state.named(thread.process, pid), status)
        case _ if record.error == "ECHILD":
            _gone(state, thread, call)
        case _ if record.error is None:
            _not_yet(state, thread, call, record.call)
    return None


def _not_yet(state: State, thread: Thread, call: WaitArguments, name: str) -> None:
    """Not yet: a wait with WNOHANG that found no child that had ended.

    Which children are in a group is not known.
    """
    if name == "waitid" and "WEXITED" not in call.options:
        return
    enter = state.graph.partner[thread.last]
    if call.idtype == "P_PGID" and (call.id != 0 or state.groups_set):
        may.everybody_since(state, thread, enter, Reason.PROCESS_LOOK)
        return
    for child in _candidates(thread.process, call):
        if child.parent is not thread.process and child.gone:  # it may not have been adopted yet
            may.everybody_since(state, thread, enter, Reason.CHILD_STATE)
        elif child.signals_child != ("__WCLONE" in call.options) or "__WALL" in call.options:
            state.looks.in_vain((HAS_ENDED, child), thread.chain, enter)


def choice_of(state: State, thread: Thread, call: WaitArguments, child: Process) -> Choice | None:
    """The choice by which a wait was told of this child's end; None: it could tell of nothing else.

    That is so of a wait for one child's end alone that goes on until it has ended. A wait for any
    child is one for that child if no other can be there while it waits: none that exists, is
    adopted, or is made by another thread. What is left of a choice among several is guarded by it.
    So is a wait for an end that the thread has learned of before, by a choice: as of a join that
    did not expire, which polls a pipe of the worker's before it waits for the worker itself.
    """
    process, made = thread.process, list[Choice | None]()
    if call.child is None:
        children = (process.children or {}).values()
        unforeseen = child not in children  # why it is a child of the process nobody knows
        if unforeseen and process not in state.adopting:
            state.adopting.add(process)
            for each in state.all_processes:
                if each.gone and each.children:
                    _leave_behind(state, each)
        below = _orphans(process) if process in state.adopting else ()
        rivals = dict.fromkeys((*children, *below, child))
        if unforeseen or len(rivals) > 1 or len(process.threads or ()) > 1:
            made.append(Choice.WHICH_CHILD)
            for each in rivals:
                if each.guard is not Choice.WHICH_CHILD:
                    rival = Rival(Choice.WHICH_CHILD, thread.last, child=each)
                    state.candidates.append(rival)
                each.guard = Choice.WHICH_CHILD
    made.append(child.guard)
    if "WNOHANG" in call.options:
        made.append(Choice.NON_BLOCKING)
    if not STOPS.isdisjoint(call.options):
        made.append(Choice.WHICH_CHANGE)
    found = strongest(*made)
    return _known(state, thread, child) if found is None else found


def beyond_ends(state: State, process: Process, call: WaitArguments) -> bool:
    """Whether a wait could have been told of more than the end of a child that was there."""
    optional = not STOPS.union({"WNOHANG"}).isdisjoint(call.options)
    return optional or process in state.adopting or len(process.threads or ()) > 1


def _known(state: State, thread: Thread, child: Process) -> Choice | None:
    """The choice by which the thread knew of the end before it waited; None: it did not, or had to.

    Most waits have to wait: then it cannot have known, and there is nothing to be searched. A
    signal that came while it computed is no answer to a call: a shell has a handler for SIGCHLD,
    which may run before it gets to its wait; but the wait is made, and waits, wherever that ran.
    """
    enter = state.graph.partner[thread.last]
    ends = [end for end in child.ended or () if end < enter < NEVER]
    if not ends:
        return None
    past = CausalPast(state.graph, enter, floor=min(ends), ways=Ways.CHOICES)
    steps = past.path(min(ends)) or []
    whys = (each.why for each in steps if each.why is not Choice.INTERRUPTED)
    found = strongest(*(why for why in whys if isinstance(why, Choice)))
    return None if found is None or state.reaches(min(ends), enter) else found


def _told(
    state: State, thread: Thread, call: WaitArguments, child: Process | None, status: int | None
) -> None:
    ended = status is not None and (os.WIFEXITED(status) or os.WIFSIGNALED(status))
    if child is None:
        may.anything(state, thread, Reason.UNRECORDED_PROCESS)
    elif ended and child.gone:
        ends.told(state, thread, child, Kind.WAITED, choice=choice_of(state, thread, call, child))
    else:
        if status is not None and os.WIFCONTINUED(status):
            signals.told_of_continuation(state, thread, child)
        for each in child.threads or ():
            state.edge(each.chain, each.last, thread, Kind.MAY, reason=Reason.CHILD_STATE)
        state.after(child, thread, Kind.MAY, reason=Reason.CHILD_STATE)


def _gone(state: State, thread: Thread, call: WaitArguments) -> None:
    """ECHILD: the children that the call could have waited for are gone, so it is after their ends.

    So it ends where SIGCHLD is ignored: wait(2) blocks until all of them have ended and then
    fails. Only for children that signal their end with SIGCHLD: __WCLONE ones are not waited for.
    Which children are in a group is not known.
    """
    if any(option in call.options for option in ("__WCLONE", "__WNOTHREAD")):
        return
    for each in _adopted(state, thread.process):
        state.after(each, thread, Kind.MAY, reason=Reason.CHILD_STATE)
    for child in list(_candidates(thread.process, call)):
        if not child.gone or not child.signals_child:
            continue
        if call.idtype == "P_ALL" or call.child is not None:
            state.looks.came((IS_GONE, child), thread.chain, thread.last)
            looked = Choice.NON_BLOCKING if "WNOHANG" in call.options else None
            choice = strongest(child.guard, looked)
            ends.told(state, thread, child, Kind.GONE, choice=choice)
            (thread.process.children or {}).pop(child.pid)
        else:
            state.after(child, thread, Kind.MAY, reason=Reason.HIDDEN_ORDER)


def _orphans(process: Process) -> Iterator[Process]:
    """Those that a subreaper becomes the parent of when theirs ends: the children of its own."""
    todo = list((process.children or {}).values())
    while todo:
        below = list((todo.pop().children or {}).values())
        yield from below
        todo += below


def _adopted(state: State, process: Process) -> Iterator[Process]:
    """Those that have ended of whom a process may have become the parent (PR_SET_CHILD_SUBREAPER).

    Whoever has lost the parent that it had, and has the process among those above that.
    """
    for each in state.all_processes:
        above = each.parent
        if not each.gone or above is None or above is process or not above.gone:
            continue
        while above is not None and above is not process:
            above = above.parent
        if above is process:
            yield each


def _candidates(process: Process, call: WaitArguments) -> Iterator[Process]:
    children = process.children or {}
    if call.child is None:
        yield from children.values()
    elif call.child in children:
        yield children[call.child]
