"""The records of a run, written one call at a time, as a recorder writes them."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.relation import doubt, proof, relation
from joinscope.recording.records import (
    Arguments,
    CloseArguments,
    Complete,
    CreateArguments,
    Creation,
    Descriptor,
    DescriptorResults,
    Descriptors,
    DuplicateArguments,
    Enter,
    Exec,
    ExecArguments,
    Exiting,
    Header,
    Held,
    How,
    KillArguments,
    Leave,
    Mode,
    OutputResults,
    PairResults,
    PipeArguments,
    PollArguments,
    PollResults,
    ReadArguments,
    Ready,
    Received,
    Record,
    Released,
    Results,
    Signal,
    SignalsResults,
    SignalWaitArguments,
    SocketpairArguments,
    Start,
    Stop,
    Termination,
    ThreadRecord,
    WaitArguments,
    WaitResults,
    WriteArguments,
    decoder,
)
from joinscope.vocabulary import Event, Relation

PARENT, WORKER, OTHER = 100, 101, 102
PIPE, PAIR, TERMINAL = "pipe:[1]", ("socket:[7]", "socket:[8]"), "/dev/pts/0"
BEFORE, CONCURRENT, UNKNOWN = Relation.BEFORE, Relation.CONCURRENT, Relation.UNKNOWN
HEADER = Header(
    time=0, schema="joinscope/recording/2", evidence="syscalls", command=(), kernel="", machine=""
)


class RecordWriter:
    """Writes the records of a run, one call at a time.

    Each is made by its type, which knows no field but its own, and is read back from its line as
    a reader does: a value of another type is refused there.
    """

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.pids: dict[int, int] = {}
        self.created(PARENT, None, "start")
        self.table(PARENT, {1: TERMINAL})

    def add(self, kind: type[ThreadRecord | Held | Released], tid: int, **fields: Any) -> None:
        time = len(self.records)
        record = kind(time=time, tid=tid, pid=self.pids[tid], **fields)
        self.records.append(decoder().decode(msgspec.json.encode(record)))

    @property
    def lines(self) -> list[bytes]:
        """The lines of a whole recording."""
        whole = [HEADER, Start(time=0, pid=PARENT), *self.records, Complete(time=len(self.records))]
        return [msgspec.json.encode(record) for record in whole]

    def room(self, *, pipe: int | None = None, socket: int | None = None) -> None:
        """How many bytes wait in a pipe and in a socket at most is known of the machine."""
        self.records.insert(0, msgspec.structs.replace(HEADER, pipe_room=pipe, socket_room=socket))

    def created(self, tid: int, by: int | None, how: How) -> None:
        self.pids[tid] = self.pids[by] if how == "thread" and by else tid
        self.add(Creation, tid, by=by, how=how)

    def table(self, tid: int, held: Mapping[int, str | None], mode: Mode = "rw") -> None:
        table = {fd: Descriptor(name, mode, cloexec=False) for fd, name in held.items()}
        self.add(Descriptors, tid, table=table)

    def enter(self, tid: int, call: str, arguments: Arguments) -> None:
        self.add(Enter, tid, call=call, arguments=arguments)

    def leave(
        self,
        tid: int,
        call: str,
        result: int = 0,
        results: Results | None = None,
        *,
        error: str | None = None,
    ) -> None:
        self.add(Leave, tid, call=call, result=result, error=error, results=results)

    def call(
        self,
        tid: int,
        call: str,
        arguments: Arguments,
        result: int = 0,
        results: Results | None = None,
        *,
        error: str | None = None,
    ) -> None:
        """A call that nothing comes between."""
        self.enter(tid, call, arguments)
        self.leave(tid, call, result, results, error=error)

    def creates(self, tid: int, call: str = "clone", flags: tuple[str, ...] = ()) -> None:
        self.enter(tid, call, CreateArguments(flags, "SIGCHLD"))

    def make(self, by: int, tid: int, how: How = "fork", flags: tuple[str, ...] = ()) -> None:
        self.creates(by, flags=flags)
        self.created(tid, by, how)
        self.leave(by, "clone", tid)

    def executes(self, tid: int, path: str = "/bin/true") -> None:
        self.enter(tid, "execve", ExecArguments(path))

    def executed(self, tid: int, path: str = "/bin/true", arguments: tuple[str, ...] = ()) -> None:
        self.add(Exec, tid, path=path, arguments=arguments)

    def say(self, tid: int, text: str, end: str = "\n") -> None:
        data = text + end
        results = OutputResults("stdout", data)
        self.call(tid, "write", WriteArguments(1, TERMINAL, len(data), ()), len(data), results)

    def pipe(
        self,
        tid: int,
        name: str = PIPE,
        *,
        cloexec: bool = False,
        fds: tuple[int, int] = (3, 4),
        flags: tuple[str, ...] = (),
    ) -> None:
        results = PairResults(fds, (name, name), cloexec)
        self.call(tid, "pipe2", PipeArguments(flags), 0, results)

    def pair(self, tid: int, kind: str | None = "SOCK_STREAM") -> None:
        results = PairResults((3, 4), PAIR, cloexec=False)
        self.call(tid, "socketpair", SocketpairArguments("AF_UNIX", kind), 0, results)

    def close(
        self, tid: int, fd: int, name: str | None = PIPE, *, error: str | None = None
    ) -> None:
        self.call(tid, "close", CloseArguments(fd, name), -1 if error else 0, error=error)

    def dup2(
        self, tid: int, old: int, new: int, name: str | None, *, closed: str | None = None
    ) -> None:
        results = DescriptorResults(new, name, cloexec=False, closed=closed)
        self.call(tid, "dup2", DuplicateArguments(old, name), new, results)

    def writes(self, tid: int, size: int = 1, name: str | None = PIPE) -> None:
        """A write begins."""
        self.enter(tid, "write", WriteArguments(4, name, size, ()))

    def write(
        self, tid: int, size: int = 1, name: str | None = PIPE, *, error: str | None = None
    ) -> None:
        self.writes(tid, size, name)
        self.leave(tid, "write", -1 if error else size, error=error)

    def reads(
        self,
        tid: int,
        name: str | None = PIPE,
        *,
        count: int | None = 65536,
        call: str = "read",
        flags: tuple[str, ...] = (),
    ) -> None:
        """A read begins."""
        self.enter(tid, call, ReadArguments(3, name, count, flags))

    def read(
        self,
        tid: int,
        size: int = 1,
        name: str | None = PIPE,
        *,
        count: int | None = 65536,
        call: str = "read",
        flags: tuple[str, ...] = (),
    ) -> None:
        self.reads(tid, name, count=count, call=call, flags=flags)
        self.leave(tid, call, size)

    def poll(
        self,
        tid: int,
        *events: str,
        name: str = PIPE,
        call: str = "poll",
        timeout: int | None = -1,
        watched: int | None = 1,
    ) -> None:
        """A poll that has reported these events; none: it has found nothing."""
        ready = PollResults((Ready(3, name, events),) if events else ())
        given = PollArguments(timeout, watched=watched)
        self.call(tid, call, given, len(events and (1,)), ready)

    def exit(self, *tids: int) -> None:
        for tid in tids:
            self.add(Exiting, tid, status=0)
            self.add(Termination, tid, status=0)

    def waits(
        self,
        tid: int,
        child: int | None = WORKER,
        *,
        options: Iterable[str] = (),
        call: str = "wait4",
    ) -> None:
        """A wait begins: for a child, or None for any."""
        idtype, number = ("P_ALL", 0) if child is None else ("P_PID", child)
        arguments = WaitArguments(idtype, number, child, tuple(options))  # type: ignore[arg-type]
        self.enter(tid, call, arguments)

    def leaves_wait(self, tid: int, child: int, call: str = "wait4") -> None:
        """A wait has taken the status of a child."""
        self.leave(tid, call, child, WaitResults(child, reaped=True, status=0))

    def reap(self, tid: int, child: int = WORKER) -> None:
        self.waits(tid, child)
        self.leaves_wait(tid, child)

    def reap_any(self, tid: int, child: int, *, options: Iterable[str] = ()) -> None:
        """A wait for any child, which takes the status of this one."""
        self.waits(tid, None, options=options)
        self.leaves_wait(tid, child)

    def stop(self, tid: int) -> None:
        self.add(Stop, tid, signal="SIGSTOP")

    def kills(self, tid: int, target: int | None, signal: int) -> None:
        """A call that sends a signal begins."""
        self.enter(tid, "kill", KillArguments(target, signal))

    def suspends(self, tid: int, *signals: int, timeout: int = -1) -> None:
        """A wait for one of these signals begins."""
        self.enter(tid, "rt_sigsuspend", SignalWaitArguments(signals, timeout))

    def suspended(self, tid: int) -> None:
        """It ends, for a signal that will be delivered next."""
        self.leave(tid, "rt_sigsuspend", -1, error="ERESTARTNOHAND")

    def sigwait(
        self, tid: int, signal: int, sender: int | None, code: str = "SI_USER", **wait: Any
    ) -> None:
        """A call that takes a signal, of a set of its own or of `signals`."""
        given = SignalWaitArguments(**{"signals": (signal,), "timeout": -1, **wait})
        got = SignalsResults((Received(signal, code, sender),))
        self.call(tid, "rt_sigtimedwait", given, signal, got)

    def signal(
        self, tid: int, name: str, number: int, sender: int | None, **fields: str | None
    ) -> None:
        code = "CLD_EXITED" if name == "SIGCHLD" else "SI_USER" if sender else "SI_KERNEL"
        fields = {"code": code, **fields}
        self.add(Signal, tid, name=name, signal=number, sender=sender, **fields)

    def order(self) -> HappensBefore:
        return HappensBefore.of(self.records)

    def relation(self, first: str = "first", second: str = "second") -> Relation:
        return relation(self.order(), Event("line", first), Event("line", second))

    def doubt(
        self, first: str = "first", second: str = "second"
    ) -> tuple[Relation, Choice | Reason] | None:
        """Why the relation is unknown, and what it is by that choice."""
        found = doubt(self.order(), Event("line", first), Event("line", second))
        return None if found is None else (found.relation, found.why)

    def way(self, first: str = "first", second: str = "second") -> set[Kind]:
        """The kinds of edges of the way between two lines whose relation is unknown."""
        found = doubt(self.order(), Event("line", first), Event("line", second))
        return {step.kind for step in (found.steps if found else ())} - {Kind.PROGRAM}

    def kinds(self, first: str = "first", second: str = "second") -> set[Kind]:
        steps = proof(self.order(), Event("line", first), Event("line", second))
        return {step.kind for step in steps or ()} - {Kind.PROGRAM}
