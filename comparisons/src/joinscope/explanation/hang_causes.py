"""Which of the known traps a hang is, by its chain of waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from signal import SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM

from joinscope.explanation.hang_look import HangLook
from joinscope.explanation.hang_traps import (
    ChildrenUnreaped,
    FifoUnopened,
    HangTrap,
    LockCopied,
    LockHeldByWaiter,
    LockHolderEnded,
    PipeHeldByItself,
    PipeHeldByOrphan,
    PipeHeldBySibling,
    PipeHeldByWaiter,
    PipeNeverRead,
    PipesFull,
    ProcessStopped,
    SignalAwaited,
    SignalSwallowed,
    TaskLost,
    ThreadFailed,
    ThreadRemains,
    ThreadsStuck,
    WaitCycle,
    WakerMissing,
)
from joinscope.explanation.known_traps import FullPipe
from joinscope.joins.lifetimes import Lifetime
from joinscope.live.wait_graph import Chain, Waiter
from joinscope.recording.records import KillArguments
from joinscope.vocabulary import signal_name

FEEDER = "Queue._feed"
POOL = "/multiprocessing/pool.py"
RESULTS = "_handle_results"  # what runs in the thread of a Pool that sets results
ENDING = frozenset([SIGHUP, SIGINT, SIGQUIT, SIGTERM])  # what asks a process to end


@dataclass(frozen=True, slots=True)
class HangCause:
    """Which of the known traps a chain is."""

    look: HangLook
    found: Chain

    def trap(self) -> HangTrap | None:
        """The trap; None if it is none that is known."""
        waiters, end = self.found.waiters, self.found.end
        if end == "stopped":
            return ProcessStopped(self.look.stopped_by(waiters[-1].pid))
        if (wait := waiters[-1].wait) is not None and wait.opens is not None:
            return FifoUnopened(wait.object or "", wait.opens)
        if end not in ("runs", "unknown", "outside"):
            for waiter, following in self._pairs():
                trap = self._of(waiter, following)
                if trap is not None:
                    return trap
        if (found := self._swallowed() or self._thread_remains() or self._lost()) is not None:
            return found
        if end == "nobody":
            return self._nobody(waiters[-1])
        return self._of_cycle() if end == "cycle" else None

    def _swallowed(self) -> SignalSwallowed | None:
        """A process of the chain that was asked to end, by a signal that does not end it."""
        for waiter, following in self._pairs():
            wait, life = waiter.wait, self.look.life(following.pid)
            if wait is None or wait.awaits != "child" or life is None:
                continue
            for number in self._sent(following.pid, life.start):
                if (trap := self._not_ended_by(number, life)) is not None:
                    return trap
        return None

    def _sent(self, pid: int, since: int) -> list[int]:
        """The signals that ask to end, and that the program has sent to a process; the last first.

        Those that went to its whole group are not among them.
        """
        lives = self.look.account.lifetimes.all.values()
        calls = [call for each in lives for call in each.calls if call.start >= since]
        return [
            each.signal
            for call in reversed(calls)
            if isinstance(each := call.arguments, KillArguments)
            and each.target == pid
            and each.signal in ENDING
            and call.error is None
        ]

    def _not_ended_by(self, number: int, life: Lifetime) -> SignalSwallowed | None:
        """Why a signal that a process was sent did not end it; None if that is not known."""
        name, process = signal_name(number), self.look.snapshot.processes[life.process.pid]
        if any(each.first.name == name and each.first.action == "handle" for each in life.signals):
            inherited = name in life.inherited_handlers and not life.executed
            return SignalSwallowed(name, "inherited" if inherited else "handled")
        if number in process.ignored:
            return SignalSwallowed(name, "ignored")
        return SignalSwallowed(name, "blocked") if number in process.blocked else None

    def _thread_remains(self) -> ThreadRemains | None:
        """A process of Python that has nothing more to do than to wait for its other threads."""
        for waiter in self.found.waiters:
            if waiter.tid == waiter.pid and self.look.in_threading(waiter.tid, "_shutdown"):
                return ThreadRemains()
        return None

    def _lost(self) -> TaskLost | ThreadFailed | None:
        """A thread waits for a task of a Pool, of which a worker was killed, or a thread failed."""
        first = self.found.waiters[0]
        stack = self.look.told.get(first.tid, ())
        waits = any(each.file.endswith(POOL) and each.function == "get" for each in stack)
        failed = self._failed(first.pid)
        if waits and failed is not None and RESULTS in failed.thread:
            return failed  # whatever else runs: nobody but that thread sets a result
        ended = any(each.ending.signal is not None for each in self.look.earlier())
        return TaskLost() if waits and ended and failed is None else None

    def _failed(self, pid: int) -> ThreadFailed | None:
        """The thread that an exception has ended, if it was one of this process."""
        failed = self.look.failed
        if failed is None or not self.look.has_lost_thread(pid):
            return None
        return ThreadFailed(*failed)

    def _of_cycle(self) -> HangTrap:
        waiters = self.found.waiters[self.found.back or 0 :]
        alone = len({each.pid for each in waiters}) == 1
        alone_trap = (self._failed(waiters[0].pid) or ThreadsStuck()) if alone else WaitCycle()
        return self._lock() or alone_trap

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
                if following.wait is not None and following.wait.awaits == "room":
                    return PipesFull()
                return FullPipe(queue=self.look.within(waiter.tid, FEEDER))
            case "data" | "event" if any(map(self.look.is_server, (waiter.pid, following.pid))):
                return None  # it holds that to tell of a worker's end
            case "data" | "event" if self._held(waiter, following):
                return self._unclosed(waiter, following)
        return None

    def _held(self, waiter: Waiter, following: Waiter) -> bool:
        """Whether one holds the other end of a pipe or socket from which another one reads."""
        ends = waiter.wait.ends if waiter.wait is not None else ()
        if following.pid == waiter.pid and waiter.wait is not None:  # of an event loop, many things
            return waiter.wait.awaits == "data" and not waiter.wait.call.startswith("epoll")
        return any(each.pid == following.pid for each in ends)

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
            return PipeHeldByOrphan() if self.look.is_orphan(following.pid) else None
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
                if self.look.wakes_itself(waiter.tid):
                    return self._failed(waiter.pid) or WakerMissing(forked)
                beside = life.beside if forked and life is not None else 0
                return LockCopied(forked, beside, held=self._held_elsewhere(waiter))
        return None

    def _held_elsewhere(self, waiter: Waiter) -> bool:
        """Whether a mutex of C says that a thread has locked it which its process does not have."""
        owner = waiter.wait.owner if waiter.wait is not None else None
        threads = self.look.snapshot.processes[waiter.pid].threads
        return owner is not None and owner not in {each.tid for each in threads}
