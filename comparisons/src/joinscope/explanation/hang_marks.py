"""The lines in which a hang begins: where it shows a thread waits, but those are to be changed.

    self.process.terminate()   # ends who holds the queue's lock
    ...
    jobs.get()                 # waits for that lock, forever

Each says what was done there, as it was recorded. That it was a mistake only the trap tells.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from joinscope.explanation.call_chain import (
    Symbolizer,
    chain,
    function_called,
    own_place,
)
from joinscope.explanation.enclosing import enclosing
from joinscope.explanation.exitcode_looks import exitcode_test, tests_exitcode
from joinscope.explanation.hang_look import HangLook
from joinscope.explanation.hang_traps import (
    HangTrap,
    LockCopied,
    LockHeldByWaiter,
    LockHolderEnded,
    PipeHeldByOrphan,
    PipeHeldBySibling,
    TaskLost,
    WaitCycle,
)
from joinscope.explanation.model import Blocked, Hang, Mark, MarkKind, Place
from joinscope.explanation.story_calls import makes_thread
from joinscope.joins.join_calls import WorkerCalls
from joinscope.joins.lifetimes import JoinCall, Lifetime, Lifetimes
from joinscope.joins.roles import creating_call
from joinscope.joins.system_call import SystemCall
from joinscope.recording.call_stacks import Frame
from joinscope.recording.records import PollArguments
from joinscope.vocabulary import signal_name

MOST = 4  # marks: more lines are no help
THREADS = 2  # of those that a process had at a fork
LOCKS = ("flock", "lockf")  # functions that take the lock of a file
Line = tuple[Place, str]  # with the function that it calls


def hang_marks(look: HangLook, hang: Hang) -> tuple[Mark, ...]:
    """The lines in which a hang begins, each once."""
    finder = _Finder(look)
    found = (*finder.of_trap(hang, hang.trap), *finder.given_up(hang))
    return tuple(islice(dict.fromkeys(found), MOST))


class _Finder:
    """Finds them in what a recording has of the processes."""

    def __init__(self, look: HangLook) -> None:
        self._look = look
        self._lifetimes: Lifetimes = look.account.lifetimes
        self._symbolizer: Symbolizer = look.symbolizer

    def of_trap(self, hang: Hang, trap: HangTrap | None) -> Iterator[Mark]:
        """The lines that led to a trap."""
        last = hang.chain[-1]
        match trap:
            case LockHolderEnded() | WaitCycle(lock=True) | TaskLost(terminated=False):
                for end in hang.earlier:
                    yield from self._killed(self._look.life(end.pid))
                    if end.place is not None and not isinstance(trap, WaitCycle):
                        yield Mark(end.place, "exit", "", end.process)
            case PipeHeldByOrphan():
                life = self._look.life(last.pid)
                if life is not None and life.by is not None:
                    yield from self._killed(self._look.life(life.by.pid))
            case LockCopied(forked=True):
                yield from self._forked(last, "fork")
                yield from self._beside(last)
            case PipeHeldBySibling(inherited=True):
                for each in _holders(hang)[:1]:
                    yield from self._forked(each, "copy")
            case LockHeldByWaiter():
                yield from self._locks(hang.chain[hang.back or 0 :])

    def given_up(self, hang: Hang) -> Iterator[Mark]:
        """A join with a timeout that gave up on who is waited for now, and a look at exitcode."""
        for each in hang.chain:
            life = self._look.life(each.for_process or 0) if each.awaits == "child" else None
            joins = (join for join in self._look.account.joins if life is not None)
            for join in joins:
                if life is not None and join.worker.process == life.process.number:
                    yield from self._of_joins(join.calls, each.pid, self._look.life_name(life))

    def _of_joins(self, about: WorkerCalls, joiner: int, name: str) -> Iterator[Mark]:
        gave_up = [each.calls[-1] for each in about.join_calls if _gave_up(each, joiner)]
        for each in gave_up[-1:]:
            yield from self._mark(each, "expire", name)
            calls = self._lifetimes.of(each.process).calls
            test = exitcode_test(calls, each, about.role.pid)
            for mark in self._mark(test, "exitcode", name) if test is not None else ():
                yield replace(mark, detail=tests_exitcode(mark.place.text))

    def _killed(self, life: Lifetime | None) -> Iterator[Mark]:
        """The program's own line that has sent a process the signal that ended it."""
        if life is None or life.killed or (life.status or 0) >= 0:
            return
        for join in self._look.account.joins:
            if join.worker.process != life.process.number:
                continue
            sent = [
                each
                for each in join.calls.kills
                if each.error is None
                and getattr(each.arguments, "signal", None) == -(life.status or 0)
                and each.process is not life.process
            ]
            for each in sent[:1]:
                yield from self._mark(
                    each, "kill", self._look.life_name(life), signal_name(-(life.status or 0))
                )

    def _forked(self, blocked: Blocked, at: MarkKind) -> Iterator[Mark]:
        made = self._made(blocked)
        if made is not None:
            yield from self._mark(made, at, blocked.process)

    def _made(self, blocked: Blocked) -> SystemCall | None:
        """The call that made a process."""
        life = self._look.life(blocked.pid)
        role = None if life is None else self._look.account.roles.get(life.process.number)
        return None if role is None else creating_call(self._lifetimes, role)

    def _beside(self, blocked: Blocked) -> Iterator[Mark]:
        """Where the threads were that a process had at a fork, and where each was started.

        One that stood in a `with` may well hold what that has entered, and comes first.
        """
        made = self._made(blocked)
        if made is None:
            return
        maker = self._lifetimes.of(made.process)
        name = self._look.life_name(maker)
        beside = [
            tid
            for tid, each in maker.threads.items()
            if tid != made.tid
            and each.start < made.start
            and (each.end or made.start) >= made.start
        ]
        stands = {tid: [*self._stands(maker, tid, made.start, name)] for tid in beside}
        within = sorted(beside, key=lambda tid: not any(each.within for each in stands[tid]))
        for tid in within[:THREADS]:
            yield from stands[tid]
            started = next(
                (each for each in maker.calls if makes_thread(each) and each.result == tid), None
            )
            if started is not None:
                for mark in self._mark(started, "start", name):
                    yield replace(mark, function=self._runs(tid))

    def _stands(self, maker: Lifetime, tid: int, time: int, name: str) -> Iterator[Mark]:
        """The line in which a thread was in a call at that time, or made its next one in a `with`.

        Between two calls nothing tells where it is.
        """
        calls = [each for each in maker.calls if each.tid == tid and (each.end or time + 1) > time]
        for call in calls[:1]:
            at: MarkKind = "stand" if call.start < time else "next"
            for mark in self._mark(call, at, name):
                within = enclosing(mark.place)
                if within or at == "stand":
                    yield replace(mark, within=within)

    def _runs(self, tid: int) -> str:
        """The first function of the program's own that a thread has run; empty if none is known."""
        own = (
            self._symbolizer.name(frame)
            for of, each in self._lifetimes.stacks.frames
            if of == tid
            for frame in each.inwards()
            if self._symbolizer.place_of(frame) is not None
        )
        return next(own, "")

    def _locks(self, cycle: Sequence[Blocked]) -> Iterator[Mark]:
        """Where those that wait for each other took the locks of files that they hold.

        Both calls may stand in one function, and the two processes may run one and the same: what
        leads there tells them apart.

            take(path):  flock(open(path), LOCK_EX)
            both(a, b):  take(a); take(b)              # "took the lock here", and waits here
            main():      both(x, y) or both(y, x)      # "took both locks in this call"
        """
        ways = {each.process: self._way(each) for each in cycle}
        for name, (took, waits) in ways.items():
            apart = [one for one, other in zip(took, waits, strict=False) if one != other]
            for place, call in (apart or took)[-1:]:
                yield Mark(place, "lock", call, name)
        calls = [[each for each in took if each in waits] for took, waits in ways.values()]
        for name, both in zip(ways, calls, strict=True):
            others = [each for each in calls if each is not both]
            alone = [each for each in both if all(each not in other for other in others)]
            for place, call in alone[-1:]:
                yield Mark(place, "locks", call, name)

    def _way(self, blocked: Blocked) -> tuple[list[Line], list[Line]]:
        """The program's own lines that led to where a process took a lock, and waits for another.

        None if it has locked a file more than once, or has from its makers what they had open and
        locked: which lock is meant is not known then.
        """
        life = self._look.life(blocked.pid)
        taken = [] if life is None else self._taken(life)
        above = None if life is None or life.by is None else self._lifetimes.of(life.by)
        while above is not None and life is not None:
            if any((each.start or 0) < life.start for each in self._taken(above)):
                return [], []
            above = None if above.by is None else self._lifetimes.of(above.by)
        now = self._lifetimes.stacks.innermost(blocked.thread or blocked.pid)
        if len(taken) != 1 or now is None or not self._is_lock(now):
            return [], []
        return self._own_lines(taken[0]), self._own_lines(now)

    def _own_lines(self, frame: Frame) -> list[Line]:
        """The program's own lines that led to a call, the outermost first, and what each calls."""
        return [
            (place, self._symbolizer.name(each).rpartition(".")[2])
            for each in frame.inwards()
            if (place := self._symbolizer.site(each)) is not None and place.own
        ]

    def _taken(self, life: Lifetime) -> list[Frame]:
        """The calls of a process that lock a file, or unlock it, and that have returned."""
        return [
            frame
            for tid, frame in self._lifetimes.stacks.frames
            if tid in life.threads
            and self._is_lock(frame)
            and frame.end is not None
            and (frame.start or 0) >= life.start
        ]

    def _is_lock(self, frame: Frame) -> bool:
        return self._symbolizer.name(frame).rpartition(".")[2] in LOCKS

    def _mark(self, call: SystemCall, at: MarkKind, name: str, detail: str = "") -> Iterator[Mark]:
        """The mark of a call, if it was made in a line of the program's own."""
        levels = chain(self._symbolizer, call, 0)
        place = own_place(levels)
        if place is not None:
            yield Mark(place, at, function_called(levels, place), name, detail)


def _holders(hang: Hang) -> list[Blocked]:
    """Those of a chain that hold what the one reads which waits for them."""
    following = {each.pid: each for each in hang.chain}
    readers = [each for each in hang.chain if each.awaits == "data"]
    return [
        following[end.pid]
        for reader in readers
        for end in reader.ends[:1]
        if end.pid == reader.for_process
    ]


def _gave_up(join: JoinCall, joiner: int) -> bool:
    """Whether a join with a timeout came to its end, and the worker had not."""
    last = join.calls[-1] if join.calls else None
    return (
        join.process.pid == joiner
        and last is not None
        and isinstance(last.arguments, PollArguments)
        and last.result == 0
    )
