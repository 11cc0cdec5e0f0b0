"""An explanation: what a program did, from its source lines to the system calls.

Every view shows this and computes nothing. Times are in ns since the start of the side's recording;
those of a traced run are longer than a user's, so durations for people come from an untraced run.
"""

from dataclasses import dataclass
from typing import Literal

from joinscope.verdict.verdict import ComparisonVerdict
from joinscope.vocabulary import Evidence, Language

LevelKind = Literal["python", "builtin", "c", "library", "system"]
StepKind = Literal["create", "run", "print", "sleep", "end", "wait", "reap", "exit"]
Doing = Literal["running", "waiting", "sleeping", "exiting", "zombie", "stopped"]
Carrying = Literal["create", "reap", "data"]


@dataclass(frozen=True, slots=True)
class Place:
    """A line of source; `text` is the line as the file has it, empty where it cannot be read.

    `own`: it is the program's, not a library's.
    """

    file: str
    line: int
    function: str
    text: str
    own: bool


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a chain: a function that was in a call of the next one.

    `kind`: a function in Python; one built into it; one of the program, of process.h or of the C
    library; a system call. `place` is the line in it that makes that call; None: it has no source.
    `start` and `end` lie around those of the next level; None: not seen.
    """

    name: str
    kind: LevelKind
    place: Place | None
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """Something that the kernel did for the program.

    `key` is the same for the same step in the other language: they are matched by what the kernel
    did. `lane` is the number of the process that made the call, `worker` the number of the worker
    that it is about. `place` is the innermost of the program's own lines in the chain.
    """

    key: str
    kind: StepKind
    lane: int
    worker: int | None
    title: str
    call: str
    start: int
    end: int | None
    place: Place | None
    chain: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """What a process was doing for a while; the label names the call that it waited in."""

    doing: Doing
    start: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A process: the parent, a worker (`worker` counts from 1), or what serves them.

    `end` is when its last thread had ended, None if it never did.
    """

    number: int
    name: str
    pid: int
    worker: int | None
    segments: tuple[Segment, ...]
    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Arrow:
    """Order that the kernel carried from one process to another: (lane, time) to (lane, time)."""

    kind: Carrying
    source: tuple[int, int]
    target: tuple[int, int]
    label: str


@dataclass(frozen=True, slots=True)
class Join:
    """How a worker's end reached whoever waited for it.

    `place` is the program's line, `method` what it called there (join, is_alive, waitpid; exit: the
    interpreter joined at its end; empty: nobody waited). `waited` is in seconds, of an untraced run
    (None: there was none) and `traced` of the traced one. `call` is the system call that told of
    the end, `blocked` whether it had to wait for that. `zombie` is how long nobody had reaped the
    worker, in ns. `path` is the proof; `notes` say into which known trap it ran.
    """

    worker: int
    pid: int
    place: Place | None
    method: str
    waited: float | None
    traced: float | None
    call: str
    blocked: bool
    reaped_by: str
    zombie: int | None
    status: str
    exitcode: int | None
    path: str
    chain: tuple[Level, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joins:
    """Joins that differ in nothing but the worker and the time: how many, and some of them.

    `shown` are the first, the last and the one that waited longest; `waited` the least, the median
    and the greatest of their seconds.
    """

    count: int
    shown: tuple[Join, ...]
    waited: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class File:
    """A source file of the program, as text."""

    name: str
    language: Language
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideExplanation:
    """What one side did.

    `runtime` is the interpreter or the compiler. `more` counts the workers that have no lane here,
    as they did what others did. `printed` are (seconds, line) of an untraced run where there was
    one. `outputs` are legal outputs, `legal` counts all of them (None: too many). `limit` tells
    what cut the run short, and `waiting` what each process was waiting for then. `errors` are the
    last lines of standard error.
    """

    language: Language
    start_method: str
    runtime: str
    command: str
    evidence: Evidence
    files: tuple[File, ...]
    lanes: tuple[Lane, ...]
    more: int
    arrows: tuple[Arrow, ...]
    steps: tuple[Step, ...]
    joins: tuple[Joins, ...]
    printed: tuple[tuple[float, str], ...]
    outputs: tuple[tuple[str, ...], ...]
    legal: int | None
    exit_status: int | None
    errors: tuple[str, ...] = ()
    limit: str | None = None
    waiting: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The side in a few words."""
        return f"{'Python' if self.language == 'python' else 'C'} {self.start_method}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One program, or a comparison with its verdict: what each side did.

    `heading` names what is running. `refusals` say why there is no better evidence.
    """

    name: str
    title: str
    heading: str
    stories: tuple[SideExplanation, ...]
    verdict: ComparisonVerdict | None = None
    lesson: str = ""
    refusals: tuple[str, ...] = ()
