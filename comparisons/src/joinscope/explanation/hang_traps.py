"""The known traps at which a program hangs: each with a stable code and its facts.

hangs.py recognises them in who waits for whom; render/wording/hangs.py says what they are.
"""

import msgspec

from joinscope.explanation import known_traps
from joinscope.explanation.known_traps import FullPipe, Trap
from joinscope.vocabulary import code_of


class _Trap(msgspec.Struct, frozen=True, tag_field="code", tag=code_of):
    """A trap at which a program hangs."""


class PipeHeldByWaiter(_Trap, frozen=True):
    """A deadlock: one reads a pipe to its end, whose writing end is held by who waits for it."""


class PipeHeldBySibling(_Trap, frozen=True):
    """One reads a pipe to its end, whose writing end a process holds that got it by a fork."""


class PipeHeldByOrphan(_Trap, frozen=True):
    """One reads a pipe to its end; its child has ended, but a process made by that holds it."""


class PipeHeldByItself(_Trap, frozen=True):
    """A process waits for the end of a pipe, and holds the writing end of that pipe itself."""


class PipeNeverRead(_Trap, frozen=True):
    """A process waits for room in a pipe that only it could read from."""


class LockCopied(_Trap, frozen=True):
    """A process waits for a lock that nobody in it can release.

    `forked`: it is the copy of a process in which the lock was held; otherwise it holds the lock.
    """

    forked: bool


class LockHeldByWaiter(_Trap, frozen=True):
    """A deadlock: a process waits for a lock, and whoever could release it waits for the process.

    `thread`: both are threads of one process.
    """

    thread: bool


class LockHolderEnded(_Trap, frozen=True):
    """A process waits for a lock, and who held it has ended without releasing it."""


class ProcessStopped(_Trap, frozen=True):
    """A process is stopped by job control, and somebody waits for its end."""


class SignalAwaited(_Trap, frozen=True):
    """A process waits for a signal that nothing in the program sends."""


class ThreadsStuck(_Trap, frozen=True):
    """Every thread of a process waits, and only they could wake each other."""


class ChildrenUnreaped(_Trap, frozen=True):
    """A process waits for SIGCHLD, while so many children of it have ended and are not reaped."""

    children: int


class WaitCycle(_Trap, frozen=True):
    """A deadlock of another kind: each of several processes waits for the next of them."""


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
}
