"""The known traps at which a program hangs: each with a stable code and its facts.

hang_causes.py recognises them in who waits for whom; render/wording/hang_causes.py says what they
are, and hang_advice.py what to do.
"""

from typing import Literal

import msgspec

from joinscope.explanation import known_traps
from joinscope.explanation.known_traps import FullPipe, Trap
from joinscope.vocabulary import code_of


class _Trap(msgspec.Struct, frozen=True, tag_field="code", tag=code_of):
    """A trap at which a program hangs."""


class PipeHeldByWaiter(_Trap, frozen=True):
    """A deadlock: one reads a pipe to its end, whose writing end is held by who waits for it."""


class PipeHeldBySibling(_Trap, frozen=True):
    """One reads a pipe to its end, whose writing end a process holds that got it by a fork.

    `inherited`: that it did so was recorded.
    """

    inherited: bool = False


class PipeHeldByOrphan(_Trap, frozen=True):
    """One reads a pipe to its end; its child has ended, but a process made by that holds it.

    `sentinel`: it does not read, but waits in join(timeout) for the end of the pipe by which
    multiprocessing tells that a worker has ended.
    """

    sentinel: bool = False


class PipeHeldByItself(_Trap, frozen=True):
    """A process waits for the end of a pipe, and holds the writing end of that pipe itself.

    `file` and `line` are where os._exit() has ended a process with the thread that writes what it
    has put into a Queue, if it is one that is read; empty and 0 if that is not known.
    """

    file: str = ""
    line: int = 0


class PipeNeverRead(_Trap, frozen=True):
    """A process waits for room in a pipe that only it could read from.

    `queue`: it is the pipe of a Queue, and a thread of it writes what was put. `exits`: the program
    is over, and waits for that thread at its exit.
    """

    queue: bool
    exits: bool


class LockCopied(_Trap, frozen=True):
    """A process waits for a lock that no thread of it can release.

    `forked`: it is the copy of a process, which had so many other threads `beside` the one that
    forked. `held`: the lock itself says that none of this process's threads has locked it.
    """

    forked: bool
    beside: int
    held: bool


class LockHeldByWaiter(_Trap, frozen=True):
    """A deadlock: a process waits for a lock, and whoever could release it waits for the process.

    `thread`: both are threads of one process. `crossed`: it waits for a lock, too.
    """

    thread: bool
    crossed: bool


class LockHolderEnded(_Trap, frozen=True):
    """A process waits for a lock, and who held it has ended without releasing it.

    `killed`: a signal has ended a process of the program. `queue`: it is the lock that get() of a
    Queue holds while it waits for the next item.
    """

    killed: bool = False
    queue: bool = False


class ProcessStopped(_Trap, frozen=True):
    """A process is stopped, and somebody waits for it.

    `how`: by a signal of job control, which is `signal` if that is known; by who traces it, which
    is `tracer`; or as its cgroup is frozen.
    """

    signal: str
    how: Literal["signal", "tracer", "cgroup"] = "signal"
    tracer: str = ""


class SignalAwaited(_Trap, frozen=True):
    """A process waits for a signal that nothing in the program sends.

    `came` is one that its handler got before it began to wait; empty if none is known.
    """

    came: str = ""


class ThreadsStuck(_Trap, frozen=True):
    """Every thread of a process waits, and only they could wake each other."""


class WakerMissing(_Trap, frozen=True):
    """A thread waits to be woken by another one of its process, as by an Event; there is none.

    `forked`: its process is the copy of another one, which may have had such a thread.
    """

    forked: bool


class ThreadRemains(_Trap, frozen=True):
    """A process has done its work and waits for a thread of its own that does not end."""


class ThreadFailed(_Trap, frozen=True):
    """Others wait for what a thread would have done, which has ended by an exception."""

    thread: str
    error: str


class SignalSwallowed(_Trap, frozen=True):
    """A process was sent a signal that asks it to end, and somebody waits for its end.

    `how` says why it goes on: it handles the signal, by a handler that it got from its creator or
    not, ignores it, or blocks it. `at_exit`: it is who waits that got the signal, as by Ctrl-C, and
    has come to its exit, where multiprocessing joins what it has started.
    """

    signal: str
    how: Literal["handled", "inherited", "ignored", "blocked"]
    at_exit: bool = False


class PipesFull(_Trap, frozen=True):
    """A deadlock: each of two processes waits for room in a pipe that the other should read."""


class TaskLost(_Trap, frozen=True):
    """One waits for a task of a Pool, a worker of which has ended with the task that it had.

    `terminated`: who waits has sent that worker a signal itself, as Pool.terminate() does. `idle`:
    which one has ended is not known, but all that are left wait for another task.
    """

    terminated: bool
    idle: bool = False


class WorkersReplaced(_Trap, frozen=True):
    """One waits for a task of a Pool, so many workers of which ended, all alike and with failure.

    The Pool goes on to start a worker for each that ends.
    """

    workers: int


class QueueEmpty(_Trap, frozen=True):
    """A deadlock: a process waits for the next item of a Queue, and who could put one for it."""


class TasksUndone(_Trap, frozen=True):
    """join() of a JoinableQueue waits for task_done(), and a worker for the next item."""


class OtherPipeFull(_Trap, frozen=True):
    """A deadlock: one reads from a process that waits for room in another pipe to that reader."""


class BothRead(_Trap, frozen=True):
    """A deadlock: each of two processes waits for data from the other."""


class FifoUnopened(_Trap, frozen=True):
    """A process opens a FIFO by this path, for one of both, and nobody opens it for the other."""

    path: str
    opens: Literal["reading", "writing"]


class ChildrenUnreaped(_Trap, frozen=True):
    """A process waits for SIGCHLD, while so many children of it have ended and are not reaped."""

    children: int


class BarrierUnmet(_Trap, frozen=True):
    """A thread waits at a Barrier until enough have come to it, and nobody who is left comes.

    `tid` is its id.
    """

    tid: int


class NotifyAwaited(_Trap, frozen=True):
    """A thread waits at a Condition or an Event, and nobody who is left notifies or sets that.

    `tid` is its id, `at` which of them it is.
    """

    tid: int
    at: Literal["Condition", "Event"]


class WaitCycle(_Trap, frozen=True):
    """Each of several processes waits for the next of them: a deadlock of another kind, or none.

    `lock`: one of them waits for a lock or a semaphore of which nobody knows who has taken it: that
    may be one that has ended. `untaken`: it is a semaphore, and nobody who is left has.
    """

    lock: bool = False
    untaken: bool = False


HangTrap = (
    FullPipe
    | PipeHeldByWaiter
    | PipeHeldBySibling
    | PipeHeldByOrphan
    | PipeHeldByItself
    | PipeNeverRead
    | LockCopied
    | LockHeldByWaiter
    | LockHolderEnded
    | ProcessStopped
    | SignalAwaited
    | ThreadsStuck
    | ChildrenUnreaped
    | WaitCycle
    | WakerMissing
    | ThreadRemains
    | ThreadFailed
    | SignalSwallowed
    | PipesFull
    | TaskLost
    | FifoUnopened
    | WorkersReplaced
    | QueueEmpty
    | TasksUndone
    | OtherPipeFull
    | BothRead
    | BarrierUnmet
    | NotifyAwaited
)

# What people look a trap up by: an id stays with its trap for good, and is never given again.
TRAP_IDS: dict[type[Trap | HangTrap], str] = {
    known_traps.TimeoutIgnored: "JS001",
    known_traps.TimedOut: "JS002",
    known_traps.SentinelHeld: "JS003",
    known_traps.JoinedByStranger: "JS004",
    known_traps.StatusIgnored: "JS005",
    known_traps.StatusTakenByThread: "JS006",
    known_traps.StatusTakenByCall: "JS007",
    known_traps.NoStatusInPipe: "JS008",
    known_traps.NeverReaped: "JS009",
    known_traps.JoinedAtExit: "JS010",
    FullPipe: "JS011",
    known_traps.DaemonTerminated: "JS012",
    known_traps.EndedBySignal: "JS013",
    known_traps.StatusTruncated: "JS014",
    PipeHeldByWaiter: "JS015",
    PipeHeldBySibling: "JS016",
    PipeHeldByOrphan: "JS017",
    PipeHeldByItself: "JS018",
    PipeNeverRead: "JS019",
    LockCopied: "JS020",
    LockHeldByWaiter: "JS021",
    ProcessStopped: "JS022",
    SignalAwaited: "JS023",
    WaitCycle: "JS024",
    LockHolderEnded: "JS025",
    ThreadsStuck: "JS026",
    ChildrenUnreaped: "JS027",
    SignalSwallowed: "JS028",
    ThreadRemains: "JS029",
    ThreadFailed: "JS030",
    WakerMissing: "JS031",
    known_traps.ForkedOn: "JS032",
    known_traps.TaskOutlived: "JS033",
    PipesFull: "JS034",
    TaskLost: "JS035",
    FifoUnopened: "JS036",
    known_traps.PipeKeptOpen: "JS037",
    WorkersReplaced: "JS038",
    QueueEmpty: "JS039",
    TasksUndone: "JS040",
    OtherPipeFull: "JS041",
    BothRead: "JS042",
    known_traps.BufferCopied: "JS043",
    known_traps.Orphaned: "JS044",
    known_traps.Raised: "JS045",
    known_traps.BusyWait: "JS046",
    known_traps.OneByOne: "JS047",
    BarrierUnmet: "JS048",
    NotifyAwaited: "JS049",
    known_traps.ErrorUnread: "JS050",
    known_traps.ExitFunctionsLeft: "JS051",
    known_traps.HandlerInherited: "JS052",
    known_traps.PipelineStatus: "JS053",
}
