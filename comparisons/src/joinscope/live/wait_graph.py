"""Who waits for whom, from one thread to the cause: a chain of waits, or a cycle.

A wait may often be ended by any one of several processes, and is stuck only if all of them are. So
what is alive is found first: what runs, ends its wait by itself or may be woken from outside is
alive, and so is, by and by, whoever waits for something alive. What is left is stuck: its shortest
way to a cycle or to a wait that nobody can end is the cause of a hang. Where the first thread is
alive the shortest way leads to what it really waits for.
"""

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from joinscope.live.snapshot import Snapshot
from joinscope.live.wait import Wait
from joinscope.live.waits import wait_of

# What is at the end of a chain: it closes a cycle; waits for what nobody can give; is stopped;
# waits for a time, or for something outside of the program; runs; cannot be read.
EndOfChain = Literal["cycle", "nobody", "stopped", "time", "outside", "runs", "unknown"]
WITHIN = ("lock", "thread")


@dataclass(frozen=True, slots=True)
class Waiter:
    """A thread that waits, and for what; `wait` is None where it does not, or cannot be read."""

    pid: int
    tid: int
    state: str
    wait: Wait | None


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of waits, each for the next; `back` is the place at which a cycle closes."""

    waiters: tuple[Waiter, ...]
    end: EndOfChain
    back: int | None = None


class WaitGraph:
    """Who waits for whom in a snapshot, which has to be made while the processes are there.

    `snapshot` has the processes, `waiters` their threads by their ids.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.waiters = {
            thread.tid: Waiter(
                process.pid,
                thread.tid,
                "T" if process.frozen else thread.state,
                wait_of(snapshot, process, thread),
            )
            for process, thread in snapshot.threads()
        }
        self._alive = set(self._living())

    def run(self, pids: Collection[int]) -> None:
        """Take those threads of these processes for running that a tracer held in a call.

        /proc tells a stop by a signal of a traced thread from one for its tracer by nothing: both
        are "t". Who has recorded which processes were stopped knows.
        """
        for waiter in list(self.waiters.values()):
            if waiter.state == "t" and waiter.pid in pids:
                self.waiters[waiter.tid] = replace(waiter, state="R", wait=None)
        self._alive = set(self._living())

    def move(self, tids: Collection[int]) -> None:
        """Take these threads for running: they have run a moment ago. Who sleeps, sleeps again."""
        for tid in tids:
            waiter = self.waiters[tid]
            if waiter.state == "S" and not (waiter.wait is not None and waiter.wait.timed):
                self.waiters[tid] = replace(waiter, state="R", wait=None)
        self._alive = set(self._living())

    def going_on(self, tid: int) -> bool:
        """Whether the wait of a thread ends by itself, as far as that can be told.

        A time ends, and so does what runs, sooner or later. Of several processes that may hold what
        a thread waits for, each must go on; among the threads of one process, one of them.
        """
        found = {each for each, waiter in self.waiters.items() if _ends_by_itself(waiter)}
        more = True
        while more:
            more = False
            for each, waiter in self.waiters.items():
                if each not in found and self._is_served(waiter, found):
                    found.add(each)
                    more = True
        return tid in found

    def _is_served(self, waiter: Waiter, going: Collection[int]) -> bool:
        """Whether what a thread waits for is done by threads that go on."""
        wait = waiter.wait
        if wait is None or not wait.closed or waiter.state in "Tt":
            return False
        pids = self._others_first(waiter, wait)
        several = wait.awaits == "event" and wait.object is None
        if wait.awaits in ("child", "signal") or several:
            return any(each in going for pid in pids for each in self._of(waiter, pid))
        return bool(pids) and all(
            any(each in going for each in self._of(waiter, pid)) for pid in pids
        )

    def stuck(self, tid: int) -> bool:
        """Whether nothing in the tree, and no time, can end the wait of a thread."""
        return tid not in self._alive

    def chain(self, pid: int) -> Chain | None:
        """The way from a process to what it waits for; None if none of it is left."""
        process = self.snapshot.processes.get(pid)
        if process is None or not process.threads:
            return None
        first = (process.main or process.threads[0]).tid
        ways: deque[tuple[int, ...]] = deque([(first,)])
        seen = {first}
        idle: Chain | None = None
        while ways:
            way = ways.popleft()
            back = self._closes(way)
            if back is not None:
                return self._found(way, "cycle", back)
            after = [tid for tid in self._next(way[-1]) if tid not in seen]
            end = self._end(way[-1])
            if end in ("outside", "nobody") and len(way) > 1 and self._accepts(way[-1]):
                # A server waits for its next client whatever it does for those that it has.
                idle = idle or self._found(way[:-1], "outside")
                continue
            if end is not None:
                return self._found(way, end)
            seen.update(after)
            ways += [(*way, tid) for tid in after]
        if idle is not None:
            return idle
        wait = self.waiters[first].wait
        return self._found((first,), "time" if wait is not None and wait.timed else "unknown")

    def dead_end(self, tid: int) -> Chain | None:
        """The shortest way from a stuck thread to another process that nobody can have go on.

        Where threads of one process might wake each other, which they are is a guess: that one of
        them waits for a process which cannot go on is none.
        """
        ways: deque[tuple[int, ...]] = deque([(tid,)])
        seen = {tid}
        while ways:
            way = ways.popleft()
            end = self._end(way[-1])
            if end in ("nobody", "stopped") and self.waiters[way[-1]].pid != self.waiters[tid].pid:
                return self._found(way, end)
            after = [each for each in self._next(way[-1]) if each not in seen]
            seen.update(after)
            ways += [(*way, each) for each in after]
        return None

    def _found(self, way: tuple[int, ...], end: EndOfChain, back: int | None = None) -> Chain:
        return Chain(tuple(self.waiters[tid] for tid in way), end, back)

    def _closes(self, way: tuple[int, ...]) -> int | None:
        """The place in a way at which the last wait of it closes a cycle."""
        if not self.stuck(way[-1]):
            return None
        after = set(self._next(way[-1]))
        return next((place for place, tid in enumerate(way) if tid in after), None)

    def _accepts(self, tid: int) -> bool:
        """Whether a thread waits for somebody to connect."""
        wait = self.waiters[tid].wait
        return wait is not None and wait.awaits == "connection"

    def _end(self, tid: int) -> EndOfChain | None:
        """What a way ends with at this thread; None if it goes on."""
        waiter = self.waiters[tid]
        wait = waiter.wait
        if waiter.state in "Tt":
            return "stopped"
        if waiter.state == "R":
            return "runs"
        if wait is None:
            return "unknown"
        if wait.timed and not self._next(tid):
            return "time"
        if self._next(tid):
            return None
        return "nobody" if wait.closed else "outside"

    def _next(self, tid: int) -> list[int]:
        """The threads that could end a wait; of a stuck one those that are stuck, all of them."""
        waiter = self.waiters[tid]
        wait = waiter.wait
        if wait is None:
            return []
        found = [each for pid in self._others_first(waiter, wait) for each in self._of(waiter, pid)]
        if wait.owner is not None and wait.owner in found:
            return [wait.owner]
        if self.stuck(tid):
            return found
        return sorted(found, key=self.stuck)  # to what is alive, as long as it is known

    def _others_first(self, waiter: Waiter, wait: Wait) -> list[int]:
        """Another process is rather meant than the one that waits, which may have a copy."""
        others = [pid for pid in wait.by if pid != waiter.pid]
        return others or list(wait.by)

    def _of(self, waiter: Waiter, pid: int) -> Iterator[int]:
        """The threads of a process that could end a wait: for its end, its first one."""
        process = self.snapshot.processes[pid]
        wait = waiter.wait
        if process.main is not None and wait is not None and wait.awaits == "child":
            yield process.main.tid
            return
        for thread in process.threads:
            if thread.tid != waiter.tid or (wait is not None and wait.awaits not in WITHIN):
                yield thread.tid

    def _living(self) -> set[int]:
        """The threads that may go on, by and by."""
        alive = {tid for tid, each in self.waiters.items() if _goes_on(each)}
        more = True
        while more:
            more = False
            for tid, waiter in self.waiters.items():
                if tid not in alive and any(each in alive for each in self._wakers(waiter)):
                    alive.add(tid)
                    more = True
        return alive

    def _wakers(self, waiter: Waiter) -> Iterator[int]:
        wait = waiter.wait
        for pid in wait.by if wait is not None else ():
            yield from self._of(waiter, pid)


def _ends_by_itself(waiter: Waiter) -> bool:
    """Whether a thread runs, or waits for a time."""
    wait = waiter.wait
    return waiter.state == "R" or (wait is not None and wait.timed and waiter.state in "SD")


def _goes_on(waiter: Waiter) -> bool:
    """Whether a thread goes on whatever the others do; who is stopped does not."""
    wait = waiter.wait
    if waiter.state in "Tt":
        return False
    return wait is None or wait.timed or not wait.closed
