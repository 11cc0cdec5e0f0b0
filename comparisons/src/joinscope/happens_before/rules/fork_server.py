"""The fork server's axiom: it writes a worker's status after it has reaped that worker.

Which pipe is whose the server says itself: behind the fork it writes the new PID into the pipe, and
nothing more but the status.

    server    fork = 7   write(9, PID)     wait4(-1, WNOHANG) = 7   write(9, status)
    worker 7                      exit

So who reads the second number of that pipe does so after the end of worker 7, in every run: see
axioms.py. That is an edge to the read, not to the write: in which order the server writes the
statuses of several workers is a choice, so what it did before a write need not be before it.

Nothing else comes of a worker's end. Whether the server learns of it, by SIGCHLD and such waits,
before it is asked for the next worker or behind that, it forks that one alike. So the signal is no
reason for what it does next, what its waits are told lies beside what else it does, and that the
handler wakes its loop is no other answer that its epoll_wait() could have had.
"""

from joinscope.happens_before.axioms import FORK_SERVERS, NUMBER
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.rules import beside, termination
from joinscope.recording.records import Exec, Leave, WaitArguments, WriteArguments


def executed(state: State, thread: Thread, record: Exec) -> None:
    """Whether the new program is a fork server."""
    state.fork_servers.pop(thread.process, None)
    if any(words in each for words in FORK_SERVERS for each in record.arguments):
        state.fork_servers[thread.process] = {}


def waited(state: State, thread: Thread, call: WaitArguments, leave: Leave) -> int | None:
    """The server has asked whether a worker has ended. Returns the PID that was reaped."""
    if "WNOHANG" in call.options and call.child is None:
        return beside.waited(state, thread, call, leave)
    return termination.waited(state, thread, call, leave)


def forked(state: State, thread: Thread, pid: int) -> None:
    """A fork has returned in the server: it says next which pipe is the new worker's."""
    if pid > 0 and thread.process in state.fork_servers:
        thread.served = pid


def writes(state: State, thread: Thread, call: WriteArguments) -> None:
    """The server has begun to write: a new worker's PID, or the status of one that has ended."""
    statuses = state.fork_servers.get(thread.process)
    if statuses is None or call.object is None or call.count != NUMBER:
        return
    if thread.served is not None:
        statuses[thread.served], thread.served = call.object, None
        return
    pid = next((pid for pid, pipe in statuses.items() if pipe == call.object), None)
    if pid is None:
        return
    del statuses[pid]
    child = state.processes.get(pid)
    known = child is not None and child.gone and child.parent is thread.process
    if known and child is not None and thread.write is not None:
        thread.write.ends = tuple(child.ended or ())
