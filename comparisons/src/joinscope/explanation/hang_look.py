"""What is known of the threads of a hang: by a snapshot of them, and by the recording."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from joinscope.explanation.call_chain import Symbolizer, chain, own_place
from joinscope.explanation.hang_places import is_forked, own_line
from joinscope.explanation.model import Blocked, EarlierEnd, PipeEnd, Place
from joinscope.joins.account import Account
from joinscope.joins.lifetimes import Lifetime
from joinscope.live.snapshot import Snapshot
from joinscope.live.wait_graph import Chain, Waiter
from joinscope.live.waits import Awaited
from joinscope.recording.call_stacks import Frame
from joinscope.recording.records import OutputResults, Stop
from joinscope.recording.thread_stacks import Stack
from joinscope.vocabulary import Ending, RoleKind

THREADING = "/threading.py"
C = ("c", "library")
# How functions are called, in Python and in C, that wait for what a thread can wait for.
FUNCTIONS: dict[Awaited, tuple[str, ...]] = {
    "child": ("wait", "system", "fork_exec", "fork", "posix_spawn"),
    "data": ("read", "recv", "input", "poll", "select"),
    "room": ("write", "send", "print", "flush", "poll", "select"),
    "event": ("poll", "select"),
    "lock": ("acquire", "join", "print", "flush", "pthread_mutex_lock"),
    "thread": ("join", "acquire"),
    "signal": ("pause", "sig"),
    "time": ("sleep", "select", "poll"),
    "connection": ("accept", "select", "poll"),
    "opening": ("open", "fopen", "creat"),
}
DOING: dict[str, Literal["waits", "stopped", "sleeps", "runs", "unknown"]] = {
    "stopped": "stopped",
    "time": "sleeps",
    "runs": "runs",
    "unknown": "unknown",
}


@dataclass(frozen=True, slots=True)
class HangLook:
    """What is known of the threads in a snapshot, by the recording.

    `told` are the stacks that threads have told, by their ids, and `failed` is which thread has
    ended by an exception: (its name, the exception), None if none has told so.
    """

    account: Account
    symbolizer: Symbolizer
    snapshot: Snapshot
    told: Mapping[int, Stack]
    failed: tuple[str, str] | None

    def chain(self, found: Chain) -> Iterator[Blocked]:
        """Each of a chain, and whom it waits for."""
        yield from chain_of(found, self.name, self.place)

    def blocked(self, waiter: Waiter, following: int | None, end: str) -> Blocked:
        """One of a chain, at whose end it does this."""
        return _blocked(waiter, following, end, self.name, self.place(waiter))

    def earlier(self) -> Iterator[EarlierEnd]:
        """The processes that had ended, otherwise than by exiting with 0."""
        for life in self.account.lifetimes.all.values():
            if life.end is not None and not life.killed and life.status:
                yield EarlierEnd(self.life_name(life), life.process.pid, Ending.of(life.status))

    def life(self, pid: int) -> Lifetime | None:
        """What the process of a PID went through, the latest that had it."""
        lives = [each for each in self.account.lifetimes.all.values() if each.process.pid == pid]
        return lives[-1] if lives else None

    def has_lost_thread(self, pid: int) -> bool:
        """Whether a thread of a process, not its first, wrote to standard error and has ended."""
        life = self.life(pid)
        if life is None:
            return False
        until = self.account.lifetimes.cut_at or self.account.lifetimes.ended
        ended = {
            tid
            for tid, each in life.threads.items()
            if tid != pid and each.end is not None and each.end < until
        }
        return any(
            call.tid in ended
            and isinstance(call.results, OutputResults)
            and call.results.stream == "stderr"
            for call in life.calls
        )

    def is_server(self, pid: int) -> bool:
        """Whether a process is a fork server."""
        return self._kind(pid) is RoleKind.FORK_SERVER

    def is_worker(self, pid: int) -> bool:
        """Whether a process is a worker."""
        return self._kind(pid) is RoleKind.WORKER

    def _kind(self, pid: int) -> RoleKind | None:
        life = self.life(pid)
        role = None if life is None else self.account.roles.get(life.process.number)
        return None if role is None else role.kind

    def is_orphan(self, pid: int) -> bool:
        """Whether who made a process has ended."""
        life = self.life(pid)
        above = self.life(life.by.pid) if life is not None and life.by is not None else None
        return above is not None and above.end is not None and not above.killed

    def is_stopped(self, pid: int) -> bool:
        """Whether a signal had stopped a process, and it had not gone on."""
        life = self.life(pid)
        return life is not None and bool(life.stops) and isinstance(life.stops[-1], Stop)

    def stopped_by(self, pid: int) -> str:
        """The signal that has stopped a process; empty if that was not seen."""
        life = self.life(pid)
        stops = [each.signal for each in life.stops if isinstance(each, Stop)] if life else []
        return stops[-1] if stops else ""

    def name(self, pid: int) -> str:
        """What a process is called: by its role; who has executed a program of another, by that."""
        life = self.life(pid)
        if life is None:
            process = self.snapshot.processes.get(pid)
            return process.name if process else str(pid)
        return self.life_name(life)

    def life_name(self, life: Lifetime) -> str:
        """The same of what a process went through, which may have ended."""
        pid, role = life.process.pid, self.account.roles.get(life.process.number)
        if role is None:
            return str(pid)
        if role.kind is not RoleKind.WORKER:
            return role.kind.replace("_", " ")
        process = self.snapshot.processes.get(pid)
        if process is not None and role.program and not role.program.startswith("python"):
            return process.name
        several = len(self.account.joins) > 1
        return f"worker {role.number}" if several else "worker"

    def place(self, waiter: Waiter) -> Place | None:
        """The program's own line in which a thread waits; None where that is not known.

        Where the thread itself has told it, that is the truth; one of Python that does not may have
        returned from all that it has noted. A function of C that is noted last counts only if it
        waits for that.
        """
        if waiter.tid in self.told:
            forked = is_forked(self.account.lifetimes, waiter.pid)
            return own_line(self.symbolizer, self.told[waiter.tid], forked=forked)
        if self.symbolizer.program is None:
            return None
        lifetimes = self.account.lifetimes
        call = next((each for each in lifetimes.cut if each.tid == waiter.tid), None)
        frame = lifetimes.stacks.innermost(waiter.tid)
        if call is not None:
            levels = chain(self.symbolizer, call, lifetimes.started)
            last = levels[-2] if len(levels) > 1 else None
            trusted = last is not None and (last.kind in C or may_wait_in(waiter, last.name))
            return own_place(levels) if trusted else None
        if frame is None or frame.inherited or not may_wait_in(waiter, self.symbolizer.name(frame)):
            return None
        return own_site(self.symbolizer, frame)

    def in_module(self, tid: int, file: str, *functions: str) -> bool:
        """Whether a thread is inside of one of these functions of a file, by how its path ends."""
        return any(
            each.function in functions and each.file.endswith(file)
            for each in self.told.get(tid, ())
        )

    def wakes_itself(self, tid: int) -> bool:
        """Whether a thread waits to be woken by another one, as for an Event or what is in a Queue.

        The lock that Condition.wait() waits for was made by it: nobody can have copied that.
        """
        stack = self.told.get(tid, ())
        return bool(stack) and stack[0].function == "wait" and stack[0].file.endswith(THREADING)

    def within(self, tid: int, function: str) -> bool:
        """Whether a thread is inside of a function."""
        frame = self.account.lifetimes.stacks.innermost(tid)
        return frame is not None and any(
            each.function.name == function for each in frame.outwards()
        )


def chain_of(
    found: Chain, name: Callable[[int], str], place: Callable[[Waiter], Place | None]
) -> Iterator[Blocked]:
    """Each of a chain, and whom it waits for; `name` is of a PID, `place` the line it waits in."""
    for number, waiter in enumerate(found.waiters):
        last = number == len(found.waiters) - 1
        after = found.back if last else number + 1
        following = None if after is None else found.waiters[after].pid
        yield _blocked(waiter, following, found.end if last else "waits", name, place(waiter))


def _blocked(
    waiter: Waiter,
    following: int | None,
    end: str,
    name: Callable[[int], str],
    place: Place | None,
) -> Blocked:
    wait = waiter.wait
    ends = wait.ends if wait else ()
    return Blocked(
        name(waiter.pid),
        waiter.pid,
        None if waiter.tid == waiter.pid else waiter.tid,
        DOING.get(end, "waits"),
        wait.awaits if wait else None,
        wait.call if wait else "",
        following,
        wait.fd if wait else None,
        _channel(waiter),
        tuple(PipeEnd(name(each.pid), each.pid, each.fd) for each in ends),
        wait.fill if wait else None,
        place,
    )


def own_site(symbolizer: Symbolizer, frame: Frame) -> Place | None:
    """The innermost of the program's own lines around a frame, and of the frame itself."""
    sites = [symbolizer.site(each) for each in frame.inwards()]
    own = [site for site in sites if site is not None and site.own]
    return own[-1] if own else None


def _channel(waiter: Waiter) -> Literal["pipe", "socket"] | None:
    """Of what kind it is that a thread reads from or writes to."""
    name = (waiter.wait.object or "") if waiter.wait is not None else ""
    if name.startswith("pipe:"):
        return "pipe"
    return "socket" if name.startswith("socket:") else None


def may_wait_in(waiter: Waiter, function: str) -> bool:
    """Whether a function can be the one in which a thread waits for what it waits for."""
    name = function.rpartition(".")[2]
    awaits = waiter.wait.awaits if waiter.wait is not None else "other"
    return name.startswith(FUNCTIONS.get(awaits, ()))
