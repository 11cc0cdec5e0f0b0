"""Signals: what a delivery comes after."""

from joinscope.happens_before.kernel_state import Kill, Process, Record, State, Thread
from joinscope.happens_before.kinds import Kind
from joinscope.happens_before.rules import may

OWN = {"SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS", "SIGPIPE", "SIGALRM"}
OWN |= {"SIGVTALRM", "SIGPROF", "SIGXCPU", "SIGXFSZ"}
SILENT = {"SIGCHLD", "SIGURG", "SIGWINCH"}  # by default they do nothing
ENDED = ("CLD_EXITED", "CLD_KILLED", "CLD_DUMPED")


def kill_enter(state: State, thread: Thread, call: Record) -> None:
    """Remember who is about to send which signal to whom."""
    if "signal" in call:
        target = int(call.get("target", 0))
        sent = state.kills.setdefault((thread.process, int(call["signal"])), [])
        sent.append(Kill(thread, thread.last, max(target, 0)))


def pidfd_opened(state: State, thread: Thread, call: Record, record: Record) -> None:
    """Remember which process a pidfd tells of."""
    target, fd = state.processes.get(int(call.get("target", 0))), int(record.get("result", -1))
    if "signal" not in call and target is not None and fd >= 0:
        thread.process.pidfds = {**(thread.process.pidfds or {}), fd: target}


def delivered(state: State, thread: Thread, record: Record) -> None:
    """Signal: the enter of the call that sent it is before its delivery.

    The kernel names the sender (si_pid). Each delivery uses up at least one call; so of the calls
    that one thread of the sender made and that could have been it, the first that no earlier
    delivery used up was made before this one, whichever it really was. Calls of several threads of
    the sender cannot be told apart so. A signal of nobody in the recording is from outside.

    A signal that is ignored reaches nobody: what comes after it need not have waited for it.
    """
    name, sender = str(record.get("name", "")), int(record.get("from") or 0)
    source = state.processes.get(sender)
    action = record.get("action")
    ignored = action == "ignore" or (action == "default" and name in SILENT)
    if name == "SIGCHLD" and source is not None and source.parent is thread.process:
        if not ignored:
            _child(state, thread, source, record)
        return
    if sender == 0 and (name in OWN or ignored):
        return
    kills = state.kills.get((source, int(record.get("signal", 0)))) if source else None
    possible = [each for each in kills or () if each.target in _names(thread)]
    if not possible:
        if not ignored:
            may.anything(state, thread)
        return
    first = possible[0]
    if kills is not None:
        kills.remove(first)
    if ignored:
        return
    alone = all(each.thread is first.thread for each in possible)
    state.edge(first.thread.chain, first.enter, thread, Kind.SIGNAL if alone else Kind.MAY)


def _child(state: State, thread: Thread, child: Process, record: Record) -> None:
    """SIGCHLD: the last point of each thread of a child is before the signal that tells of its end.

    It is sent when the child becomes a zombie. A stop or a continuation sends one too, and so can
    kill: then it proves no end. Nor does it where nobody knows whether it was handled.
    """
    handled = record.get("action") == "handle"
    sent = (child, int(record.get("signal", 0))) in state.kills
    code = record.get("code")
    ended = code in ENDED if code is not None else not child.stopped
    if handled and child.gone and ended and not sent:
        state.after(child, thread, Kind.CHILD_SIGNAL)
        return
    for each in child.threads or ():
        state.edge(each.chain, each.last, thread, Kind.MAY)
    state.after(child, thread, Kind.MAY)


def _names(thread: Thread) -> tuple[int, int, int]:
    return 0, thread.tid, thread.process.pid
