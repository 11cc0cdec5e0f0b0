"""What is known of the threads, processes and objects at one moment of the recording."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from joinscope.happens_before.byte_stream import Write
from joinscope.happens_before.causal_past import CausalPast, Cut
from joinscope.happens_before.channels import Channel
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.event_counters import Counter
from joinscope.happens_before.event_sets import EventSet
from joinscope.happens_before.fd_entries import Entries
from joinscope.happens_before.fd_table import Table
from joinscope.happens_before.fifo_opens import Opens
from joinscope.happens_before.graph import Chain, Graph, Kind
from joinscope.happens_before.handler_frames import HandlerFrame
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_objects import PIDFD, sort
from joinscope.happens_before.looks import Looks
from joinscope.happens_before.message_queues import Key, Queue
from joinscope.happens_before.printed_lines import Printed
from joinscope.happens_before.rivals import Rivals
from joinscope.happens_before.semaphore_sets import SemaphoreSet
from joinscope.happens_before.unix_sockets import Address, Connection
from joinscope.recording.records import Enter, How, SignalWaitArguments

CARRYING = ("pipe", "socket")


@dataclass(frozen=True, slots=True)
class Program:
    """What is known of a program that is executed; a process that is forked has the same.

    Attributes:
        looks: it may look at other processes in /proc.
        indifferent: it is a shell that asks for its parent, as each does when it starts, but runs
            no command that uses the answer.
        python: it is a Python that keeps its assertions.
        defers: it is an interpreter, whose handlers take notes of signals: rules/deferred.py.
        traps: it is a shell that may have a trap, a handler that takes a note of its signal.
        traps_ends: its text has one for the ends of its children, or may.
    """

    looks: bool = False
    indifferent: bool = False
    python: bool = False
    defers: bool = False
    traps: bool = False
    traps_ends: bool = False


UNKNOWN_PROGRAM = Program()


@dataclass(slots=True, eq=False)
class Process:
    """A process: who made it, its threads that run, the last points of those that have ended.

    Processes are kept for good, so what holds nothing is None: empty, it would still take its room.

    `children` are those that nobody has reaped. `memory` is the medium that its threads share, once
    there are two. `foreign`: it lives in a PID namespace of its own, so the PIDs that it uses are
    not those of the recording. `guard` is the choice that an earlier answer about its end was.
    """

    number: int
    pid: int
    table: Table
    parent: "Process | None" = None
    how: How = "start"
    threads: set["Thread"] | None = None
    ended: list[int] | None = None
    children: dict[int, "Process"] | None = None
    memory: Chain | None = None
    program: Program = UNKNOWN_PROGRAM
    signals_child: bool = True
    released: int | None = None
    foreign: bool = False
    guard: Choice | None = None

    @property
    def gone(self) -> bool:
        """Whether its last thread has reached its last point."""
        return bool(self.ended) and not self.threads

    def begin(self, thread: "Thread") -> None:
        """A thread of it runs."""
        if self.threads is None:
            self.threads = {thread}
        else:
            self.threads.add(thread)

    def leave(self, thread: "Thread") -> None:
        """A thread of it runs no more."""
        if self.threads is not None:
            self.threads.discard(thread)
            self.threads = self.threads or None

    def end(self, point: int) -> None:
        """A thread of it has reached its last point."""
        if self.ended is None:
            self.ended = [point]
        else:
            self.ended.append(point)


class Filling(NamedTuple):
    """What there was of a stream when a write into it began.

    `taken` are the bytes that had been read, `returned` is the point at which the last read of them
    did, and `room` how many bytes it takes when it is empty, 0 if that is not known.
    """

    taken: int
    returned: int
    room: int


NOTHING = Filling(0, 0, 0)


@dataclass(slots=True, eq=False)
class Thread:
    """A thread: its chain, its last point, and the call that it is in: (its enter, the record).

    Attributes:
        filled: of the stream that it writes into.
        waiting: the wait for a signal that it is in, or that its last call was: a handler runs
            behind the leave of pause.
        stopped_itself: it sent the signal by which it stopped last.
        resumed: the SIGCONT that will be delivered next is that by which it went on.
        continued: the enter of the call that has sent the last of those.
        handlers: where the handlers began that it is in, the innermost last.
        handled: a virtual chain of the ends of all that have returned.
        left: the chain and the last point of the one that returns, and it.
        polled: the enter of the first of the polls that it has made just now, each for one child,
            of which one has reaped its child; `pipes` it has made since, `origin` is where the
            order of what it creates now starts: see rules/starting.py.
        served: of a fork server the worker whose status pipe the next write names, by its PID.
        cut: the name of what its last call has written into, if that took less than it was given.
    """

    tid: int
    process: Process
    chain: Chain
    last: int = 0
    call: tuple[int, Enter] | None = None
    write: Write | None = None
    created: int | None = None
    executing: int | None = None
    reading: int = 0
    filled: Filling = NOTHING
    waiting: SignalWaitArguments | None = None
    stopped_itself: bool = False
    resumed: bool = False
    continued: int = 0
    handlers: list[HandlerFrame] | None = None
    handled: Chain | None = None
    left: tuple[Chain, int, HandlerFrame] | None = None
    served: int | None = None
    polled: int = 0
    pipes: int = 0
    origin: int = 0
    cut: str | None = None


@dataclass(slots=True, eq=False)
class Kill:
    """A call that sends a signal: whose, its enter, its target (0: a group or not known)."""

    thread: Thread
    enter: int
    target: int


@dataclass(slots=True, eq=False)
class Shell:
    """A shell to which it is all the same when its background ends: see rules/shells.py.

    `latest` is the PID of the last process that it has made, `pipes`: a job of it may have several.
    `waits`: its last command is to wait for all of them.
    """

    pipes: bool
    waits: bool = False
    latest: int = 0


class Reap(NamedTuple):
    """Who took whose status, and at which point: the leave of the call; `any`: it asked for any.

    `beyond`: more could have come than the end of a child that was there: that none has ended yet,
    a stop, or the end of a child that another thread makes, or that is adopted.
    """

    child: Process
    by: Process
    point: int
    any: bool = False
    beyond: bool = False


class OnlyEnd(NamedTuple):
    """A child's end of which a handler has run, as no other child could have ended before it.

    That is proved by the edges of these places on the handler's chain, and where they end.
    """

    child: Process
    chain: Chain
    places: tuple[int, ...]
    point: int


@dataclass(slots=True, eq=False)
class Rival:
    """Who could have been the answer to a call, and was not the one, or may not have been.

    `told` is where the first such call has returned. Its answer is `child`, which ends some time,
    what was written at the point `written`, or that those let go of an end who are `released`.
    """

    choice: Choice
    told: int
    child: Process | None = None
    written: int = 0
    released: Callable[[], Sequence[int]] | None = None

    @property
    def ends(self) -> Sequence[int]:
        """The points that the call could have come after."""
        if self.released is not None:
            return self.released()
        return (self.child.ended or ()) if self.child is not None else (self.written,)


class Note(NamedTuple):
    """A signal that came to a program which takes a note of it: where, and what it comes after.

    `chain` is that of the thread which does the rest.
    """

    chain: Chain
    point: int
    causes: tuple[int, ...]


class State:
    """The threads, processes and objects by their names, as of the last record.

    `alone` are the polls of a thread that have reported data without the end that came later.
    `noted` are the signals of which an interpreter or a shell has only taken a note.
    `signalled` are the processes that have taken a signal, with its number.
    `cuts` is what so many of them cut, since somebody has asked.
    `closing` are the threads in a call that lets go of descriptors, of which it is not recorded yet
    whether it has. `pipe_room` and `socket_room` are how many bytes wait in a pipe or a unix socket
    at most, 0 if that is not known.
    `groups_set`: somebody has called setpgid(2). Until then setsid(2) tells nothing of others: it
    fails only if there is a process group that has the caller's PID as its number. `executed`: the
    last names of the programs that were. `started`: what start() has forked, or a call like it, by
    the enter of that. `unseen` are the reasons of marks that a recording with
    look-ups would not have. `guards` are the choices by which a process that is not its parent was
    told of the end of another. `namespaces` are the processes whose children live in a PID
    namespace of their own, `adopting` those that may get children of others. `fork_servers` have
    the pipes for the statuses of their workers, by the workers' PIDs. `only_ends` are, by the
    parent, those of which a handler has run that may turn out to be a choice yet. `unaccounted`:
    somebody may write unseen into what he has open. `sets_sent`: a message may bring a set of
    epoll; `sets_passed`: one has, or a set may have been changed unseen. `shells` go on alike
    whatever they are told.
    """

    def __init__(self) -> None:
        self.graph = Graph()
        self.entries = Entries()
        self.tables: list[Table] = []
        self.threads: dict[int, Thread] = {}
        self.processes: dict[int, Process] = {}
        self.all_processes: list[Process] = []
        self.channels: dict[str, Channel] = {}
        self.media: dict[str, Chain] = {}
        self.addresses: dict[str, str] = {}
        self.created: dict[int, tuple[Thread, int, Enter]] = {}
        self.printed = Printed()
        self.reaps: list[Reap] = []
        self.candidates: list[Rival] = []
        self.kills: dict[int, list[Kill]] = {}
        self.signalled = set[tuple[Process, int]]()
        self.rivals = Rivals()
        self.fifos = dict[str, Opens]()
        self.unix = dict[str, Address]()
        self.connecting = dict[Thread, Connection]()
        self.refused: dict[str, dict[Chain, int]] = {}
        self.closing = dict[Thread, None]()
        self.noted = list[Note]()
        self.cuts: tuple[int, Mapping[int, Cut]] = (0, {})
        self.alone = dict[tuple[Channel, Chain], list[Rival]]()
        self.looks = Looks(self.graph)
        self.executed: set[str] = set()
        self.started = dict[Process, int]()
        self.namespaces: set[Process] = set()
        self.adopting: set[Process] = set()
        self.fork_servers = dict[Process, dict[int, str]]()
        self.unseen: set[Reason] = set()
        self.guards = dict[tuple[Process, Process], Choice]()
        self.shells = dict[Process, Shell]()
        self.pipe_room = self.socket_room = 0
        self.lookups = False
        self.groups_set = False
        self.unaccounted = False
        self.sets_sent = self.sets_passed = False
        self.queues = dict[str, Queue]()
        self.semaphores = dict[str, SemaphoreSet]()
        self.keys = dict[str, Key]()
        self.counters = dict[str, Counter]()
        self.event_sets = dict[int, EventSet]()
        self.keyed = dict[str, str]()
        self.only_ends = dict[Process, list[OnlyEnd]]()
        self.removals = dict[str, dict[Chain, int]]()
        self.late_removals = dict[str, dict[Chain, int]]()
        self.undo = dict[tuple[int, str, int], int]()

    @property
    def root(self) -> Process | None:
        """The program's first process."""
        return self.all_processes[0] if self.all_processes else None

    def process(self, pid: int, parent: Process | None = None, how: How = "start") -> Process:
        """A new process; an older one of the same PID is gone."""
        process = Process(len(self.all_processes), pid, self.table(), parent, how)
        self.all_processes.append(process)
        self.processes[pid] = process
        return process

    def named(self, process: Process, pid: int | None) -> Process | None:
        """The process that a PID stands for in what another one is told; None if unknown."""
        return None if pid is None or process.foreign else self.processes.get(pid)

    def watched(self, process: Process, fd: int, name: str | None) -> Process | None:
        """The process of which a pidfd tells; None if that is not known, or it is no pidfd."""
        number = (process.table.pidfds or {}).get(fd)
        return None if number is None or name != PIDFD else self.all_processes[number]

    def thread(self, tid: int, process: Process) -> Thread:
        """A new thread."""
        thread = Thread(tid, process, self.graph.thread(tid, process.number))
        process.begin(thread)
        self.threads[tid] = thread
        return thread

    def table(self) -> Table:
        """A new table of descriptors."""
        self.tables.append(Table(len(self.tables)))
        return self.tables[-1]

    def channel(self, name: str) -> Channel:
        """The pipe or socket of this name; one that nobody was seen to make is from outside."""
        found = self.channels.get(name)
        if found is None:
            found = self.channels[name] = Channel(name)
            found.stream.abandon()
        return found

    def channel_of(self, name: str | None) -> Channel | None:
        """The pipe or socket of this name, None if it is neither."""
        return self.channel(name) if name is not None and sort(name) in CARRYING else None

    def forget(self, name: str) -> None:
        """The name belongs to a new object from now on."""
        self.channels.pop(name, None)
        self.addresses.pop(name, None)

    def make(self, name: str, point: int) -> Channel:
        """A pipe or socket that did not exist before this point of its maker."""
        self.forget(name)
        self.channels[name] = channel = Channel(name, point)
        return channel

    def medium(self, name: str, reason: Reason = Reason.HIDDEN_ORDER) -> Chain:
        """What many threads use under a name, through which order may flow unseen."""
        if name not in self.media:
            self.media[name] = self.graph.virtual(reason)
        return self.media[name]

    def edge(
        self,
        source: Chain,
        start: int,
        thread: Thread,
        kind: Kind,
        *,
        choice: Choice | None = None,
        reason: Reason | None = None,
    ) -> None:
        """An edge to the thread's last point: of a may-edge with its reason, or with a choice."""
        why = choice if reason is None else reason
        self.graph.edge(source, start, thread.chain, thread.last, kind, why)

    def came(self, key: Hashable, thread: Thread, choice: Choice) -> bool:
        """A cause begins at the thread's last point that could have been that of other answers."""
        told = self.rivals.came(self.graph, key, thread.chain, thread.last, choice)
        self.candidates += (Rival(choice, point, written=thread.last) for point in told)
        return bool(told)

    def beside(self, thread: Thread, choice: Choice, enters: Iterable[int]) -> None:
        """Causes that the thread's last point could have been the answer to, and was not."""
        self.candidates += (Rival(choice, thread.last, written=enter) for enter in enters)

    def reaches(self, first: int, second: int) -> bool:
        """Whether one point is before another, by proof."""
        return first <= second and CausalPast(self.graph, second, floor=first).holds(first)

    def follow(
        self,
        point: int,
        thread: Thread,
        kind: Kind,
        *,
        choice: Choice | None = None,
        reason: Reason | None = None,
    ) -> None:
        """An edge to the thread's last point from a point of any thread."""
        self.edge(self.graph.owner(point), point, thread, kind, choice=choice, reason=reason)

    def after(
        self,
        process: Process,
        thread: Thread,
        kind: Kind,
        *,
        choice: Choice | None = None,
        reason: Reason | None = None,
    ) -> None:
        """The thread's last point comes after the end of the whole process."""
        for point in process.ended or ():
            self.follow(point, thread, kind, choice=choice, reason=reason)
