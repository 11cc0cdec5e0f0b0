"""Ends of processes, and the calls and signals that tell of them."""

from collections.abc import Iterator

from joinscope.happens_before.kernel_state import Process, Record, State, Thread
from joinscope.happens_before.kinds import Kind

ANY = -1


def exiting(state: State, thread: Thread) -> None:
    """A thread's last point: behind it the kernel drops its share of the descriptors."""
    process = thread.process
    process.end(thread.last)
    process.leave(thread)
    process.table.end(thread.last)
    process.table.users -= 1
    if thread.write is not None and thread.call is not None:
        name = thread.call[1].get("object")
        if name in state.passages:
            inbox = state.passages[state.passages[name].peer or name]
            inbox.stream.abandon()
    thread.call = thread.write = None
    if state.threads.get(thread.tid) is thread:
        del state.threads[thread.tid]


def waited(state: State, thread: Thread, call: Record, record: Record) -> int | None:
    """Reap: the last point of each thread of a process is before the call that took its status.

    A process can be waited for only as a zombie, which it is when all its threads have ended
    (wait(2); the kernel delays a leader that ends early). The same holds of a look with WNOWAIT.
    A call that tells of a stop or a continuation says nothing of an end: order flows from the
    child, but which of its points it comes after cannot be told. Returns the PID that was reaped.
    """
    reaped, result = record.get("reaped"), record.get("result", -1)
    if reaped is not None:
        child = (thread.process.children or {}).pop(reaped, None) or state.processes.get(reaped)
        if child is not None and child.gone:
            state.after(child, thread, Kind.REAP)
        return int(reaped)
    if record.get("error") == "ECHILD":
        _gone(state, thread, call)
        return None
    if result < 0 or record.get("error") or not _told(record):
        return None
    asked = _asked(call)
    pid = record.get("child") or (asked if asked > 0 else result)
    child = state.processes.get(pid)
    if child is None:
        state.graph.influenced(thread.chain, thread.last)
    elif record.get("code") is not None and child.gone:
        state.after(child, thread, Kind.WAITED)
    else:
        for each in child.threads or ():
            state.edge(each.chain, each.last, thread, Kind.MAY)
        state.after(child, thread, Kind.MAY)
    return None


def _told(record: Record) -> bool:
    """Whether the call told of a child at all: with WNOHANG it may have had nothing to tell."""
    if record.get("call") == "waitid":
        return record.get("status") is not None or record.get("child") is not None
    return int(record.get("result", 0)) > 0


def _gone(state: State, thread: Thread, call: Record) -> None:
    """ECHILD: the children that the call could have waited for are gone, so it is after their ends.

    So it ends where SIGCHLD is ignored: wait(2) blocks until all of them have ended and then
    fails. Only for children that signal their end with SIGCHLD: __WCLONE ones are not waited for.
    """
    options = call.get("options", ())
    if any(option in options for option in ("__WCLONE", "__WNOTHREAD")):
        return
    for child in list(_candidates(thread.process, call)):
        if child.gone and child.signals_child:
            state.after(child, thread, Kind.GONE)
            (thread.process.children or {}).pop(child.pid)


def _candidates(process: Process, call: Record) -> Iterator[Process]:
    asked, children = _asked(call), process.children or {}
    if asked in children:
        yield children[asked]
    elif asked == ANY:
        yield from children.values()


def _asked(call: Record) -> int:
    """The one child that the call asks for; ANY for any of them; 0 for a group of them."""
    if "idtype" in call:
        return {"P_PID": int(call.get("id", 0)), "P_ALL": ANY}.get(call["idtype"], 0)
    target = int(call.get("target", 0))
    return target if target > 0 or target == ANY else 0
