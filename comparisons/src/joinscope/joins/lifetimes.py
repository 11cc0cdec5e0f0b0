"""Lifetimes: what each process of a recording went through, its calls, and the frames around them.

They are built beside the order, from the same records, and need no more of it than whose point a
record is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.kernel_state import Process
from joinscope.recording.call_stacks import Calls, Frame
from joinscope.recording.records import (
    Continue,
    Creation,
    Enter,
    Exec,
    Exiting,
    KilledProcess,
    Leave,
    LimitReached,
    Note,
    Record,
    Signal,
    Start,
    Stop,
    Termination,
    ThreadRecord,
    WaitResults,
    exit_code,
)

# Calls beyond so many are kept only if they took longer than this (ns), or say something for sure.
MANY, SHORT = 100_000, 100_000
TELLING = ("create", "exec", "exit", "wait", "kill", "sleep")
OF_A_CHILD = ("child", "reaped", "status")  # waitid returns 0 whatever it tells
KEPT = {"create", "exec", "exit", "wait", "poll", "read", "write", "kill", "sleep", "connect"}
CLASSES = dict.fromkeys(("address", "accept", "socket", "shutdown"), "connect")
CLASSES |= {"pidfd": "kill", "transfer": "write"}


@dataclass(slots=True, eq=False)
class SystemCall:
    """A system call of a thread: when it began and ended, in ns (None: it did not return).

    `enter` and `leave` are its records, `point` and `left` their points in the order, `inside` the
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

    `executed` has (time, path, arguments) of each program that it executed. `signalled`: a SIGCHLD
    told its parent of its end, so that this was not ignored. `killed`: the recorder ended it.
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


class Lifetimes:
    """The lifetimes of all processes; takes each record behind the order, with its point there.

    `all` has them by the numbers of their processes, in the order of their creation. `by_point`
    has the calls by the points of their enters and leaves, `made` those that made a process, by
    (number of the maker, PID that it got). `cut` are the calls that went on where a limit cut the
    run short.
    """

    def __init__(self, order: HappensBefore) -> None:
        self.stacks = Calls()
        self.all: dict[int, Lifetime] = {}
        self.by_point: dict[int, SystemCall] = {}
        self.made: dict[tuple[int, int], SystemCall] = {}
        self.join_calls: list[JoinCall] = []
        self.started = 0
        self.ended = 0
        self.cut: list[SystemCall] = []
        self._order = order
        self._open: dict[int, SystemCall] = {}
        self._of_thread: dict[int, Lifetime] = {}
        self._of_pid: dict[int, Lifetime] = {}

    def add(self, record: Record, point: int | None) -> None:
        """Take the next record, and the point that the order has made of it, if any."""
        self.ended = max(self.ended, record.time)
        match record:
            case Start():
                self.started = record.time
            case Note():
                self._noted(record.tid, record.text)
            case LimitReached():
                self.cut = list(self._open.values())
            case KilledProcess():
                if record.pid in self._of_pid:
                    self._of_pid[record.pid].killed = True
            case _ if isinstance(record, ThreadRecord) and point is not None:
                self._add(record, point)

    def _add(self, record: ThreadRecord, point: int) -> None:
        tid = record.tid
        if not isinstance(record, Creation) and tid not in self._of_thread:
            self._appears(tid, record.time, self._order.process(point))
        match record:
            case Enter():
                self._call_begins(record, point)
            case Leave() if tid in self._open:
                self._call_ends(self._open.pop(tid), record, point)
            case Creation():
                self._begins(record, self._order.process(point))
            case Exec() | Exiting() | Termination() | Stop() | Continue() | Signal():
                self._happened(record, self._of_thread[tid])

    def of(self, process: Process) -> Lifetime:
        """What a process went through."""
        return self.all[process.number]

    def _noted(self, tid: int, text: str) -> None:
        self.stacks.take(tid, text)
        if life := self._of_thread.get(tid):
            for pid, frame in self.stacks.joins[len(self.join_calls) :]:
                self.join_calls.append(JoinCall(frame, pid, life.process))

    def _begins(self, record: Creation, process: Process) -> None:
        tid, by = record.tid, record.by
        self.stacks.born(tid, by, record.how)
        maker = self._of_thread.get(by or 0)
        self._appears(tid, record.time, process, maker.process if maker else None, record.how)

    def _appears(
        self, tid: int, time: int, process: Process, by: Process | None = None, how: str = "start"
    ) -> None:
        """A thread is there, and its process with it; both may have been before they were seen."""
        if process.number not in self.all:
            life = Lifetime(process, time, by, how)
            self.all[process.number] = self._of_pid[process.pid] = life
        self._of_thread[tid] = self.all[process.number]

    def _call_begins(self, record: Enter, point: int) -> None:
        tid = record.tid
        tag = str(record.arguments.__struct_config__.tag)
        kind = CLASSES.get(tag, tag)
        if kind not in KEPT:
            return
        process = self._order.process(point)
        inside = self.stacks.innermost(tid)
        call = SystemCall(
            record.call, kind, tid, process, record.time, _given(record), point, inside
        )
        self._open[tid] = call
        self.by_point[point] = call
        life = self.all.get(process.number)
        if life is not None:
            life.calls.append(call)
            if call.name == "exit_group":
                life.exiting = life.exiting or call.start

    def _call_ends(self, call: SystemCall, record: Leave, point: int) -> None:
        call.end, call.leave, call.left = record.time, _answered(call, record), point
        self.by_point[point] = call
        if self._says_nothing(call):
            self._drop(call)
        elif call.kind == "create":
            self.made[call.process.number, record.result] = call
        match record.results:
            case WaitResults(child=int(pid), reaped=True):
                if reaped := self._of_pid.get(pid):
                    reaped.reaped = record.time

    def _says_nothing(self, call: SystemCall) -> bool:
        if call.kind == "wait":  # of a child that still runs; with n of them there are n * n / 2
            of_one = any(call.leave.get(each) is not None for each in OF_A_CHILD)
            told = call.leave["result"] != 0 or of_one
            return not told and "WNOHANG" in call.enter.get("options", ())
        quick = (call.end or 0) - call.start < SHORT
        printing = call.leave.get("stream") == "stdout"
        return len(self.by_point) > 2 * MANY and quick and not printing and call.kind not in TELLING

    def _drop(self, call: SystemCall) -> None:
        life = self.all.get(call.process.number)
        if life is not None and life.calls and life.calls[-1] is call:
            life.calls.pop()
            del self.by_point[call.point], self.by_point[call.left or 0]

    def _happened(
        self, record: Exec | Exiting | Termination | Stop | Continue | Signal, life: Lifetime
    ) -> None:
        match record:
            case Exec(time=time, path=path, arguments=arguments):
                life.executed.append((time, path, list(arguments)))
                self.stacks.executed(record.tid)
            case Exiting(time=time):
                if record.tid == record.pid:
                    life.exiting = life.exiting or time
            case Termination(time=time, status=status):
                life.end = time
                self._open.pop(record.tid, None)
                if record.tid == record.pid:
                    life.status = exit_code(status)
            case Stop(time=time) | Continue(time=time):
                life.stops.append((time, isinstance(record, Stop)))
            case Signal(name="SIGCHLD", action="handle" | "default", sender=int(sender)):
                if child := self._of_pid.get(sender):
                    child.signalled = True


def _given(record: Enter) -> dict[str, Any]:
    """The arguments of a call by their names."""
    given: dict[str, Any] = msgspec.to_builtins(record.arguments)
    if "idtype" in given:
        every = -1 if given["idtype"] == "P_ALL" else 0
        given["target"] = given["child"] if given["child"] is not None else every
    return {name: value for name, value in given.items() if value is not None}


def _answered(call: SystemCall, record: Leave) -> dict[str, Any]:
    """What a call has answered by its names."""
    answered: dict[str, Any] = {"result": record.result, "error": record.error}
    if record.results is not None:
        answered |= msgspec.to_builtins(record.results)
    if call.kind == "wait":
        reaped = isinstance(record.results, WaitResults) and record.results.reaped
        answered["reaped"] = answered["child"] if reaped else None
    return answered
