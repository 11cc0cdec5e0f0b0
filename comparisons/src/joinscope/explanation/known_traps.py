"""The known traps of join(): mistakes and surprises, each with a stable code and its facts.

traps.py recognises them in a recording; render/wording/traps.py says what they are, and to which
issue of CPython each belongs. Durations are in ns.
"""

import msgspec

from joinscope.vocabulary import code_of


class _Trap(msgspec.Struct, frozen=True, tag_field="code", tag=code_of):
    """A trap that a worker's joins ran into."""


class TimeoutIgnored(_Trap, frozen=True):
    """join(timeout) found the sentinel ready while the worker still ran, then waited without one.

    `blocked` is for how long.
    """

    blocked: int


class TimedOut(_Trap, frozen=True):
    """join(timeout) gave up on a worker that still ran: how often, and the longest that it took.

    `tested`: behind one of them an `if` tested exitcode, which was None, and took that for 0.
    """

    times: int
    longest: int
    tested: bool = False


class SentinelHeld(_Trap, frozen=True):
    """join(timeout) gave up on a worker that had ended, whose own child held the sentinel open."""

    times: int
    longest: int


class JoinedByStranger(_Trap, frozen=True):
    """join() was called in a process that is not the worker's parent.

    `refused`: by AssertionError; otherwise asserts are off, and what it returns tells nothing.
    """

    refused: bool


class StatusIgnored(_Trap, frozen=True):
    """The parent ignores SIGCHLD, so there is no exit status to take."""


class StatusTakenByThread(_Trap, frozen=True):
    """Two threads of the parent joined the worker, and one took its status."""


class StatusTakenByCall(_Trap, frozen=True):
    """A call of the parent other than join() took the worker's status.

    `any_child`: it was a wait for any child.
    """

    any_child: bool = False


class NoStatusInPipe(_Trap, frozen=True):
    """Under a fork server, join() found the end of the pipe where the status should come through.

    `taken`: another join() had taken it; otherwise none had come.
    """

    taken: bool


class NeverReaped(_Trap, frozen=True):
    """No call took the worker's status: it was a zombie for so long, until its parent ended.

    `cut_short`: its parent did not end, but the recording did.
    """

    zombie: int
    cut_short: bool = False


class JoinedAtExit(_Trap, frozen=True):
    """The program did not join the worker: multiprocessing did, when the interpreter exited."""


class FullPipe(_Trap, frozen=True):
    """A deadlock: the worker waits for room in a pipe, and its parent waits for the worker.

    `queue`: the pipe is that of a multiprocessing.Queue.
    """

    queue: bool


class DaemonTerminated(_Trap, frozen=True):
    """The worker is a daemon, which multiprocessing ended when the interpreter exited."""


class EndedBySignal(_Trap, frozen=True):
    """A signal ended the worker: its number."""

    signal: int


class HandlerInherited(_Trap, frozen=True):
    """A signal that asks to end did not end the worker: a handler that it had inherited ran.

    `signal` is its number, `status` what the worker then exited with.
    """

    signal: int
    status: int


class PipelineStatus(_Trap, frozen=True):
    """The worker failed in a pipeline of a shell, which tells the status of the last command alone.

    `status` is what the worker exited with, `last` the number of the worker that is the last, and
    `program` what that has executed; empty: nothing. `file` and `line` are the one of the shell's
    script that has a pipeline; empty and 0: none has, or several.
    """

    status: int
    last: int
    program: str = ""
    file: str = ""
    line: int = 0


class StatusTruncated(_Trap, frozen=True):
    """The worker exited with more than the 8 bits that a parent gets of it."""

    given: int
    kept: int


class ForkedOn(_Trap, frozen=True):
    """The worker went on with the code of the process that had forked it: lines that both ran.

    `failed` is the error with which its last exec failed, empty if it tried none.
    """

    lines: tuple[int, ...]
    failed: str = ""


class TaskOutlived(_Trap, frozen=True):
    """The time for result() was up, and the executor's shutdown() then waited for the task.

    `waited` is for how long, `file` and `line` where that was.
    """

    waited: int
    file: str
    line: int


class PipeKeptOpen(_Trap, frozen=True):
    """The worker had ended, but its parent waited for the end of a pipe that another one held.

    `holder` is the number of the worker that let go of it last, `waited` for how long after the
    end of this one.
    """

    holder: int
    waited: int


class Orphaned(_Trap, frozen=True):
    """The worker still ran when its parent ended, so that no process of the program waited.

    `signal` is the number of the one that ended the parent, 0 if none did. `substituted`: a shell
    started it in a command substitution; `file` and `line` are where that waits, empty and 0 if it
    does not, or more than once.
    """

    signal: int
    substituted: bool = False
    file: str = ""
    line: int = 0


class BusyWait(_Trap, frozen=True):
    """The program looked again and again whether the worker had ended, instead of waiting.

    It did so `times` times in a row, one look `every` so many ns.
    """

    times: int
    every: int


class Raised(_Trap, frozen=True):
    """An exception that nothing caught has ended the worker, or the program.

    `imports`: it came as the worker imported the program anew, before it had begun its own work.
    `lost`: the number of the worker that an executor lost, where it tells of that; 0: it does not,
    or which one is not known. `manager`: it came of asking a Manager whose process had ended.
    """

    error: str
    imports: bool
    lost: int = 0
    manager: bool = False


class ErrorUnread(_Trap, frozen=True):
    """A task of a Pool raised this, so often, and nobody called get() of its result."""

    error: str
    times: int


class ExitFunctionsLeft(_Trap, frozen=True):
    """os._exit() has ended the worker, and functions registered with atexit did not run in it."""


class OneByOne(_Trap, frozen=True):
    """Each of these workers, from the `first` to the `last`, was waited for before the next.

    All of them were made in one line, and waited for in another.
    """

    first: int
    last: int


class BufferCopied(_Trap, frozen=True):
    """The worker and its maker wrote nothing since the fork until both ended with the same lines.

    `line` is the first of them that is not empty, `lines` how many they are. Or both wrote to a
    `file`, in the child at its exit, what was printed to it before the fork: at the line `printed`
    of the `source`; there is no `line` then.
    """

    line: str
    lines: int
    file: str = ""
    source: str = ""
    printed: int = 0


Trap = (
    TimeoutIgnored
    | TimedOut
    | SentinelHeld
    | JoinedByStranger
    | StatusIgnored
    | StatusTakenByThread
    | StatusTakenByCall
    | NoStatusInPipe
    | NeverReaped
    | JoinedAtExit
    | FullPipe
    | DaemonTerminated
    | EndedBySignal
    | HandlerInherited
    | PipelineStatus
    | StatusTruncated
    | ForkedOn
    | TaskOutlived
    | PipeKeptOpen
    | BufferCopied
    | Orphaned
    | Raised
    | ErrorUnread
    | ExitFunctionsLeft
    | BusyWait
    | OneByOne
)


# How the exception begins by which an executor tells that it has lost a worker.
BROKEN = "concurrent.futures.process.BrokenProcessPool:"
# What a program may well have meant: surprises rather than mistakes.
SURPRISES = (
    *(TimedOut, JoinedAtExit, DaemonTerminated, EndedBySignal, Orphaned, BusyWait, OneByOne),
    *(ExitFunctionsLeft, HandlerInherited, PipelineStatus),
)


def sort_of(trap: Trap) -> tuple[object, ...]:
    """What a trap shares with the same trap of other workers: all but how long anything took."""
    match trap:
        case TimedOut(times, _, tested):
            return type(trap), times > 1, tested
        case SentinelHeld(times):
            return type(trap), times > 1
        case TimeoutIgnored() | NeverReaped() | ForkedOn() | TaskOutlived() | PipeKeptOpen():
            return (type(trap),)
        case _:
            return (trap,)
