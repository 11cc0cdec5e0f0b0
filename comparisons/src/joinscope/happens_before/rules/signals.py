"""Signals: what a delivery comes after."""

from joinscope.happens_before.graph import Kind
from joinscope.happens_before.kernel_state import Kill, Process, State, Thread
from joinscope.happens_before.rules import may
from joinscope.recording.records import (
    DescriptorResults,
    KillArguments,
    Leave,
    PidfdArguments,
    Signal,
)

OWN = {"SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS", "SIGPIPE", "SIGALRM"}
OWN |= {"SIGVTALRM", "SIGPROF", "SIGXCPU", "SIGXFSZ"}
SILENT = {"SIGCHLD", "SIGURG", "SIGWINCH"}  # by default they do nothing
CHANGED = ("CLD_STOPPED", "CLD_TRAPPED", "CLD_CONTINUED")
ENDED = ("CLD_EXITED", "CLD_KILLED", "CLD_DUMPED")


def kill_enter(state: State, thread: Thread, call: KillArguments) -> None:
    """Remember who is about to send which signal to whom."""
    sent = state.kills.setdefault((thread.process, call.signal), [])
    sent.append(Kill(thread, thread.last, max(call.target or 0, 0)))


def kill_leave(
    state: State, thread: Thread, enter: int, call: KillArguments, record: Leave
) -> None:
    """Forget a call that has sent nothing."""
    if record.error is not None:
        sent = state.kills.get((thread.process, call.signal), [])
        sent[:] = [each for each in sent if each.enter != enter]


def pidfd_opened(state: State, thread: Thread, call: PidfdArguments, record: Leave) -> None:
    """Remember which process a pidfd tells of."""
    target = state.processes.get(call.target)
    match record.results:
        case DescriptorResults(fd=fd) if target is not None:
            thread.process.pidfds = {**(thread.process.pidfds or {}), fd: target}


def delivered(state: State, thread: Thread, record: Signal) -> None:
    """Signal: the enter of the call that sent it is before its delivery.

    The kernel names the sender (si_pid). Signals of one number do not queue; so of the calls of one
    thread that could have sent it, the oldest that no earlier delivery used up was made before this
    one, even if a later call has caused it. Calls of several threads of the sender cannot be told
    apart so. A signal of nobody in the recording is from outside.

    A signal that is ignored reaches nobody: what comes after it need not have waited for it.
    """
    name = record.name
    source = state.processes.get(record.sender) if record.sender is not None else None
    ignored = record.action == "ignore" or (record.action == "default" and name in SILENT)
    of_child = name == "SIGCHLD" and record.code in (*ENDED, *CHANGED)
    if of_child and source is not None and source.parent is thread.process:
        if not ignored:
            _child(state, thread, source, record)
        return
    kills = state.kills.get((source, record.signal)) if source is not None else None
    possible = [each for each in kills or () if each.target in _names(thread)]
    if kills is None or not possible:
        itself = source is None if record.sender is None else source is thread.process
        if not ignored and not (itself and name in OWN):
            may.anything(state, thread)
        return
    first = possible[0]
    kills.remove(first)
    if ignored:
        return
    alone = all(each.thread is first.thread for each in possible)
    state.edge(first.thread.chain, first.enter, thread, Kind.SIGNAL if alone else Kind.MAY)


def _child(state: State, thread: Thread, child: Process, record: Signal) -> None:
    """SIGCHLD: the last point of each thread of a child is before the signal that tells of its end.

    It is sent when the child becomes a zombie. A stop or a continuation sends one too: that proves
    no end. Nor does it where nobody knows whether it was handled.
    """
    if record.action == "handle" and child.gone and record.code in ENDED:
        state.after(child, thread, Kind.CHILD_SIGNAL)
        return
    for each in child.threads or ():
        state.edge(each.chain, each.last, thread, Kind.MAY)
    state.after(child, thread, Kind.MAY)


def _names(thread: Thread) -> tuple[int, int, int]:
    return 0, thread.tid, thread.process.pid
