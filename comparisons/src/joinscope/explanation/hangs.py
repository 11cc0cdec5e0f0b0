"""The cause of a hang: who waited for whom when a run was cut short, and which trap that is.

The waits come from a snapshot of the processes, the program's own lines from the recording.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from signal import SIGCHLD
from typing import Literal

from joinscope.explanation.call_chain import Symbolizer, chain, own_place
from joinscope.explanation.hang_places import told_places
from joinscope.explanation.hang_traps import (
    ChildrenUnreaped,
    HangTrap,
    LockCopied,
    LockHeldByWaiter,
    LockHolderEnded,
    PipeHeldByItself,
    PipeHeldByOrphan,
    PipeHeldBySibling,
    PipeHeldByWaiter,
    PipeNeverRead,
    ProcessStopped,
    SignalAwaited,
    ThreadsStuck,
    WaitCycle,
)
from joinscope.explanation.known_traps import FullPipe
from joinscope.explanation.model import Blocked, Hang, PipeEnd, Place
from joinscope.joins.account import Account
from joinscope.joins.lifetimes import Lifetime
from joinscope.live.snapshot import Snapshot
from joinscope.live.wait_graph import Chain, Waiter, WaitGraph
from joinscope.live.waits import Awaited
from joinscope.vocabulary import RoleKind

FEEDER = "Queue._feed"
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
}
DOING: dict[str, Literal["waits", "stopped", "sleeps", "runs", "unknown"]] = {
    "stopped": "stopped",
    "time": "sleeps",
    "runs": "runs",
    "unknown": "unknown",
}


def hang(account: Account, symbolizer: Symbolizer, graph: WaitGraph) -> Hang | None:
    """Who waited for whom; None if none of the program's processes was left."""
    snapshot = graph.snapshot
    living = [each.pid for each in snapshot.processes.values() if each.threads]
    found = next((way for pid in living if (way := graph.chain(pid))), None)
    if found is None:
        return None
    look = _Look(account, symbolizer, snapshot, told_places(account, symbolizer))
    shown = tuple(look.chain(found))
    within = {each.tid for each in found.waiters}
    return Hang(
        graph.stuck(found.waiters[0].tid),
        found.end,
        shown,
        found.back,
        _Cause(look, found).trap(),
        tuple(
            look.blocked(each, None, "waits")
            for each in graph.waiters.values()
            if each.tid not in within and each.tid == each.pid and each.wait is not None
        ),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """What is known of the threads in a snapshot, by the recording."""

    account: Account
    symbolizer: Symbolizer
    snapshot: Snapshot
    told: Mapping[int, Place | None]

    def chain(self, found: Chain) -> Iterator[Blocked]:
        """Each of a chain, and whom it waits for."""
        for place, waiter in enumerate(found.waiters):
            last = place == len(found.waiters) - 1
            after = found.back if last else place + 1
            following = None if after is None else found.waiters[after].pid
            yield self.blocked(waiter, following, found.end if last else "waits")

    def blocked(self, waiter: Waiter, following: int | None, end: str) -> Blocked:
        """One of a chain, at whose end it does this."""
        wait = waiter.wait
        return Blocked(
            self.name(waiter.pid),
            waiter.pid,
            None if waiter.tid == waiter.pid else waiter.tid,
            DOING.get(end, "waits"),
            wait.awaits if wait else None,
            wait.call if wait else "",
            following,
            wait.fd if wait else None,
            tuple(PipeEnd(self.name(each.pid), each.pid, each.fd) for each in wait.ends)
            if wait
            else (),
            wait.fill if wait else None,
            self.place(waiter),
        )

    def life(self, pid: int) -> Lifetime | None:
        """What the process of a PID went through, the latest that had it."""
        lives = [each for each in self.account.lifetimes.all.values() if each.process.pid == pid]
        return lives[-1] if lives else None

    def name(self, pid: int) -> str:
        """What a process is called: by its role; who has executed a program of another, by that."""
        life = self.life(pid)
        role = self.account.roles.get(life.process.number) if life else None
        if role is None:
            process = self.snapshot.processes.get(pid)
            return process.name if process else str(pid)
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
        if waiter.tid in self.told or self.symbolizer.program is None:
            return self.told.get(waiter.tid)
        lifetimes = self.account.lifetimes
        call = next((each for each in lifetimes.cut if each.tid == waiter.tid), None)
        frame = lifetimes.stacks.innermost(waiter.tid)
        if call is not None:
            levels = chain(self.symbolizer, call, lifetimes.started)
            last = levels[-2] if len(levels) > 1 else None
            trusted = last is not None and (last.kind in C or _waits_for(waiter, last.name))
            return own_place(levels) if trusted else None
        if frame is None or frame.inherited or not _waits_for(waiter, self.symbolizer.name(frame)):
            return None
        sites = [self.symbolizer.site(each) for each in frame.inwards()]
        own = [site for site in sites if site is not None and site.own]
        return own[-1] if own else None

    def within(self, tid: int, function: str) -> bool:
        """Whether a thread is inside of a function."""
        frame = self.account.lifetimes.stacks.innermost(tid)
        return frame is not None and any(
            each.function.name == function for each in frame.outwards()
        )


def _waits_for(waiter: Waiter, function: str) -> bool:
    """Whether a function can be the one in which a thread waits for what it waits for."""
    name = function.rpartition(".")[2]
    awaits = waiter.wait.awaits if waiter.wait is not None else "other"
    return name.startswith(FUNCTIONS.get(awaits, ()))


@dataclass(frozen=True, slots=True)
class _Cause:
    """Which of the known traps a chain is."""

    look: _Look
    found: Chain

    def trap(self) -> HangTrap | None:
        """The trap; None if it is none that is known."""
        waiters, end = self.found.waiters, self.found.end
        if end == "stopped":
            return ProcessStopped()
        if end in ("runs", "unknown", "outside"):
            return None
        for waiter, following in self._pairs():
            trap = self._of(waiter, following)
            if trap is not None:
                return trap
        if end == "nobody":
            return self._nobody(waiters[-1])
        return self._of_cycle() if end == "cycle" else None

    def _of_cycle(self) -> HangTrap:
        waiters = self.found.waiters[self.found.back or 0 :]
        alone = len({each.pid for each in waiters}) == 1
        return self._lock() or (ThreadsStuck() if alone else WaitCycle())

    def _ended_children(self, pid: int) -> int:
        """How many children of a process have ended and are not reaped, if it asks to be told."""
        processes = self.look.snapshot.processes
        if SIGCHLD not in processes[pid].caught:
            return 0
        return sum(each.parent == pid and each.ended for each in processes.values())

    def _pairs(self) -> Iterator[tuple[Waiter, Waiter]]:
        """Each that waits for another of the chain, with that."""
        waiters, back = self.found.waiters, self.found.back
        yield from pairwise(waiters)
        if back is not None:
            yield waiters[-1], waiters[back]

    def _of(self, waiter: Waiter, following: Waiter) -> HangTrap | None:
        wait = waiter.wait
        match wait.awaits if wait is not None else None:
            case "room" if self._is_pipe(waiter) and self.found.end == "cycle":
                if following.pid == waiter.pid:
                    return PipeNeverRead()
                return FullPipe(queue=self.look.within(waiter.tid, FEEDER))
            case "data" if self._is_pipe(waiter):
                return self._unclosed(waiter, following)
        return None

    def _lock(self) -> HangTrap | None:
        """A cycle in which a lock is waited for, of which it is known who holds it."""
        for waiter, following in self._pairs():
            wait = waiter.wait
            if wait is not None and wait.awaits == "lock" and (wait.held or wait.owner):
                return LockHeldByWaiter(thread=following.pid == waiter.pid)
        return None

    def _is_pipe(self, waiter: Waiter) -> bool:
        return waiter.wait is not None and (waiter.wait.object or "").startswith("pipe:")

    def _unclosed(self, waiter: Waiter, following: Waiter) -> HangTrap | None:
        """A pipe has no end as long as anybody holds its writing end."""
        if following.pid == waiter.pid:
            return PipeHeldByItself()
        if self.found.end == "time":
            # A child that is alive may well write; who is not a child has it from one.
            process = self.look.snapshot.processes[following.pid]
            return None if process.parent == waiter.pid else PipeHeldByOrphan()
        if self.found.end != "cycle":
            return None
        if self._waits_for(following, waiter):
            return PipeHeldByWaiter()
        return PipeHeldBySibling()

    def _waits_for(self, one: Waiter, other: Waiter) -> bool:
        """Whether a process waits for the end of another, or of what that was started by."""
        wait = one.wait
        return wait is not None and wait.awaits == "child" and other.pid in wait.by

    def _nobody(self, waiter: Waiter) -> HangTrap | None:
        match waiter.wait.awaits if waiter.wait is not None else None:
            case "signal":
                ended = self._ended_children(waiter.pid)
                return ChildrenUnreaped(ended) if ended else SignalAwaited()
            case "lock" if waiter.wait is not None and waiter.wait.held:
                return LockHolderEnded()
            case "lock":
                life = self.look.life(waiter.pid)
                forked = life is not None and life.by is not None and not life.executed
                return LockCopied(forked)
        return None
