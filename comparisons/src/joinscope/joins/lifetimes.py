"""A recording kept for explaining: its order, its system calls, and the frames that made them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.kernel_state import Process
from joinscope.recording.call_stacks import Calls, Frame

# Calls beyond so many are kept only if they took longer than this (ns), or say something for sure.
MANY, SHORT = 100_000, 100_000
TELLING = ("create", "exec", "exit", "wait", "kill", "sleep")
HEARD = ("handle", "default")  # of a signal, that nobody has it ignored
KEPT = {"create", "exec", "exit", "wait", "poll", "read", "write", "kill", "sleep", "connect"}


@dataclass(slots=True, eq=False)
class SystemCall:
    """A system call of a thread: when it began and ended, in ns (None: it did not return).

    `enter` and `leave` are its records, `point` that of its enter in the order, `inside` the
    innermost frame that is noted.
    """

    name: str
    kind: str
    tid: int
    process: Process
    start: int
    enter: Mapping[str, Any]
    point: int
    inside: Frame | None
    end: int | None = None
    leave: Mapping[str, Any] = field(default_factory=dict)
    left: int | None = None

    def frames(self) -> list[Frame]:
        """The frames that it was made in, the outermost first."""
        frame = self.inside
        while frame is not None and frame.end is not None and frame.end < self.start:
            frame = frame.outer
        return frame.inwards() if frame else []


@dataclass(slots=True, eq=False)
class JoinCall:
    """A call of a Process's join(): of which PID, by which process, and the calls made in it."""

    frame: Frame
    pid: int
    process: Process
    calls: list[SystemCall] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Lifetime:
    """What a process went through: times in ns, None where it was not seen.

    `signalled`: a SIGCHLD told its parent of its end, so that this was not ignored. `killed`: the
    recorder ended it.
    """

    process: Process
    start: int
    by: Process | None
    how: str
    executed: list[tuple[int, str, list[str]]] = field(default_factory=list)
    exiting: int | None = None
    end: int | None = None
    status: int | None = None
    reaped: int | None = None
    signalled: bool = False
    killed: bool = False
    stops: list[tuple[int, bool]] = field(default_factory=list)
    calls: list[SystemCall] = field(default_factory=list)


class Trace(HappensBefore):
    """The order of a recording, and what else explains it; follows it, as a HappensBefore."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = Calls()
        self.lives: dict[int, Lifetime] = {}
        self.by_point: dict[int, SystemCall] = {}
        self.made: dict[tuple[int, int], SystemCall] = {}  # by its maker and its PID
        self.attempts: list[JoinCall] = []
        self.started = 0
        self.ended = 0
        self.cut: list[SystemCall] = []  # where a limit cut it short, the calls that went on then
        self._open: dict[int, SystemCall] = {}
        self._lives: dict[int, Lifetime] = {}  # by the thread's id

    def add(self, record: Mapping[str, Any]) -> int | None:
        """Take the next record; return its point, None if it is none."""
        event, time = record.get("event"), record.get("time", 0)
        self.ended = max(self.ended, time)
        if event == "start":
            self.started = time
        if event == "note":
            self._noted(record["tid"], record["text"])
            return None
        if event == "limit":
            self.cut = list(self._open.values())
        if event == "killed" and (process := self.state.processes.get(record["pid"])) is not None:
            self.lives[process.number].killed = True
        point = super().add(record)
        tid = record.get("tid", 0)
        if event == "birth":
            self._process_begins(record)
        elif tid in self._lives and event not in ("enter", "leave"):
            self._happened(event or "", record, self._lives[tid])
        elif event == "enter" and point is not None and record["class"] in KEPT:
            self._call_begins(record, point)
        elif event == "leave" and point is not None and tid in self._open:
            self._call_ends(self._open.pop(tid), record, point)
        return point

    def life(self, process: Process) -> Lifetime:
        """What a process went through."""
        return self.lives[process.number]

    def _noted(self, tid: int, text: str) -> None:
        self.calls.take(tid, text)
        if thread := self.state.threads.get(tid):
            for pid, frame in self.calls.joins[len(self.attempts) :]:
                self.attempts.append(JoinCall(frame, pid, thread.process))

    def _process_begins(self, record: Mapping[str, Any]) -> None:
        tid, by = record["tid"], record.get("by")
        process = self.state.threads[tid].process
        self.calls.born(tid, by, record["how"])
        if process.number not in self.lives:
            maker = self._lives.get(by or 0)
            self.lives[process.number] = Lifetime(
                process, record["time"], maker.process if maker else None, record["how"]
            )
        self._lives[tid] = self.lives[process.number]

    def _call_ends(self, call: SystemCall, record: Mapping[str, Any], point: int) -> None:
        call.end, call.leave, call.left = record["time"], record, point
        self.by_point[point] = call
        if self._says_nothing(call):
            self._drop(call)
        elif call.kind == "create":
            self.made[call.process.number, record["result"]] = call
        reaped = self.state.processes.get(record.get("reaped") or 0)
        if reaped is not None and reaped.number in self.lives:
            self.lives[reaped.number].reaped = record["time"]

    def _says_nothing(self, call: SystemCall) -> bool:
        if call.kind == "wait":  # of a child that still runs; with n of them there are n * n / 2
            return call.leave["result"] == 0 and "WNOHANG" in call.enter.get("options", ())
        quick = (call.end or 0) - call.start < SHORT
        printing = call.leave.get("stream") == "stdout"
        return len(self.by_point) > 2 * MANY and quick and not printing and call.kind not in TELLING

    def _drop(self, call: SystemCall) -> None:
        calls = self.lives[call.process.number].calls
        if calls and calls[-1] is call:
            calls.pop()
            del self.by_point[call.point], self.by_point[call.left or 0]

    def _call_begins(self, record: Mapping[str, Any], point: int) -> None:
        tid = record["tid"]
        process = self.state.threads[tid].process
        inside = self.calls.innermost(tid)
        call = SystemCall(
            record["call"], record["class"], tid, process, record["time"], record, point, inside
        )
        self._open[tid] = call
        self.by_point[point] = call
        life = self.lives.get(process.number)
        if life is not None:
            life.calls.append(call)
            if call.name == "exit_group":
                life.exiting = life.exiting or call.start

    def _happened(self, event: str, record: Mapping[str, Any], life: Lifetime) -> None:
        time = record["time"]
        match event:
            case "exec":
                life.executed.append((time, record["path"], record["arguments"]))
                self.calls.executed(record["tid"])
            case "exiting" if record["tid"] == record["pid"]:
                life.exiting = life.exiting or time
            case "death":
                life.end = time
                if record["tid"] == record["pid"]:
                    life.status = record["status"]
            case "stop" | "continue":
                life.stops.append((time, event == "stop"))
            case "signal" if record["name"] == "SIGCHLD" and record.get("action") in HEARD:
                child = self.state.processes.get(record["from"])
                if child is not None and child.number in self.lives:
                    self.lives[child.number].signalled = True
