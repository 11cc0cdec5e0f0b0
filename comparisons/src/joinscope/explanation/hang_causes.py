"""Which of the known traps a hang is, by its chain of waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from signal import SIGCHLD

from joinscope.explanation.hang_tasks import failed_thread, lost_task
from joinscope.explanation.hang_traps import (
    BarrierUnmet,
    BothRead,
    ChildrenUnreaped,
    FifoUnopened,
    HangTrap,
    LockCopied,
    LockHeldByWaiter,
    LockHolderEnded,
    NotifyAwaited,
    OtherPipeFull,
    PipeHeldByItself,
    PipeHeldByOrphan,
    PipeHeldBySibling,
    PipeHeldByWaiter,
    PipeNeverRead,
    PipesFull,
    ProcessStopped,
    QueueEmpty,
    SignalAwaited,
    SignalSwallowed,
    TasksUndone,
    ThreadRemains,
    ThreadsStuck,
    WaitCycle,
    WakerMissing,
)
from joinscope.explanation.known_traps import FullPipe
from joinscope.explanation.thread_look import (
    THREADING,
    ThreadLook,
    awaits_notify,
    in_module,
    wakes_itself,
)
from joinscope.live.wait_graph import Chain, Waiter

PROCESS = "/multiprocessing/process.py"
UTIL, EXIT = "/multiprocessing/util.py", "_exit_function"
QUEUES = "/multiprocessing/queues.py"
BARRIER = "_wait"  # in which a thread stays that has come to a Barrier
STANDARD = 2  # the last of the descriptors that a program gets for its input and output


@dataclass(frozen=True, slots=True)
class HangCause:
    """Which of the known traps a chain is."""

    look: ThreadLook
    found: Chain

    def trap(self) -> HangTrap | None:
        """The trap; None if it is none that is known."""
        waiters, end = self.found.waiters, self.found.end
        if end == "stopped":
            return self._stopped(waiters[-1])
        if (wait := waiters[-1].wait) is not None and wait.opens is not None:
            return FifoUnopened(wait.object or "", wait.opens)
        if end not in ("runs", "unknown", "outside"):
            for waiter, following in self._pairs():
                trap = self._of(waiter, following)
                if trap is not None:
                    return trap
        if (
            found := self._swallowed()
            or self._thread_remains()
            or lost_task(self.look, self.found.waiters[0])
            or self._at_barrier()
            or self._at_condition()
        ) is not None:
            return found
        if end == "nobody":
            return self._nobody(waiters[-1])
        return self._of_cycle() if end == "cycle" else None

    def _stopped(self, waiter: Waiter) -> ProcessStopped:
        if self.look.snapshot.processes[waiter.pid].frozen:
            return ProcessStopped("", "cgroup")
        tracer = self.look.tracer(waiter.pid) if waiter.state == "t" else ""
        if tracer:
            return ProcessStopped("", "tracer", tracer)
        return ProcessStopped(self.look.stopped_by(waiter.pid))

    def _swallowed(self) -> SignalSwallowed | None:
        """A process of the chain that a signal to it, or to who waits for it, does not end."""
        for waiter, following in self._pairs():
            if waiter.wait is not None and waiter.wait.awaits == "child":
                found = self.look.swallowed(following.pid)
                if found is None and in_module(self.look, waiter.tid, UTIL, EXIT):
                    found = self.look.outlived(waiter.pid, following.pid)
                if found is not None:
                    return found
        return None

    def _thread_remains(self) -> ThreadRemains | None:
        """A process of Python that has nothing more to do than to wait for its other threads."""
        for waiter in self.found.waiters:
            if waiter.tid == waiter.pid and in_module(
                self.look, waiter.tid, THREADING, "_shutdown"
            ):
                return ThreadRemains()
        return None

    def _at_barrier(self) -> BarrierUnmet | None:
        """One of who wait for each other does so at a Barrier of Python, which nobody aborts."""
        stuck = self.found.waiters if self.found.end in ("cycle", "nobody") else ()
        for waiter in stuck:
            awaits = waiter.wait.awaits if waiter.wait is not None else "other"
            if awaits == "lock" and in_module(self.look, waiter.tid, THREADING, BARRIER):
                return BarrierUnmet(waiter.tid)
        return None

    def _at_condition(self) -> NotifyAwaited | None:
        """One of who wait for each other does so in wait() of a Condition, until it is notified."""
        for each in self.found.waiters if self.found.end in ("cycle", "nobody") else ():
            awaits = each.wait.awaits if each.wait is not None else "other"
            if awaits == "lock" and (at := awaits_notify(self.look, each.tid)) is not None:
                return NotifyAwaited(each.tid, at)
        return None

    def _of_cycle(self) -> HangTrap:
        waiters = self.found.waiters[self.found.back or 0 :]
        alone = len({each.pid for each in waiters}) == 1
        locks = [each.wait for each in waiters if each.wait and each.wait.awaits == "lock"]
        left = bool(locks) and self.look.has_ended_process()
        alone_trap = (
            (failed_thread(self.look, waiters[0].pid) or ThreadsStuck())
            if alone
            else WaitCycle(left, left and any(each.untaken for each in locks))
        )
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
            case "room" if self._is_channel(waiter) and self.found.end == "cycle":
                return self._full(waiter, following)
            case "data" | "event" if any(map(self.look.is_server, (waiter.pid, following.pid))):
                return None  # it holds that to tell of a worker's end
            case "data" | "event" if self._held(waiter, following):
                return self._unclosed(waiter, following)
        return None

    def _full(self, waiter: Waiter, following: Waiter) -> HangTrap | None:
        """One waits for room in a pipe or socket, in a cycle of waits."""
        if following.pid == waiter.pid:
            return self._never_read(waiter) if self._is_pipe(waiter) else None
        awaits = following.wait.awaits if following.wait is not None else "other"
        if self._leads_to(following, waiter):
            return FullPipe(queue=self.look.feeds_queue(waiter.tid))
        if not self._writes_to(waiter, following) or not self._are_two():
            return None
        if awaits == "room":
            return PipesFull()
        return OtherPipeFull() if awaits == "data" and self._held(following, waiter) else None

    def _never_read(self, waiter: Waiter) -> PipeNeverRead:
        """Nobody but a process itself could read what a thread of it writes."""
        main = in_module(self.look, waiter.pid, UTIL, EXIT)
        return PipeNeverRead(queue=self.look.feeds_queue(waiter.tid), exits=main)

    def _are_two(self) -> bool:
        """Whether the cycle is one of two processes."""
        return len(self.found.waiters) - (self.found.back or 0) == len(("one", "other"))

    def _writes_to(self, waiter: Waiter, following: Waiter) -> bool:
        """Whether the other end of what a process writes to is held by another one."""
        ends = waiter.wait.ends if waiter.wait is not None else ()
        return any(each.pid == following.pid for each in ends)

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
                then = following.wait.awaits if following.wait is not None else None
                alone = following.pid == waiter.pid
                return LockHeldByWaiter(thread=alone, crossed=then == "lock")
        return None

    def _is_channel(self, waiter: Waiter) -> bool:
        """Whether it is a pipe or a socket that a process writes to."""
        name = (waiter.wait.object or "") if waiter.wait is not None else ""
        return name.startswith(("pipe:", "socket:"))

    def _is_pipe(self, waiter: Waiter) -> bool:
        return waiter.wait is not None and (waiter.wait.object or "").startswith("pipe:")

    def _unclosed(self, waiter: Waiter, following: Waiter) -> HangTrap | None:
        """A pipe has no end as long as anybody holds its writing end."""
        if following.pid == waiter.pid:
            queue = in_module(self.look, waiter.tid, QUEUES, "get")
            left = self.look.exit_of_feeder() if queue else None
            return PipeHeldByItself(left.file, left.line) if left else PipeHeldByItself()
        if self.found.end == "time":
            if not self.look.is_orphan(following.pid):
                return None
            return PipeHeldByOrphan(in_module(self.look, waiter.tid, PROCESS, "join"))
        if self.found.end != "cycle":
            return None
        if in_module(self.look, waiter.tid, QUEUES, "get"):
            if in_module(self.look, following.tid, QUEUES, "join"):
                return TasksUndone()
            return QueueEmpty() if self._waits_for(following, waiter) else None
        if self._waits_for(following, waiter):
            return PipeHeldByWaiter()
        if self._is_copy(waiter, following):
            ends = waiter.wait.ends if waiter.wait is not None else ()
            held = [each.fd for each in ends if each.pid == following.pid]
            inherited = all(self.look.inherits(following.pid, fd) for fd in held)
            return PipeHeldBySibling(inherited)
        both = following.wait is not None and following.wait.awaits == "data"
        return BothRead() if both and self._are_two() and self._held(following, waiter) else None

    def _is_copy(self, waiter: Waiter, holder: Waiter) -> bool:
        """Whether a process holds the writing end as it came to it by a fork, with all the others.

        What is its standard output was given to it on purpose: it is who should write. Who reads
        with the writing end in its own hands does not read to the end. The two ends of a socket are
        alike, and a copy of one may be meant to be used: nobody may have used any that is left.
        """
        ends = waiter.wait.ends if waiter.wait is not None else ()
        held = [each.fd for each in ends if each.pid == holder.pid]
        own = any(each.pid == waiter.pid for each in ends)
        if own or not self._is_channel(waiter) or any(fd <= STANDARD for fd in held):
            return False
        return self._is_pipe(waiter) or all(self.look.is_unused(each.pid, each.fd) for each in ends)

    def _waits_for(self, one: Waiter, other: Waiter) -> bool:
        """Whether a process waits for the end of another, or of what that was started by."""
        wait = one.wait
        if wait is not None and wait.awaits == "child":
            return other.pid in wait.by
        return self._leads_to(one, other)

    def _leads_to(self, one: Waiter, other: Waiter) -> bool:
        """Whether the chain leads from one to the other by waits for an end, or a turn, alone.

        A fork server is asked for the end of a worker, and is on the way to it. Whoever waits for
        the end of a process waits for all its threads, as for the one that feeds its queue.
        """
        after = {each.tid: following for each, following in self._pairs()}
        at = one
        while at.tid in after and self._for_end(at, after[at.tid]):
            at = after[at.tid]
            if at.pid in (one.pid, other.pid):
                break
        return at is not one and at.pid == other.pid

    def _for_end(self, waiter: Waiter, following: Waiter) -> bool:
        """Whether one waits for a process to end, or is on the way of who asks a fork server.

        An event loop waits for that among other things: it has a pidfd of who holds no end of its.
        A process ends after the thread that feeds its queue; of those of several processes one may
        write, and the others wait for its lock.
        """
        wait = waiter.wait
        if wait is not None and wait.awaits == "child":
            return True
        if wait is not None and wait.awaits == "lock" and self.look.feeds_queue(following.tid):
            return waiter.pid == following.pid or self.look.feeds_queue(waiter.tid)
        if wait is not None and wait.awaits == "event" and following.pid in wait.by:
            among = all(each.pid != following.pid for each in wait.ends)
        else:
            among = False
        return among or any(map(self.look.is_server, (waiter.pid, following.pid)))

    def _nobody(self, waiter: Waiter) -> HangTrap | None:
        match waiter.wait.awaits if waiter.wait is not None else None:
            case "signal":
                ended = self._ended_children(waiter.pid)
                if ended:
                    return ChildrenUnreaped(ended)
                return SignalAwaited(self.look.came_before(waiter))
            case "lock" if waiter.wait is not None and waiter.wait.held:
                own = waiter.pid in waiter.wait.by
                if own:
                    return LockCopied(forked=False, beside=0, held=False)
                killed = any(each.ending.signal is not None for each in self.look.earlier())
                queue = in_module(self.look, waiter.tid, QUEUES, "get")
                return LockHolderEnded(killed, queue)
            case "lock" if waiter.wait is not None and waiter.wait.object is not None:
                return None  # it is shared, and may be no lock: an Event, a Barrier
            case "lock":
                forked = self.look.is_copy(waiter.pid)
                if wakes_itself(self.look, waiter.tid):
                    return failed_thread(self.look, waiter.pid) or WakerMissing(forked)
                beside = self.look.beside(waiter.pid) if forked else 0
                return LockCopied(forked, beside, held=self._held_elsewhere(waiter))
        return None

    def _held_elsewhere(self, waiter: Waiter) -> bool:
        """Whether a mutex of C says that a thread has locked it which its process does not have."""
        owner = waiter.wait.owner if waiter.wait is not None else None
        threads = self.look.snapshot.processes[waiter.pid].threads
        return owner is not None and owner not in {each.tid for each in threads}
