"""The order of a recording: built record by record, asked about any two of its points."""

from collections.abc import Iterable
from typing import NamedTuple, Self

from joinscope.happens_before.causal_past import CausalPast, Step
from joinscope.happens_before.graph import NEVER
from joinscope.happens_before.kernel_objects import UNREADABLE
from joinscope.happens_before.kernel_state import Process, Record, State, Thread
from joinscope.happens_before.printed_lines import Printed
from joinscope.happens_before.rules import creation, data, descriptors, may, signals, termination
from joinscope.vocabulary import Relation

QUIET = ("sleep", "create", "exit", "exec")


class What(NamedTuple):
    """What a point is: which event and, for enter and leave, which call of which class."""

    event: str
    call: str = ""
    cls: str = ""


class Reap(NamedTuple):
    """Who took whose status, and at which point: the leave of the call."""

    child: Process
    by: Process
    point: int


class HappensBefore:
    """The happens-before graph of a recording, and what happened at its points.

    A point is the number of a record of a thread. `printed` are the bytes that went to the
    program's standard output.
    """

    def __init__(self) -> None:
        self.state = State()
        self.graph = self.state.graph
        self.printed = Printed()
        self.reaps: list[Reap] = []
        self._whats: dict[What, int] = {}
        self._names: list[What] = []

    @classmethod
    def of(cls, records: Iterable[Record]) -> Self:
        """The order of a whole recording."""
        history = cls()
        for record in records:
            history.add(record)
        return history

    def add(self, record: Record) -> int | None:
        """Take the next record; return its point, None if it is not of a thread."""
        event = record.get("event")
        if "tid" not in record or event in (None, "note"):
            return None
        if record.get("object", "") is None:  # /proc was not ours to read
            record = {**record, "object": UNREADABLE}
        if event == "birth":
            return creation.birth(
                self.state, record, lambda thread: self._point(thread, record)
            ).last
        thread = self.state.threads.get(record["tid"])
        if thread is None:
            if event in ("death", "exiting"):
                return None
            pid = record.get("pid", record["tid"])
            process = self.state.processes.get(pid) or self.state.process(pid)
            thread = self.state.thread(record["tid"], process)
        if event == "death":
            # Killed while it was stopped, it shows no `exiting`: nothing came after its last point.
            termination.exiting(self.state, thread)
        thread.last = self._point(thread, record)
        self._take(thread, str(event), record)
        return thread.last

    def _point(self, thread: Thread, record: Record) -> int:
        what = What(record["event"], record.get("call", ""), record.get("class", ""))
        number = self._whats.setdefault(what, len(self._names))
        if number == len(self._names):
            self._names.append(what)
        return self.graph.point(thread.chain, int(record.get("time", 0)), number)

    def _take(self, thread: Thread, event: str, record: Record) -> None:
        state = self.state
        match event:
            case "enter":
                self._enter(thread, record)
            case "leave" if thread.call is not None:
                enter, call = thread.call
                thread.call = None
                self.graph.partner[enter], self.graph.partner[thread.last] = thread.last, enter
                self._leave(thread, enter, call, record)
            case "exec":
                creation.executed(state, thread, record)
            case "descriptors":
                descriptors.snapshot(state, thread, record["table"])
            case "signal":
                signals.delivered(state, thread, record)
            case "stop" | "continue":
                thread.process.stopped = True
            case "exiting":
                termination.exiting(state, thread)

    def _enter(self, thread: Thread, record: Record) -> None:
        state = self.state
        thread.call = thread.last, record
        match record.get("class"):
            case "create":
                thread.created = thread.last
            case "exec":
                thread.executing = thread.last
            case "write":
                data.write_enter(state, thread, record)
            case "read":
                data.read_enter(state, thread, record)
            case "kill":
                signals.kill_enter(state, thread, record)
            case "connect":
                descriptors.connect_enter(state, thread, record)
            case "memory" | "lock" | "futex":
                may.shared(state, thread, record)
                thread.call = None

    def _leave(self, thread: Thread, enter: int, call: Record, record: Record) -> None:
        state = self.state
        match call.get("class"):
            case "create":
                creation.returned(state, thread, enter, call, int(record.get("result", -1)))
            case "wait":
                reaped = termination.waited(state, thread, call, record)
                child = state.processes.get(reaped or 0)
                if reaped is not None and child is not None:
                    self.reaps.append(Reap(child, thread.process, thread.last))
            case "read":
                data.read_leave(state, thread, call, record)
            case "write":
                data.write_leave(state, thread, call, record)
                if record.get("stream") == "stdout":
                    self.printed.add(enter, thread.last, str(record.get("data", "")))
            case "poll":
                data.poll_leave(state, thread, record)
            case "fd":
                descriptors.leave(state, thread, enter, call, record)
            case "connect":
                descriptors.connect_leave(state, thread, enter, call, record)
            case "kill":
                signals.pidfd_opened(state, thread, call, record)
            case cls if cls not in QUIET:
                may.anything(state, thread)

    def what(self, point: int) -> What:
        """What a point is."""
        return self._names[self.graph.what[point]]

    def process(self, point: int) -> Process:
        """Whose point it is."""
        return self.state.every[self.graph.chains[self.graph.chain[point]].owner]

    def call_of(self, point: int) -> tuple[int, int | None]:
        """The first and last point of the call that a point belongs to; None: it never returned."""
        partner = self.graph.partner[point]
        what = self.what(point)
        if what.event not in ("enter", "leave"):
            return point, point
        if partner == NEVER:
            return (point, None) if what.event == "enter" else (point, point)
        return min(point, partner), max(point, partner)

    def path(self, first: int, second: int) -> list[Step] | None:
        """The shortest path from one point to another, as proof; None if there is none."""
        return CausalPast(self.graph, second, floor=first).path(first)

    def reaches(self, first: int, second: int, *, may: bool = False) -> bool:
        """Whether there is a path from one point to another, over must- (and may-) edges."""
        if first > second:
            return False
        return CausalPast(self.graph, second, floor=first, may=may).holds(first)

    def relation(self, first: int, second: int) -> Relation:
        """How the call or event of one point relates to that of another.

        A call is before another only if its last point is before the other's first one. An event
        is concurrent with itself.
        """
        (start, end), (other_start, other_end) = self.call_of(first), self.call_of(second)
        if start == other_start:
            return Relation.CONCURRENT
        if end is not None and self.reaches(end, other_start):
            return Relation.BEFORE
        if other_end is not None and self.reaches(other_end, start):
            return Relation.AFTER
        if end is None or other_end is None:
            return Relation.UNKNOWN
        if self.reaches(end, other_start, may=True) or self.reaches(other_end, start, may=True):
            return Relation.UNKNOWN
        return Relation.CONCURRENT
