"""The words that several rooms share, each defined once."""

import signal
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Language = Literal["python", "c"]
StartMethod = Literal["fork", "spawn", "forkserver"]
Through = Literal["terminal", "pipe"]
Stream = Literal["stdout", "stderr"]

# What a statement rests on, the strongest first: the system calls of every process; what /proc
# showed of them now and then; nothing but the lines as they came.
Evidence = Literal["syscalls", "states", "output"]

# How a worker is at an event: it has not ended, by a parent that has or has not ended; it has ended
# and nobody has taken its status; or nothing is left of it.
WorkerState = Literal["alive", "orphan", "zombie", "gone"]

# Who took a worker's exit status.
Reaper = Literal["parent", "worker", "server", "nobody"]


class RoleKind(StrEnum):
    """What a process is to the program.

    The parent is the program's first process. A worker is any other one that does not merely serve
    the others, whether or not it prints: Pool's and an executor's too, a manager, a command.
    """

    PARENT = "parent"
    WORKER = "worker"
    FORK_SERVER = "fork_server"
    RESOURCE_TRACKER = "resource_tracker"


class Relation(StrEnum):
    """How one event relates to another, in every run that makes the same calls."""

    BEFORE = "before"
    AFTER = "after"
    CONCURRENT = "concurrent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Event:
    """A thing that happens once in a run: a line is printed, or a process exits.

    `name` is the line's text; else `parent`, or the number of a worker: `1` is the first one.
    """

    kind: Literal["line", "exit"]
    name: str

    @property
    def worker(self) -> int | None:
        """The number of the worker that it is about; None: it is a line, or about the parent."""
        return int(self.name) if self.kind != "line" and self.name.isdigit() else None


@dataclass(frozen=True, slots=True)
class Ending:
    """How a process ended: by itself with an exit code (0 to 255), or by a signal (its number)."""

    code: int | None = None
    signal: int | None = None

    @classmethod
    def of(cls, exitcode: int) -> "Ending":
        """From one number, as multiprocessing has it: -N if signal N killed the process."""
        return cls(signal=-exitcode) if exitcode < 0 else cls(exitcode)

    @property
    def exitcode(self) -> int:
        """The same as one number."""
        return -self.signal if self.signal is not None else self.code or 0


# The real-time ones. glibc hides the first two, and calls the others by the nearer end.
REAL_TIME, RT_MIN, RT_MIDDLE, RT_MAX = range(32, 65), 34, 50, 64


def signal_name(number: int) -> str:
    """SIGKILL, SIGRTMIN+1, SIG32, as the recorder names them; `signal 0` for what is none."""
    try:
        return signal.Signals(number).name
    except ValueError:
        if number not in REAL_TIME:
            return f"signal {number}"
    if number < RT_MIN:
        return f"SIG{number}"
    if number < RT_MIDDLE:
        return f"SIGRTMIN+{number - RT_MIN}"
    return f"SIGRTMAX-{RT_MAX - number}"


def code_of(name: str) -> str:
    """The code by which documents name a class of facts: `not_exited` for NotExited."""
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name).lstrip("_")
