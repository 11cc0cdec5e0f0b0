"""An explanation: what a program did, from its source lines to the system calls, as facts.

Every view shows this and computes nothing; its words are made by render/wording. Times are in ns
since the start of the side's recording; those of a traced run are longer than a user's, so
durations for people come from an untraced run.
"""

from dataclasses import dataclass
from typing import Literal

from joinscope.explanation.calls import Call
from joinscope.explanation.hang_traps import HangTrap
from joinscope.explanation.known_traps import Trap
from joinscope.explanation.python_waits import IdleWait, PythonWait
from joinscope.happens_before.linear_extensions import RestsOn
from joinscope.joins.facts import Actor, Path
from joinscope.live.wait import Awaited
from joinscope.live.wait_graph import EndOfChain
from joinscope.programs.targets import Runtime
from joinscope.recording.records import Limit
from joinscope.verdict.verdict import ComparisonVerdict
from joinscope.vocabulary import Ending, Evidence, Language, RoleKind

LevelKind = Literal["python", "builtin", "c", "library", "system"]
StepKind = Literal[
    # of a worker's life, and of the program's
    "ask",
    "create",
    "run",
    "print",
    "sleep",
    "end",
    "wait",
    "reap",
    "exit",
    # calls that told of no end
    "look",
    "expire",
    "fail",
    "block",
    "report",
    "lock",
    # signals, programs, channels
    "kill",
    "signal",
    "stop",
    "continue",
    "exec",
    "pipe",
    "close",
    "thread",
    # what joinscope did
    "hold",
]
MarkKind = Literal[
    "kill",  # the process was sent the signal `detail`
    "exit",  # it asked for its own end
    "fork",  # it was forked
    "start",  # a thread of it was started, which it had at a fork
    "stand",  # such a thread stood here at the fork
    "next",  # this is the first call that such a thread made after the fork
    "copy",  # it was forked, and so has a copy of what its maker had open
    "lock",  # it took the lock that it still holds
    "locks",  # it took that, and waits for another one, in this call
    "expire",  # a join of it gave up
    "exitcode",  # its exitcode was tested by `detail`, such as `if`, and was None
    "status",  # a wait brought this number as the status word of a child
    "exec",  # an exec of it failed with the error `detail`
    "print",  # something was printed, and not yet written
    "lost",  # a wait for it failed with the error `detail`
]
Doing = Literal["running", "waiting", "sleeping", "exiting", "zombie", "stopped", "held"]
Carrying = Literal["create", "reap", "data"]
DiagnosisPlace = Literal[
    "create",
    "kill",
    "reap",
    "end",
    "expire",
    "attempt",
    "join",
    "shutdown",
    "raise",
    "register",
    "look",
]


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

    `key` identifies the step: it is the same for the same step in the other language, as they are
    matched by what the kernel did. `lane` is the number of the process that made the call, `worker`
    the number of the worker that it is about. `call` is None where a process did nothing itself: it
    began, or a signal ended it. `place` is the innermost of the program's own lines in the chain.

    - ask: the parent asks a fork server for a worker. create: a process is made. `function` is what
      the program's own line called for it.
    - run: the worker's own code begins, in `function` (empty: in no function of its own).
    - print: `text` is the line. sleep: from `start` to `end`.
    - end: the worker, or what serves them, ends: by itself or by a signal, as `ending` says.
    - wait: the call that told of the worker's end; `blocked`: it had to wait for that. `function`
      is what the program's own line called.
    - reap: its exit status is taken; `returns`: by the return of the call that had told of its end.
    - exit: the parent ends.
    - look: a wait or a poll that does not block found nothing. expire: its time was up. fail: a
      wait failed, or an exec. block: the call never returned, as its process was ended in it.
      report: a wait or a poll told of something that is no join: a stop, data. lock: it waited for
      a lock.
    - kill: it sends `signal` to the process `other`. signal: it gets one, from `other`, and does
      with it what `action` says; `inherited`: by a handler that it was created with. stop,
      continue: `signal` stops it, and it goes on.
    - exec: it executes another program. pipe, close: it makes the ends of a channel, closes one.
      thread: it makes a thread of its own.
    - hold: joinscope held it back by a schedule, from `start` to `end`, and let it go because of
      `action`: the `event` of the rule, `quiet`, as nothing else could happen, or it was `killed`.

    `other` is the number of the other process; None where there is none or it is not recorded.
    `count` is how often this happened in a row, `every` the mean time from one to the next.
    `minor`: it is the interpreter's own doing, or changed nothing. `thread` is the id of the thread
    that did it, None for the first one of its process, 0 for several.
    """

    key: str
    kind: StepKind
    lane: int
    worker: int | None
    call: Call | None
    start: int
    end: int | None
    place: Place | None
    chain: tuple[Level, ...]
    function: str = ""
    text: str = ""
    ending: Ending | None = None
    blocked: bool = False
    returns: bool = False
    signal: str = ""
    action: str = ""
    inherited: bool = False
    other: int | None = None
    count: int = 1
    every: int | None = None
    minor: bool = False
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """What a process was doing for a while; `call` is the name of the call that it waited in.

    `for_process` is the PID of the child that it waited for, None if it was not for one. `object`
    is what it read, wrote or accepted from, as the kernel names it, empty if it did none of that.
    `signal` is what had stopped it, empty if it was not stopped. `held`: a schedule held it back.
    """

    doing: Doing
    start: int
    end: int
    call: str = ""
    for_process: int | None = None
    object: str = ""
    signal: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A process: the parent, a worker (`worker` counts from 1), or what serves them.

    `number` is its number among all processes, by which steps and arrows name it. `end` is when its
    last thread had ended, None if it never did. `program` is the last program that it has executed,
    empty where that is the one it was made from; `name` is what `Process(name=...)` calls it.
    `creator` is the number of the process that made it, None for the first.
    """

    number: int
    role: RoleKind
    pid: int
    worker: int | None
    segments: tuple[Segment, ...]
    start: int
    end: int | None
    program: str = ""
    name: str = ""
    creator: int | None = None


@dataclass(frozen=True, slots=True)
class Arrow:
    """Order that the kernel carried from one process to another: (lane, time) to (lane, time).

    `edge` is the kind of the edge in the order, in lower case; `call` names the call that created a
    process, and is empty for other edges.
    """

    kind: Carrying
    source: tuple[int, int]
    target: tuple[int, int]
    edge: str
    call: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """The last wait that could have told of a worker's end, and did not.

    `by` made it, by a call of `method` at `place`. `outcome`: it took the status of `another`
    (`worker`, None if that is no worker); did not block, and the worker had `not_yet` ended; was
    `interrupted` by a signal; or found `no_child` that it could have waited for (`pid`, None if it
    named no one).
    """

    by: Actor
    method: str
    place: Place | None
    outcome: Literal["another", "not_yet", "interrupted", "no_child"]
    worker: int | None = None
    pid: int | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """How a worker's end reached whoever waited for it.

    `place` is the program's line, `method` what it called there (join, is_alive, waitpid; exit: the
    interpreter joined at its end; empty: no process waited). `waited` is in seconds, of an untraced
    run (None: there was none) and `traced` of the traced one. `call` is the system call that told
    of the end, or that still waited for it where the run was cut short; `blocked`: it had to wait.
    `reaped_by` is None if no process of the program took the worker's status. `zombie` is how long
    it had ended and was not reaped, in ns. `ending` is None if it did not end by itself. `path` is
    the proof, and `traps` are those that it ran into. `tried`: the program made waits that could
    have told of it, whether or not they did; `attempt` is the last of them where none did, None if
    it is not known why not. `orphan`: its parent had ended before, and
    `adopted_by` is the process of the program that became its parent; None: none did, or that was
    not seen.
    """

    worker: int
    pid: int
    place: Place | None
    method: str
    waited: float | None
    traced: float | None
    call: Call | None
    blocked: bool
    reaped_by: Actor | None
    zombie: int | None
    ending: Ending | None
    path: Path | None
    chain: tuple[Level, ...]
    traps: tuple[Trap, ...]
    tried: bool = False
    attempt: Attempt | None = None
    orphan: bool = False
    adopted_by: Actor | None = None


@dataclass(frozen=True, slots=True)
class Joins:
    """Joins that differ in nothing but the worker and the time: how many, and some of them.

    `shown` are all if they are three, else the first, the last and the one that waited longest;
    `waited` the least, the median and the greatest of their seconds.
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
class Waiting:
    """What a thread of a process was doing where the run was cut short.

    `call` is the system call that it was in; None if it was in none, or that is not known.
    `function` is the innermost function that it told of, empty if it told of none. `place` is the
    program's own line, None where it is not known or there is none. `thread` is its id, None for
    the first one of its process. `signal` is what has stopped it, empty if nothing has. `python` is
    what a thread of Python waits for whose call is that of a lock, None where that is not known.
    `idle` is as what it stands still that has nothing to do, None where it is not known to be so.
    """

    actor: Actor
    call: Call | None
    function: str
    place: Place | None
    thread: int | None = None
    doing: Doing = "waiting"
    signal: str = ""
    python: PythonWait | None = None
    idle: IdleWait | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A line in which a cause begins, where that is another than the one in which it shows.

    `at` says what was done there, to or by `process` (its name; in a diagnosis empty: that is about
    its first worker), in a call of `call`. `function` is what a thread runs, and `within` are the
    `with` statements in which it stood.
    """

    place: Place
    at: MarkKind
    call: str = ""
    process: str = ""
    detail: str = ""
    function: str = ""
    within: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class PipeEnd:
    """A process that holds an end of a pipe or socket, by this descriptor."""

    process: str
    pid: int
    fd: int


@dataclass(frozen=True, slots=True)
class EarlierEnd:
    """A process that had ended before a hang, otherwise than by exiting with 0.

    `place` is the program's own line by which it ended itself, None where that is not known, and
    `error` is the last line that it wrote to standard error; empty if there is none.
    """

    process: str
    pid: int
    ending: Ending
    place: Place | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """A thread in the chain of a hang, and what it waits for.

    `process` is what its process is called: its role, or the program that it has executed; `thread`
    is its id where it is not the first of its process. `doing` is `waits`, or else what it does at
    the end of a chain. `awaits` says for what it waits, in the system call `call`: `for_process`
    is the PID of the next in the chain. `fd` is the descriptor, `channel` what that stands for, if
    it is one of these, and `ends` who holds the other end of it; `fill` is how many bytes are
    in a pipe, and how many it takes. `place` is the program's own line, None where that is not
    known. `within` are the `with` statements that the line stands in, where it is about locks.
    `python` is what a thread of Python waits for whose call is that of a lock, None: a lock.
    `file` is the path of the file whose lock it waits for, empty if it is none of a file. `exits`:
    its program is over, and multiprocessing joins at the exit what it has started. `idle` is as
    what one stands still that is not in the chain and has nothing to do.
    """

    process: str
    pid: int
    thread: int | None
    doing: Literal["waits", "stopped", "sleeps", "runs", "unknown"]
    awaits: Awaited | None
    call: str
    for_process: int | None
    fd: int | None
    channel: Literal["pipe", "socket", "terminal"] | None
    ends: tuple[PipeEnd, ...]
    fill: tuple[int, int] | None
    place: Place | None
    within: tuple[Place, ...] = ()
    python: PythonWait | None = None
    file: str = ""
    exits: bool = False
    idle: IdleWait | None = None


@dataclass(frozen=True, slots=True)
class Hang:
    """Who waited for whom where a run was cut short, from the program's first process to the cause.

    `stuck`: nothing in the program could end the wait of that process. `chain` has each that waits
    and, if anybody, the next; `back` is the place in it for which its last one waits, where the
    chain closes a cycle. `trap` is the known mistake that this is, None if it is none. `others` are
    those that waited, too, and are not in the chain. `earlier` are processes that had ended before
    as nobody wants it. `marks` are the lines in which the cause begins, as far as they are known.
    """

    stuck: bool
    end: EndOfChain
    chain: tuple[Blocked, ...]
    back: int | None
    trap: HangTrap | None
    others: tuple[Blocked, ...] = ()
    earlier: tuple[EarlierEnd, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherEnd:
    """How the untraced run ended, where that is not how the traced one did.

    `ending` is None where it was cut short, which `limit` tells; `hang`: who waited for whom then.
    """

    ending: Ending | None
    limit: Limit | None
    hang: Hang | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A trap that stands first, and the line that it is about.

    `workers` are some of the `count` that ran into it, of whom `trap` tells of the first; none: it
    is about the program's own end. `at` says what was done at `place`, by `call`: the worker was
    made, sent a signal, reaped; it ended; a wait gave up, did not tell of it, or told of its end;
    an executor was shut down; an exception was raised; it was looked for its end. `marks` are other
    lines that have to do with it, and `instead` workers of whose ends no wait told, as the one that
    it is about brought another status.
    """

    trap: Trap
    workers: tuple[int, ...]
    count: int
    place: Place | None = None
    at: DiagnosisPlace = "join"
    call: str = ""
    marks: tuple[Mark, ...] = ()
    instead: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SideExplanation:
    """What one side did.

    `runtime` is the interpreter or the compiler by its name and version. `workers` counts the
    workers, `more` those that have no lane here, as they did what others did. `printed` are
    (seconds, line) of an untraced run where there was one. `outputs` are legal outputs, `legal`
    counts all of them (None: too many), which rest on `rests_on`. `ending` is the parent's, None if
    it was killed at a limit.
    `exit_argument` is what it was given at its exit, None if it did not exit by a call.
    `limit` tells what cut the run short, and `waiting` what each process was waiting for then.
    `errors` are the last lines of standard error. `uncounted` counts, by their names, calls that
    are no steps: of processes that have no lane, and short ones where there are too many to keep.
    `hang` says who waited for whom in the run that was cut short, None if nobody looked.
    `untraced_end` is how the untraced run ended if that is news. `diagnoses` are the traps that
    stand first, the gravest first; others stand with their joins.
    """

    language: Language
    start_method: str
    runtime: str
    command: str
    evidence: Evidence
    files: tuple[File, ...]
    lanes: tuple[Lane, ...]
    workers: int
    more: int
    arrows: tuple[Arrow, ...]
    steps: tuple[Step, ...]
    joins: tuple[Joins, ...]
    printed: tuple[tuple[float, str], ...]
    outputs: tuple[tuple[str, ...], ...]
    legal: int | None
    ending: Ending | None
    errors: tuple[str, ...] = ()
    exit_argument: int | None = None
    limit: Limit | None = None
    waiting: tuple[Waiting, ...] = ()
    uncounted: tuple[tuple[str, int], ...] = ()
    hang: Hang | None = None
    untraced_end: OtherEnd | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    rests_on: RestsOn = "proof"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One program, or a comparison with its verdict: what each side did.

    `runtimes` are what runs it. `refusals` say why some of its programs could not be run.
    """

    name: str
    title: str
    runtimes: tuple[Runtime, ...]
    stories: tuple[SideExplanation, ...]
    verdict: ComparisonVerdict | None = None
    lesson: str = ""
    refusals: tuple[str, ...] = ()
