"""A recording: what one run did, on one monotonic clock."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec

from joinscope.errors import RecordingError
from joinscope.live.wait_graph import WaitGraph
from joinscope.recording.byte_text import shown
from joinscope.recording.records import (
    SCHEMA,
    Complete,
    Creation,
    Enter,
    ErrorText,
    Exit,
    Exiting,
    Header,
    KilledProcess,
    Leave,
    Limit,
    LimitReached,
    OutputResults,
    PrintedText,
    Record,
    SeenState,
    Signal,
    Start,
    Termination,
    TimerArguments,
    decoder,
)
from joinscope.vocabulary import Evidence, Stream

CREATIONS = ("clone", "clone3", "fork", "vfork")
REFUSALS = ("EAGAIN", "ENOMEM", "EPERM")
# EAGAIN by its name, as C programs here print it, and as the C library describes it.
NO_PROCESS = re.compile(r"\bEAGAIN\b|Resource temporarily unavailable")
# What tells of order alone, but for a timer that is set: most records do.
OF_ORDER = (Enter, Creation, Signal, Exiting, Termination)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that the program printed: CLOCK_MONOTONIC when it was read, in ns, and its text.

    Bytes that are not UTF-8 stand in the text as backslash escapes.
    """

    time: int
    text: str


@dataclass(frozen=True, slots=True)
class Killed:
    """A process that the recorder had to kill: its PID and its command line."""

    pid: int
    command: str


class Consumer(Protocol):
    """Takes each record as it comes, such as the builder of the order: a recording keeps none."""

    def add(self, record: Record, /) -> object:
        """Take the next record."""


@dataclass(slots=True)
class Recording:
    """One run of one program. Times are CLOCK_MONOTONIC in ns.

    Attributes:
        started: when the program was started.
        pid: the parent's; None until it is started.
        lines: what was printed, in the order in which it was read.
        errors: the same of standard error.
        ended: when the parent ended; None while it runs.
        exit_status: the parent's; -N: killed by signal N; None while it runs.
        lines_at_exit: how many lines had begun when its exit was noticed.
        limit: what cut the run short; None if nothing did.
        killed: the processes that the recorder had to kill.
        lost: bytes of standard output that were written and are not in `lines`.
        hang: who waited for whom when it was cut short; None where nobody looked.
        timers: by the evidence `syscalls`, whether a process has set a timer.
        states: by the evidence `states`, each change that was seen.
        refused: whether the recorder or the program could not start a process, because there
            were too many or for want of memory; as far as the evidence tells.
        own_tracer: whether the program failed to trace a process of its own, because of ours.
        complete: False if the recorder died before the run was over.
    """

    evidence: Evidence = "output"
    started: int = 0
    pid: int | None = None
    lines: list[Line] = field(default_factory=list)
    errors: list[Line] = field(default_factory=list)
    ended: int | None = None
    exit_status: int | None = None
    lines_at_exit: int | None = None
    limit: Limit | None = None
    killed: list[Killed] = field(default_factory=list)
    lost: int = 0
    states: list[SeenState] = field(default_factory=list)
    hang: WaitGraph | None = None
    timers: bool = False
    refused: bool = False
    own_tracer: bool = False
    complete: bool = False
    _rest: dict[Stream, tuple[int, bytes]] = field(default_factory=dict, repr=False)

    def add(self, record: Record) -> list[Line]:
        """Take the next record; return the lines that it says were printed."""
        if isinstance(record, OF_ORDER):
            if isinstance(record, Enter) and isinstance(record.arguments, TimerArguments):
                self.timers = True
            return []
        known = len(self.lines)
        match record:
            case Leave():
                self._returned(record)
            case Header(time=time, evidence=evidence):
                self.started, self.evidence = time, evidence
            case Start(time=time, pid=pid):
                self.started, self.pid = time, pid
            case SeenState():
                self.states.append(record)
            case PrintedText(time=time, text=text):
                self.lines.append(Line(time, shown(text)))
            case ErrorText(time=time, text=text):
                self.errors.append(Line(time, shown(text)))
                # Weaker evidence than system calls has only what the program itself says.
                self.refused |= NO_PROCESS.search(text) is not None
            case Exit(time=time, status=status, begun=begun):
                self.ended, self.exit_status = time, status
                self.lines_at_exit = len(self.lines) + (begun or "stdout" in self._rest)
            case LimitReached(what=what):
                self.limit = what
            case KilledProcess(pid=pid, command=command):
                self.killed.append(Killed(pid, shown(command)))
            case Complete():
                self.finish()
                self.complete = True
        return self.lines[known:]

    def _returned(self, record: Leave) -> None:
        """Take what a call has printed, or that it was refused."""
        match record.results:
            case OutputResults(stream=stream, data=data, lost=lost):
                self._written(record.time, stream, data)
                self.lost += lost if stream == "stdout" else 0
        if record.error in REFUSALS:
            self.refused |= record.error != "EPERM" and record.call in CREATIONS
            self.own_tracer |= record.error == "EPERM" and record.call == "ptrace"

    def _written(self, time: int, stream: Stream, data: str) -> None:
        """Cut what was written into lines; the last part waits for its end."""
        lines = self.lines if stream == "stdout" else self.errors
        _, rest = self._rest.pop(stream, (0, b""))
        *whole, rest = (rest + data.encode("latin-1")).split(b"\n")
        lines += [Line(time, line.decode("utf-8", "backslashreplace")) for line in whole]
        if rest:
            self._rest[stream] = time, rest

    def finish(self) -> None:
        """Take what was written last, without a newline, for a line."""
        for stream, (time, _) in list(self._rest.items()):
            self._written(time, stream, "\n")

    def waited(self, pid: int) -> set[str]:
        """The classes of calls in which threads of a process were seen waiting."""
        return {state.call_class for state in self.states if state.pid == pid and state.call_class}

    @property
    def texts(self) -> list[str]:
        """What was printed, in the order in which it was read."""
        return [line.text for line in self.lines]

    def seconds(self, time: int) -> float:
        """A time of this recording as seconds since its start."""
        return (time - self.started) / 1e9


def decode(line: str | bytes, name: str) -> Record:
    """The record in a line of the recorder `name`; RecordingError if the line is not a record."""
    try:
        record = decoder().decode(line)
    except msgspec.DecodeError as error:
        raise _refused(name, error) from None
    _check(record, name)
    return record


def decoded(lines: Iterable[str | bytes], name: str) -> Iterator[Record]:
    """The records in the lines of a file of this name; RecordingError for a line that holds none.

    A recording may end within a line, where its recorder died: that line is left out.
    """
    take, cut = decoder().decode, None
    for number, line in enumerate(lines, 1):
        if cut is not None:
            raise cut
        try:
            record = take(line)
        except msgspec.ValidationError as error:
            raise _refused(f"{name}: line {number}", error) from None
        except msgspec.DecodeError as error:
            cut = _refused(f"{name}: line {number}", error)
            if line[-1:] in ("\n", b"\n"):  # it is whole
                raise cut from None
            continue
        if number == 1:
            _check(record, name)
        yield record


def _refused(where: str, error: msgspec.DecodeError) -> RecordingError:
    return RecordingError(f"{where} is no record of {SCHEMA}: {error}")


def _check(record: Record, name: str) -> None:
    if isinstance(record, Header) and record.schema != SCHEMA:
        raise RecordingError(
            f"{name} is a recording in the format {record.schema}, and {SCHEMA} is what is read "
            "here: record it again"
        )


def parse(
    lines: Iterable[str | bytes], consumer: Consumer | None = None, *, name: str = "recording"
) -> Recording:
    """A recording from its lines; a partial one stays partial, and may end within a line.

    The consumer gets each record too.
    """
    recording = Recording()
    for record in decoded(lines, name):
        try:
            if consumer is not None:
                consumer.add(record)
            recording.add(record)
        except OverflowError:
            raise RecordingError(f"{name}: has a number that no kernel gives: {record}") from None
    recording.finish()
    return recording


def read(path: Path, consumer: Consumer | None = None) -> Recording:
    """The recording in a file; OSError, or RecordingError with the line that is not a record."""
    with path.open("rb") as file:
        return parse(file, consumer, name=str(path))
