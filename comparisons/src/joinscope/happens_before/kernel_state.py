"""What is known of the threads, processes and objects at one moment of the recording."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from joinscope.happens_before.byte_stream import Stream, Write
from joinscope.happens_before.entries import Entries
from joinscope.happens_before.fd_table import Table
from joinscope.happens_before.graph import Chain, Graph
from joinscope.happens_before.kinds import Kind

Record = Mapping[str, Any]


@dataclass(slots=True, eq=False)
class Process:
    """A process: who made it, its threads that run, the last points of those that have ended.

    Processes are kept for good, so what holds nothing is None: empty, it would still take its room.

    `children` are those that nobody has reaped, `stopped` whether a SIGCHLD may tell of
    something else than the end. `memory` is the channel that its threads share, once there are two.
    """

    number: int
    pid: int
    table: Table
    parent: "Process | None" = None
    how: str = "start"
    threads: set["Thread"] | None = None
    ended: list[int] | None = None
    children: dict[int, "Process"] | None = None
    memory: Chain | None = None
    path: str = ""
    stopped: bool = False
    signals_child: bool = True
    pidfds: dict[int, "Process"] | None = None
    released: int | None = None

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


@dataclass(slots=True, eq=False)
class Thread:
    """A thread: its chain, its last point, and the call that it is in: (enter, its record)."""

    tid: int
    process: Process
    chain: Chain
    last: int = 0
    call: tuple[int, Record] | None = None
    write: Write | None = None
    created: int | None = None
    executing: int | None = None
    reading: int = 0


@dataclass(slots=True, eq=False)
class Passage:
    """A pipe or a socket: what order can travel through.

    `made` is the point before which it did not exist; None: it came from outside, as does
    everything that the recording does not show being made. `stream` is what can be read here, made
    when it is `used` first: a pipe that only tells of an end never carries a byte.
    `got` are the descriptors that hold it other than by inheritance: in a row the number of the
    table, the descriptor, and from which point on. `hung` and `broken` gather who let go of its
    writing and its reading end.
    """

    name: str
    made: int | None = None
    peer: str | None = None
    closes: bool = True
    got: "array[int]" = field(default_factory=lambda: array("I"))
    hung: Chain | None = None
    broken: Chain | None = None
    used: Stream | None = None

    @property
    def stream(self) -> Stream:
        """What can be read here."""
        if self.used is None:
            self.used = Stream()
        return self.used

    @property
    def outside(self) -> bool:
        """Whether processes that the recording does not show may use it too."""
        return self.made is None


@dataclass(slots=True, eq=False)
class Kill:
    """A call that sends a signal: whose, its enter, its target (0: a group or not known)."""

    thread: Thread
    enter: int
    target: int


class State:
    """The threads, processes and objects by their names, as of the last record."""

    def __init__(self) -> None:
        self.graph = Graph()
        self.entries = Entries()
        self.tables: list[Table] = []
        self.threads: dict[int, Thread] = {}
        self.processes: dict[int, Process] = {}
        self.every: list[Process] = []
        self.passages: dict[str, Passage] = {}
        self.channels: dict[str, Chain] = {}
        self.connecting: dict[str, int] = {}
        self.created: dict[int, tuple[Thread, int, Record]] = {}
        self.kills: dict[tuple[Process, int], list[Kill]] = {}

    @property
    def root(self) -> Process | None:
        """The program's first process."""
        return self.every[0] if self.every else None

    def process(self, pid: int, parent: Process | None = None, how: str = "start") -> Process:
        """A new process; an older one of the same PID is gone."""
        process = Process(len(self.every), pid, self.table(), parent, how)
        self.every.append(process)
        self.processes[pid] = process
        return process

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

    def passage(self, name: str) -> Passage:
        """The pipe or socket of this name; one that nobody was seen to make is from outside."""
        found = self.passages.get(name)
        if found is None:
            found = self.passages[name] = Passage(name)
            found.stream.foreign, found.stream.exact = True, False
        return found

    def forget(self, name: str) -> None:
        """The name belongs to a new object from now on."""
        self.passages.pop(name, None)
        self.connecting.pop(name, None)

    def make(self, name: str, point: int) -> Passage:
        """A pipe or socket that did not exist before this point of its maker."""
        self.passages[name] = passage = Passage(name, point)
        return passage

    def channel(self, name: str) -> Chain:
        """The channel of a name, through which order may flow unseen."""
        if name not in self.channels:
            self.channels[name] = self.graph.virtual()
        return self.channels[name]

    def edge(self, source: Chain, start: int, thread: Thread, kind: Kind) -> None:
        """An edge to the thread's last point."""
        self.graph.edge(source, start, thread.chain, thread.last, kind)

    def follow(self, point: int, thread: Thread, kind: Kind) -> None:
        """An edge to the thread's last point from a point of any thread."""
        self.edge(self.graph.owner(point), point, thread, kind)

    def after(self, process: Process, thread: Thread, kind: Kind) -> None:
        """The thread's last point comes after the end of the whole process."""
        for point in process.ended or ():
            self.follow(point, thread, kind)
