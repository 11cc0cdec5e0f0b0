"""The order of a recording: built record by record, asked about any two of its points."""

from collections.abc import Iterable
from typing import NamedTuple, Self, assert_never

from joinscope.happens_before.causal_past import CausalPast, Step
from joinscope.happens_before.graph import NEVER
from joinscope.happens_before.kernel_state import Process, State, Thread
from joinscope.happens_before.printed_lines import Printed
from joinscope.happens_before.rules import (
    connections,
    creation,
    data,
    descriptors,
    end_of_file,
    may,
    signals,
    termination,
)
from joinscope.recording.records import (
    AcceptArguments,
    AddressArguments,
    Arguments,
    CloseArguments,
    CloseRangeArguments,
    Continue,
    CreateArguments,
    Creation,
    DescriptorFlagsArguments,
    Descriptors,
    DuplicateArguments,
    Enter,
    Exec,
    ExecArguments,
    ExitArguments,
    Exiting,
    FutexArguments,
    KillArguments,
    Leave,
    LockArguments,
    MemoryArguments,
    OpenArguments,
    OutputResults,
    PidfdArguments,
    PipeArguments,
    PollArguments,
    ReadArguments,
    Record,
    RestartArguments,
    ShutdownArguments,
    Signal,
    SleepArguments,
    SocketArguments,
    SocketpairArguments,
    Stop,
    Termination,
    TransferArguments,
    WaitArguments,
    WriteArguments,
    tag_of,
)
from joinscope.vocabulary import Relation

# The records that are points: things that happen to a thread, other than what it says of itself.
Happening = (
    Creation | Exec | Descriptors | Enter | Leave | Signal | Stop | Continue | Exiting | Termination
)
HAPPENING = (
    *(Enter, Leave, Creation, Exec, Descriptors, Signal, Stop, Continue, Exiting),
    Termination,
)

# What processes do with each other, or alone, other than through descriptors.
ProcessArguments = (
    WaitArguments
    | CreateArguments
    | KillArguments
    | PidfdArguments
    | ExecArguments
    | ExitArguments
    | SleepArguments
    | RestartArguments
    | FutexArguments
    | MemoryArguments
    | LockArguments
)


class What(NamedTuple):
    """What a point is: which event and, for enter and leave, which call of which class.

    In the words of a recording: see the tags in records.py.
    """

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
        self._whats: dict[tuple[type[Happening], str, type[Arguments] | None], int] = {}
        self._names: list[What] = []

    @classmethod
    def of(cls, records: Iterable[Record]) -> Self:
        """The order of a whole recording."""
        order = cls()
        for record in records:
            order.add(record)
        return order

    def add(self, record: Record) -> int | None:
        """Take the next record; return its point, None if it is not one."""
        if not isinstance(record, HAPPENING):
            return None
        if isinstance(record, Creation):
            return creation.created(
                self.state, record, lambda thread: self._point(thread, record)
            ).last
        thread = self.state.threads.get(record.tid)
        if thread is None:
            if isinstance(record, Termination | Exiting):
                return None
            process = self.state.processes.get(record.pid) or self.state.process(record.pid)
            thread = self.state.thread(record.tid, process)
        if isinstance(record, Termination):
            # Killed while it was stopped, it shows no `exiting`: nothing came after its last point.
            termination.exiting(self.state, thread)
        thread.last = self._point(thread, record)
        self._take(thread, record)
        return thread.last

    def _point(self, thread: Thread, record: Happening) -> int:
        key: tuple[type[Happening], str, type[Arguments] | None]
        match record:
            case Enter(call=call, arguments=arguments):
                key = type(record), call, type(arguments)
            case Leave(call=call):
                key = type(record), call, type(thread.call[1].arguments) if thread.call else None
            case _:
                key = type(record), "", None
        number = self._whats.get(key)
        if number is None:
            number = self._whats[key] = len(self._names)
            self._names.append(What(tag_of(key[0]), key[1], tag_of(key[2]) if key[2] else ""))
        return self.graph.point(thread.chain, record.time, number)

    def _take(self, thread: Thread, record: Happening) -> None:
        match record:
            case Enter():
                thread.call = thread.last, record
                self._enter(thread, record)
            case Leave():
                if thread.call is not None:
                    enter, call = thread.call
                    thread.call = None
                    self.graph.partner[enter], self.graph.partner[thread.last] = thread.last, enter
                    self._leave(thread, enter, call, record)
            case Exec():
                creation.executed(self.state, thread, record)
            case Descriptors(table=table):
                descriptors.snapshot(self.state, thread, table)
            case Signal():
                signals.delivered(self.state, thread, record)
            case Exiting():
                termination.exiting(self.state, thread)
            case Stop() | Continue() | Creation() | Termination():
                pass
            case _:
                assert_never(record)

    def _enter(self, thread: Thread, record: Enter) -> None:
        """What a call does, or may do, before it returns."""
        state = self.state
        match record.arguments:
            case ReadArguments(object=name):
                data.read_enter(state, thread, name)
            case WriteArguments() as call:
                data.write_enter(state, thread, call)
            case CreateArguments():
                thread.created = thread.last
            case ExecArguments():
                thread.executing = thread.last
            case TransferArguments() as call:
                data.transfer_enter(state, thread, call)
            case KillArguments() as call:
                signals.kill_enter(state, thread, call)
            case ShutdownArguments() as call:
                end_of_file.shut_down(state, thread, call)
            case AddressArguments() as call:
                connections.address_enter(state, thread, record.call, call)
            case AcceptArguments() as call:
                connections.accept_enter(state, thread, call)
            case MemoryArguments() | LockArguments() | FutexArguments() as call:
                may.shared(state, thread, call)
                thread.call = None

    def _leave(self, thread: Thread, enter: int, record: Enter, leave: Leave) -> None:
        state = self.state
        match record.arguments:
            case ReadArguments() as call:
                data.read_leave(state, thread, call, leave)
            case WriteArguments() as call:
                data.write_leave(state, thread, record.call, call, leave)
                self._printed(thread, enter, leave)
            case (
                CloseArguments()
                | DuplicateArguments()
                | DescriptorFlagsArguments()
                | CloseRangeArguments()
                | PipeArguments()
                | SocketpairArguments()
                | OpenArguments() as call
            ):
                descriptors.leave(state, thread, enter, call, leave)
            case PollArguments():
                data.poll_leave(state, thread, record, leave)
            case TransferArguments() as call:
                data.transfer_leave(state, thread, record.call, call, leave)
                self._printed(thread, enter, leave)
            case AddressArguments() as call:
                connections.address_leave(state, thread, record.call, call, leave)
            case AcceptArguments():
                connections.accept_leave(state, thread, leave)
            case SocketArguments():
                connections.socket_leave(state, thread, leave)
            case ShutdownArguments() as call:
                if leave.error is not None:
                    end_of_file.not_shut_down(state, enter, call)
            case call:
                self._leave_of_processes(thread, enter, record, call, leave)

    def _leave_of_processes(
        self, thread: Thread, enter: int, record: Enter, call: ProcessArguments, leave: Leave
    ) -> None:
        state = self.state
        match call:
            case WaitArguments():
                self._waited(thread, call, leave)
            case CreateArguments():
                creation.returned(state, thread, enter, record, leave.result)
            case KillArguments():
                signals.kill_leave(state, thread, enter, call, leave)
            case PidfdArguments():
                signals.pidfd_opened(state, thread, call, leave)
            case ExecArguments() | ExitArguments() | SleepArguments():
                pass  # it failed, or time has passed
            case RestartArguments():
                pass  # of a sleep or a private futex: polls are seen
            case FutexArguments() | MemoryArguments() | LockArguments():
                pass  # they have no leave
            case _:
                assert_never(call)

    def _waited(self, thread: Thread, call: WaitArguments, leave: Leave) -> None:
        reaped = termination.waited(self.state, thread, call, leave)
        child = None if reaped is None else self.state.processes.get(reaped)
        if child is not None:
            self.reaps.append(Reap(child, thread.process, thread.last))

    def _printed(self, thread: Thread, enter: int, leave: Leave) -> None:
        match leave.results:
            case OutputResults(stream="stdout", data=text):
                self.printed.add(enter, thread.last, text)

    def what(self, point: int) -> What:
        """What a point is."""
        return self._names[self.graph.what[point]]

    def process(self, point: int) -> Process:
        """Whose point it is."""
        return self.state.all_processes[self.graph.chains[self.graph.chain[point]].owner]

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
