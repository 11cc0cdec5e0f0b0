"""Ends of processes, and the calls and signals that tell of them."""

import os
from collections.abc import Iterator

from joinscope.happens_before.graph import Kind
from joinscope.happens_before.kernel_state import Process, State, Thread
from joinscope.happens_before.rules import may
from joinscope.recording.records import (
    Leave,
    TransferArguments,
    WaitArguments,
    WaitResults,
    WriteArguments,
)


def exiting(state: State, thread: Thread) -> None:
    """A thread's last point: behind it the kernel drops its share of the descriptors."""
    process = thread.process
    process.end(thread.last)
    process.leave(thread)
    process.table.end(thread.last)
    process.table.users -= 1
    if thread.write is not None and thread.call is not None:
        match thread.call[1].arguments:
            case WriteArguments(object=name) | TransferArguments(object=name):
                channel = state.channel_of(name)
                if channel is not None and channel.inbox is not None:
                    channel.inbox.stream.abandon()
    thread.call = thread.write = None
    if state.threads.get(thread.tid) is thread:
        del state.threads[thread.tid]


def waited(state: State, thread: Thread, call: WaitArguments, record: Leave) -> int | None:
    """Reap: the last point of each thread of a process is before the call that took its status.

    A process can be waited for only as a zombie, which it is when all its threads have ended
    (wait(2); the kernel delays a leader that ends early). The same holds of a look with WNOWAIT.
    A call that tells of a stop or a continuation says nothing of an end: order flows from the
    child, but which of its points it comes after cannot be told. Returns the PID that was reaped.
    """
    match record.results:
        case WaitResults(child=None):
            may.anything(state, thread)
        case WaitResults(child=int(pid), reaped=True):
            children = thread.process.children or {}
            child = children.pop(pid, None) or state.processes.get(pid)
            if child is not None and child.gone:
                state.after(child, thread, Kind.REAP)
            return pid
        case WaitResults(child=int(pid), status=status):
            _told(state, thread, state.processes.get(pid), status)
        case _ if record.error == "ECHILD":
            _gone(state, thread, call)
    return None


def _told(state: State, thread: Thread, child: Process | None, status: int | None) -> None:
    ended = status is not None and (os.WIFEXITED(status) or os.WIFSIGNALED(status))
    if child is None:
        may.anything(state, thread)
    elif ended and child.gone:
        state.after(child, thread, Kind.WAITED)
    else:
        for each in child.threads or ():
            state.edge(each.chain, each.last, thread, Kind.MAY)
        state.after(child, thread, Kind.MAY)


def _gone(state: State, thread: Thread, call: WaitArguments) -> None:
    """ECHILD: the children that the call could have waited for are gone, so it is after their ends.

    So it ends where SIGCHLD is ignored: wait(2) blocks until all of them have ended and then
    fails. Only for children that signal their end with SIGCHLD: __WCLONE ones are not waited for.
    Which children are in a group is not known.
    """
    if any(option in call.options for option in ("__WCLONE", "__WNOTHREAD")):
        return
    for child in list(_candidates(thread.process, call)):
        if not child.gone or not child.signals_child:
            continue
        if call.idtype == "P_ALL" or call.child is not None:
            state.after(child, thread, Kind.GONE)
            (thread.process.children or {}).pop(child.pid)
        else:
            state.after(child, thread, Kind.MAY)


def _candidates(process: Process, call: WaitArguments) -> Iterator[Process]:
    children = process.children or {}
    if call.child is None:
        yield from children.values()
    elif call.child in children:
        yield children[call.child]
