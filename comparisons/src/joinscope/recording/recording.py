"""A recording: what one run did, on one monotonic clock."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from joinscope.vocabulary import Evidence, Stream


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


SEEN = ("time", "tid", "pid", "parent", "state", "call", "class", "wchan")


@dataclass(frozen=True, slots=True)
class State:
    """What a thread was seen doing, by the evidence `states`, from its time (ns) on.

    `state` is /proc's letter: R runs, S or D waits, T is stopped, Z is a zombie, X is gone. `call`
    and `call_class` tell in which system call it waits, None where that is not known.
    """

    time: int
    tid: int
    pid: int
    parent: int
    state: str
    call: str | None
    call_class: str | None
    wchan: str | None


class Follower(Protocol):
    """Whoever wants every record as it comes, such as the order: the recording keeps none."""

    def add(self, record: Mapping[str, Any], /) -> object:
        """Take the next record."""


@dataclass(slots=True)
class Recording:
    """One run of one program. Times are CLOCK_MONOTONIC in ns.

    `pid` is the parent's, `ended` and `exit_status` (-N: killed by signal N) too, None while it
    runs. `lines_at_exit` counts the lines that had begun when its exit was noticed. `limit` names
    what cut the run short. `states` is each change that was seen. `complete` is False where the
    recorder itself died. `follower` gets every record too.
    """

    evidence: Evidence = "output"
    started: int = 0
    pid: int | None = None
    lines: list[Line] = field(default_factory=list)
    errors: list[Line] = field(default_factory=list)
    ended: int | None = None
    exit_status: int | None = None
    lines_at_exit: int | None = None
    limit: str | None = None
    killed: list[Killed] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    complete: bool = False
    follower: Follower | None = None
    _rest: dict[Stream, tuple[int, bytes]] = field(default_factory=dict, repr=False)

    def add(self, record: str | bytes) -> list[Line]:
        """Take one record (a line of JSON); return the lines that it says were printed."""
        known = len(self.lines)
        parsed = json.loads(record)
        if self.follower is not None:
            self.follower.add(parsed)
        match parsed:
            case {"data": data, "stream": stream, "time": time}:
                self._written(time, stream, data)
            case {"event": "recording", "time": time, "evidence": evidence}:
                self.started, self.evidence = time, evidence
            case {"event": "start", "time": time, "pid": pid}:
                self.started, self.pid = time, pid
            case {"event": "state"}:
                self.states.append(State(*(parsed[name] for name in SEEN)))
            case {"event": "line", "time": time, "text": text}:
                self.lines.append(Line(time, text))
            case {"event": "error", "time": time, "text": text}:
                self.errors.append(Line(time, text))
            case {"event": "exit", "time": time, "status": status, **others}:
                self.ended, self.exit_status = time, status
                begun = bool(others.get("begun")) or "stdout" in self._rest
                self.lines_at_exit = len(self.lines) + begun
            case {"event": "limit", "what": what}:
                self.limit = what
            case {"event": "killed", "pid": pid, "command": command}:
                self.killed.append(Killed(pid, command))
            case {"event": "complete"}:
                self.finish()
                self.complete = True
        return self.lines[known:]

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


def parse(records: Iterable[str | bytes], follower: Follower | None = None) -> Recording:
    """A recording from its records; a partial one stays partial, and may end within a record."""
    recording = Recording(follower=follower)
    waiting: str | bytes | None = None
    for record in records:
        if waiting is not None:
            recording.add(waiting)
        waiting = record
    if waiting is not None:
        with suppress(json.JSONDecodeError):
            recording.add(waiting)
    recording.finish()
    return recording


def read(path: Path, follower: Follower | None = None) -> Recording:
    """The recording in a file."""
    with path.open("rb") as file:
        return parse(file, follower)
