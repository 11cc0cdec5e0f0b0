"""Lifetimes: what each process of a recording went through, its calls, and the frames around them.

They are built beside the order, from the same records, and need no more of it than whose point a
record is.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from joinscope import limits
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.kernel_state import Process
from joinscope.joins.idle_times import Idle, IdleTimes
from joinscope.joins.repeated_calls import RepeatedCalls
from joinscope.joins.system_call import SystemCall
from joinscope.recording.call_stacks import Calls, Frame
from joinscope.recording.records import (
    AcceptArguments,
    AddressArguments,
    Arguments,
    CloseArguments,
    Continue,
    CreateArguments,
    Creation,
    Dump,
    Enter,
    Exec,
    ExecArguments,
    ExitArguments,
    Exiting,
    Header,
    Held,
    How,
    KillArguments,
    KilledProcess,
    Leave,
    LimitReached,
    Note,
    OptionArguments,
    OutputResults,
    PidfdArguments,
    PipeArguments,
    PollArguments,
    ReadArguments,
    Record,
    ReleaseCause,
    Released,
    ShutdownArguments,
    Signal,
    SignalReturnArguments,
    SignalWaitArguments,
    SleepArguments,
    SocketArguments,
    SocketpairArguments,
    Standing,
    Start,
    Stop,
    Termination,
    TransferArguments,
    WaitArguments,
    Waited,
    WaitResults,
    WriteArguments,
    exit_code,
)

# Of more calls than are kept, those are that took longer than this (ns), or say something for sure.
SHORT = 100_000
TELLING: frozenset[type[Arguments]] = frozenset(
    [
        *(CreateArguments, ExecArguments, ExitArguments, WaitArguments, KillArguments),
        *(SleepArguments, SignalWaitArguments),
    ]
)
KEPT: frozenset[type[Arguments]] = TELLING | {
    *(PollArguments, ReadArguments, WriteArguments, TransferArguments, PidfdArguments),
    *(SocketArguments, AddressArguments, AcceptArguments, ShutdownArguments),
    OptionArguments,
}
# What makes the ends of a channel and lets go of them: told, but no part of any join.
ENDS: frozenset[type[Arguments]] = frozenset([PipeArguments, SocketpairArguments, CloseArguments])
CHANNELS = ("pipe:[", "socket:[")
# Calls that a signal interrupts with these fail with EINTR once its handler has run: signal(7).
NOT_RESTARTED = ("ERESTARTNOHAND", "ERESTART_RESTARTBLOCK")


@dataclass(slots=True, eq=False)
class Delivery:
    """A signal that was delivered, and how often the same came again with nothing in between.

    `first` and `last` are the records of the first and of the last time.
    """

    first: Signal
    last: Signal
    count: int = 1


@dataclass(slots=True, eq=False)
class JoinCall:
    """A call of a Process's join(): of which PID, by which process, and the calls made in it."""

    frame: Frame
    pid: int
    process: Process
    calls: list[SystemCall] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class HoldTime:
    """From when to when a thread was held by a rule of a schedule, and why it was let go.

    `end` and `why` are None where it never was.
    """

    tid: int
    start: int
    end: int | None = None
    why: ReleaseCause | None = None


@dataclass(slots=True, eq=False)
class ThreadLife:
    """A thread of a process: from when to when it was there (None: to the end), and was idle."""

    start: int
    end: int | None = None
    idle: IdleTimes = field(default_factory=IdleTimes)


@dataclass(slots=True, eq=False)
class Lifetime:
    """What a process went through: times in ns, None where it was not seen.

    `exiting` is since when none of its threads did anything any more. `threads` are those that it
    has had, by their ids.
    `executed` are the programs that it executed, and `status` is its exit code. `signalled`: a
    SIGCHLD told its parent of its end, so that this was not ignored. `zombie`: it was seen as one
    when it had ended, and `above` is who was its parent then (None: no process of the program, or
    not seen). `killed`: the recorder ended
    it. `stops` are the stops and continuations of its threads, `holds` the times for which they
    were held back, `signals` those that they got, and `ends` the calls that made the ends of pipes
    and sockets, and closed them. `beside` is
    how many threads its creator had beside the one that forked it. `uncounted` counts, by their
    names, short calls that are kept no more as there are too many.
    """

    process: Process
    start: int
    by: Process | None
    how: How
    executed: list[Exec] = field(default_factory=list)
    exiting: int | None = None
    end: int | None = None
    status: int | None = None
    reaped: int | None = None
    signalled: bool = False
    zombie: bool = False
    above: "Lifetime | None" = None
    killed: bool = False
    stops: list[Stop | Continue] = field(default_factory=list)
    holds: list[HoldTime] = field(default_factory=list)
    signals: list[Delivery] = field(default_factory=list)
    calls: list[SystemCall] = field(default_factory=list)
    ends: list[SystemCall] = field(default_factory=list)
    beside: int = 0
    uncounted: Counter[str] = field(default_factory=Counter)
    repeated: RepeatedCalls = field(default_factory=RepeatedCalls)
    threads: dict[int, ThreadLife] = field(default_factory=dict)

    @property
    def exit_call(self) -> SystemCall | None:
        """The call that has ended all of it; another thread may have begun one behind that."""
        return next((each for each in reversed(self.calls) if each.name == "exit_group"), None)


class Lifetimes:
    """The lifetimes of all processes; takes each record after the order has, with its point there.

    `all` has them by the numbers of their processes, in the order of their creation. `by_point`
    has the calls by the points of their enters and leaves, `made` those that made a process, by
    (number of the maker, PID that it got). `cut` are the calls that went on where a limit cut the
    run short, and `cut_at` is when it did (None: no limit did); `standing` is where each thread
    stood then, by its id, and `dumps` what processes told of their stacks, by PID. `started` and
    `ended` are when the recording was, in ns. `waits_known`: waits for locks are recorded.
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
        self.cut_at: int | None = None
        self.standing: dict[int, Standing] = {}
        self.dumps: dict[int, str] = {}
        self.waits_known = False
        self._order = order
        self._open: dict[int, SystemCall] = {}
        self._interrupted: dict[int, SystemCall] = {}
        # Of each thread the handlers that it is in, each with the call that goes on behind it.
        self._behind: dict[int, list[SystemCall | None]] = defaultdict(list)
        self._of_thread: dict[int, Lifetime] = {}
        self._of_pid: dict[int, Lifetime] = {}

    def add(  # noqa: C901, PLR0912 - an arm for each
        self, record: Record, point: int | None
    ) -> None:
        """Take the next record, and the point that the order has made of it, if any."""
        self.ended = max(self.ended, record.time)
        match record:
            case Enter() if point is not None:
                self._thread(record, point).idle.entered(record)
                if type(record.arguments) in KEPT:
                    self._call_begins(record, point)
                elif type(record.arguments) in ENDS:
                    self._end_begins(record, point)
                elif isinstance(record.arguments, SignalReturnArguments):
                    self._handler_ends(record.tid)
            case Leave():
                if thread := self._thread_of(record.tid):
                    thread.idle.left(record.time)
                call = self._open.pop(record.tid, None)
                if call is not None and point is not None:
                    self._call_ends(call, record, point)
            case Creation(tid=tid, by=by) if point is not None:
                self.stacks.created(tid, by, record.how)
                maker = self._of_thread.get(by or 0)
                new = self._life(record, point, maker.process if maker else None, record.how)
                new.threads[tid] = ThreadLife(record.time)
                new.killed = new.killed or self.cut_at is not None  # all are, from there on
                if maker is not None and record.how in ("fork", "clone"):
                    new.beside = sum(each.end is None for each in maker.threads.values()) - 1
            case Exec() | Exiting() | Termination() | Stop() | Continue() | Signal():
                # The order knows nothing of a thread that has reached its last point.
                if life := self._of_thread.get(record.tid):
                    self._lived(record, life)
            case Held() | Released():
                if life := self._of_thread.get(record.tid):
                    _held(life, record)
            case Note(tid=tid, text=text):
                self._noted(tid, text)
            case Waited(tid=tid, call=name, since=since, time=time):
                if thread := self._thread_of(tid):
                    thread.idle.waited(Idle(since, time, name))
            case Header(waits=waits):
                self.waits_known = waits
            case Start(time=time):
                self.started = time
            case LimitReached(time=time):
                self.cut, self.cut_at = list(self._open.values()), time
                for tid in self._of_thread:
                    if thread := self._thread_of(tid):
                        thread.idle.left(time)
            case Standing(tid=tid):
                self.standing[tid] = record
            case Dump(pid=pid, text=text):
                self.dumps[pid] = self.dumps.get(pid, "") + text
            case KilledProcess(pid=pid) if pid in self._of_pid:
                self._of_pid[pid].killed = True

    def of(self, process: Process) -> Lifetime:
        """What a process went through."""
        return self.all[process.number]

    def of_thread(self, tid: int) -> Lifetime | None:
        """What the process went through that had a thread of this id last."""
        return self._of_thread.get(tid)

    def _noted(self, tid: int, text: str) -> None:
        self.stacks.take(tid, text)
        if life := self._of_thread.get(tid):
            for pid, frame in self.stacks.joins[len(self.join_calls) :]:
                self.join_calls.append(JoinCall(frame, pid, life.process))

    def _life(
        self,
        record: Creation | Enter,
        point: int,
        by: Process | None = None,
        how: How = "start",
    ) -> Lifetime:
        """The lifetime of the record's process; a new one if nothing of it was seen yet."""
        process = self._order.process(point)
        life = self.all.get(process.number)
        if life is None:
            life = Lifetime(process, record.time, by, how)
            self.all[process.number] = self._of_pid[process.pid] = life
        self._of_thread[record.tid] = life
        for kept in (self._interrupted, self._behind):  # that of another, which had the same id
            kept.pop(record.tid, None)
        return life

    def _thread(self, record: Enter, point: int) -> ThreadLife:
        """The thread that makes a call; a new one if nothing of it was seen yet."""
        life = self._of_thread.get(record.tid) or self._life(record, point)
        return life.threads.setdefault(record.tid, ThreadLife(record.time))

    def _thread_of(self, tid: int) -> ThreadLife | None:
        life = self._of_thread.get(tid)
        return life.threads.get(tid) if life else None

    def _thread_ends(self, life: Lifetime, tid: int, time: int) -> None:
        """A thread ends; with its last one the process is exiting, if it was not before."""
        thread = life.threads.get(tid)
        if thread is not None and thread.end is None:
            thread.idle.left(time)
            thread.end = time
        if all(each.end is not None for each in life.threads.values()):
            life.exiting = life.exiting or time

    def _call_begins(self, record: Enter, point: int) -> None:
        life = self._of_thread.get(record.tid) or self._life(record, point)
        inside = self.stacks.innermost(record.tid)
        call = SystemCall(life.process, record, point, inside)
        before = self._interrupted.pop(record.tid, None)
        if before is not None and _goes_on(before, call):
            call.resumes, before.resumed = before, call
        self._open[record.tid] = call
        self.by_point[point] = call
        life.calls.append(call)
        if call.name == "exit_group":
            life.exiting = life.exiting or call.start

    def _end_begins(self, record: Enter, point: int) -> None:
        """A call that makes or closes the ends of a channel; other closes are no story."""
        arguments = record.arguments
        if isinstance(arguments, CloseArguments) and not (arguments.object or "").startswith(
            CHANNELS
        ):
            return
        if life := self._of_thread.get(record.tid):
            call = SystemCall(life.process, record, point, self.stacks.innermost(record.tid))
            self._open[record.tid] = call
            life.ends.append(call)

    def _call_ends(self, call: SystemCall, record: Leave, point: int) -> None:
        call.leave, call.left = record, point
        if type(call.arguments) in ENDS:
            return
        life = self.all[call.process.number]
        self.by_point[point] = call
        if (record.error or "").startswith("ERESTART"):
            self._interrupted[record.tid] = call
        if life.repeated.take(call):
            self._drop(call)
        elif self._says_nothing(call, record):
            life.uncounted[call.name] += 1
            self._drop(call)
        elif isinstance(call.arguments, CreateArguments):
            self.made[call.process.number, record.result] = call
        match record.results:
            case WaitResults(child=int(pid), reaped=True) if pid in self._of_pid:
                self._of_pid[pid].reaped = record.time

    def _says_nothing(self, call: SystemCall, leave: Leave) -> bool:
        if len(self.by_point) <= 2 * limits.KEPT_CALLS or type(call.arguments) in TELLING:
            return False
        printing = isinstance(leave.results, OutputResults) and leave.results.stream == "stdout"
        return not printing and leave.time - call.start < SHORT

    def _drop(self, call: SystemCall) -> None:
        calls = self.all[call.process.number].calls
        for place in range(len(calls) - 1, -1, -1):  # calls of other threads may be behind it
            if calls[place] is call:
                del calls[place], self.by_point[call.point], self.by_point[call.left or 0]
                return

    def _lived(
        self, record: Exec | Exiting | Termination | Stop | Continue | Signal, life: Lifetime
    ) -> None:
        match record:
            case Exec():
                life.executed.append(record)
                self.stacks.executed(record.tid)
                first = life.threads.get(record.tid) or ThreadLife(life.start)
                first.end = life.exiting = None  # it has the first one's id, whichever it was
                life.threads = {record.tid: first}
            case Exiting(time=time):
                self._thread_ends(life, record.tid, time)
            case Termination(time=time):
                self._thread_ends(life, record.tid, time)
                life.end = time
                self._open.pop(record.tid, None)
                self.stacks.ended(record.tid)
                if record.tid == record.pid:
                    life.status = exit_code(record.status)
                    life.above = self._of_pid.get(record.parent or 0)
                    life.zombie = record.zombie
            case Stop() | Continue():
                life.repeated.other()
                life.stops.append(record)
            case Signal():
                self._delivered(record, life)

    def _delivered(self, record: Signal, life: Lifetime) -> None:
        """A signal: one that came before, with no call between that is kept, is counted there."""
        if record.name != "SIGCHLD" or record.action == "handle":
            life.repeated.other()
        if record.action == "handle":
            call = self._interrupted.pop(record.tid, None)
            restarted = call is not None and call.error not in NOT_RESTARTED
            self._behind[record.tid].append(call if restarted else None)
        last = life.signals[-1] if life.signals else None
        if last is not None and _alike(last.first, record) and not _between(life, last.last.time):
            last.last, last.count = record, last.count + 1
        else:
            life.signals.append(Delivery(record, record))
        child = self._of_pid.get(record.sender or 0)
        if child and record.name == "SIGCHLD" and record.action in ("handle", "default"):
            child.signalled = True

    def _handler_ends(self, tid: int) -> None:
        """A handler returns: to the call that its signal has interrupted, if that goes on."""
        call = self._behind[tid].pop() if self._behind[tid] else None
        if call is not None:
            self._interrupted[tid] = call


def _held(life: Lifetime, record: Held | Released) -> None:
    """A thread is held, or let go."""
    if isinstance(record, Held):
        life.holds.append(HoldTime(record.tid, record.time))
        return
    for hold in reversed(life.holds):
        if hold.tid == record.tid and hold.end is None:
            hold.end, hold.why = record.time, record.why
            return


def _goes_on(before: SystemCall, call: SystemCall) -> bool:
    """Whether a call is the one that a signal has interrupted, which the kernel restarts.

    A loop of the program's own that calls again is noted as a new call, in a frame of its own.
    """
    again = call.name == "restart_syscall" or before.arguments == call.arguments
    return again and before.kind == call.kind and before.inside is call.inside


def _alike(one: Signal, other: Signal) -> bool:
    return (one.tid, one.signal, one.code, one.action, one.inherited) == (
        other.tid,
        other.signal,
        other.code,
        other.action,
        other.inherited,
    )


def _between(life: Lifetime, time: int) -> bool:
    """Whether the process has begun a call since then that is kept."""
    return bool(life.calls) and life.calls[-1].start > time
