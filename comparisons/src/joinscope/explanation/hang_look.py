"""What is known of the threads of a hang: by a snapshot of them, and by the recording."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from signal import SIGHUP, SIGINT, SIGQUIT, SIGTERM
from typing import Literal

import msgspec

from joinscope.explanation.call_chain import Symbolizer, chain, own_place
from joinscope.explanation.exit_lines import asked_exits, asked_line
from joinscope.explanation.hang_places import is_forked, own_line
from joinscope.explanation.hang_traps import SignalSwallowed
from joinscope.explanation.model import Blocked, EarlierEnd, PipeEnd, Place
from joinscope.joins.account import Account
from joinscope.joins.lifetimes import Lifetime
from joinscope.joins.roles import workers
from joinscope.joins.system_call import SystemCall
from joinscope.live.python_stack import Stack
from joinscope.live.snapshot import Snapshot
from joinscope.live.wait import Awaited
from joinscope.live.wait_graph import Chain, Waiter
from joinscope.recording.call_stacks import Frame
from joinscope.recording.records import (
    ExitArguments,
    KillArguments,
    OutputResults,
    PairResults,
    SignalWaitArguments,
    Stop,
)
from joinscope.vocabulary import Ending, RoleKind, signal_name

FEEDER, EXIT = "Queue._feed", "posix._exit"
ENDING = frozenset([SIGHUP, SIGINT, SIGQUIT, SIGTERM])  # what asks a process to end
REPLACED = 8  # workers that failed alike, from which on a Pool is taken to replace them forever
RECENTLY = 2 * 10**9  # ns before the run was cut, in which the last of them has ended
C = ("c", "library")
LONGEST_ERROR = 200  # characters of a line of standard error
# How functions are called, in Python and in C, that wait for what a thread can wait for.
FUNCTIONS: dict[Awaited, tuple[str, ...]] = {
    "child": ("wait", "system", "fork_exec", "fork", "posix_spawn"),
    "data": ("read", "recv", "input", "poll", "select"),
    "room": ("write", "send", "print", "flush", "poll", "select"),
    "event": ("poll", "select"),
    "lock": ("acquire", "join", "print", "flush", "pthread_mutex_lock", "flock", "lockf"),
    "thread": ("join", "acquire"),
    "signal": ("pause", "sig"),
    "time": ("sleep", "select", "poll"),
    "connection": ("accept", "select", "poll"),
    "opening": ("open", "fopen", "creat"),
}
TERMINALS = ("/dev/tty", "/dev/pts/", "/dev/console")
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

    def stack(self, tid: int) -> Stack:
        """The stack that a thread has told; empty if it has told none."""
        return self.told.get(tid, ())

    def earlier(self) -> list[EarlierEnd]:
        """The processes that had ended, otherwise than by exiting with 0."""
        return [
            EarlierEnd(
                self.life_name(life),
                life.process.pid,
                Ending.of(life.status),
                self._end_line(life),
                last_error(life),
            )
            for life in self.account.lifetimes.all.values()
            if life.end is not None and not life.killed and life.status
        ]

    def _end_line(self, life: Lifetime) -> Place | None:
        """The program's own line that made a process exit, or send itself the signal that did."""
        last = life.calls[-1] if life.calls else None
        match last.arguments if last is not None else None:
            case KillArguments(target=life.process.pid, signal=number):
                itself = life.status == -number
            case ExitArguments():
                itself = (life.status or 0) > 0
            case _:
                itself = False
        if last is None or not itself:
            return None
        lifetimes = self.account.lifetimes
        asked = asked_exits(lifetimes).get(last.tid)
        return own_place(chain(self.symbolizer, last, lifetimes.started)) or asked_line(
            self.symbolizer, life, last, asked
        )

    def life(self, pid: int) -> Lifetime | None:
        """What the process of a PID went through, the latest that had it."""
        lives = [each for each in self.account.lifetimes.all.values() if each.process.pid == pid]
        return lives[-1] if lives else None

    def failure(self, pid: int) -> tuple[str, str] | None:
        """The thread that an exception has ended, and which, if it was one of this process."""
        return self.failed if self._has_lost_thread(pid) else None

    def swallowed(self, pid: int) -> SignalSwallowed | None:
        """A signal that a process was sent to end it, and why that did not."""
        life = self.life(pid)
        for number in [] if life is None else self._sent(pid, life.start):
            if life is not None and (trap := self._not_ended_by(number, life)) is not None:
                return trap
        return None

    def outlived(self, waiting: int, pid: int) -> SignalSwallowed | None:
        """That who waits for a process got SIGINT, which would not end that process either."""
        one, other = self.life(waiting), self.life(pid)
        if one is None or other is None or not _handles(one, SIGINT):
            return None
        trap = self._not_ended_by(SIGINT, other)
        return None if trap is None else msgspec.structs.replace(trap, at_exit=True)

    def came_before(self, waiter: Waiter) -> str:
        """A signal that a process's handler got before it began its one wait for a signal."""
        life = self.life(waiter.pid)
        waits = [
            each
            for each in (life.calls if life is not None else ())
            if each.tid == waiter.tid and isinstance(each.arguments, SignalWaitArguments)
        ]
        if life is None or len(waits) != 1:
            return ""
        came = [each.first for each in life.signals if each.first.time < waits[0].start]
        sent = [each.name for each in came if each.action == "handle" and each.sender in self._pids]
        return sent[-1] if sent else ""

    @property
    def _pids(self) -> set[int]:
        return {each.process.pid for each in self.account.lifetimes.all.values()}

    def exit_of_feeder(self) -> Place | None:
        """The program's own os._exit() that has ended a process with the thread of a Queue."""
        for life in self.account.lifetimes.all.values():
            call = life.exit_call
            if call is None or life.killed:
                continue
            levels = chain(self.symbolizer, call, 0)
            asked = [each.name for each in levels[-2:-1]] == [EXIT]
            place = own_place(levels[-3:-2]) if asked else None
            if place is not None and any(map(self.feeds_queue, life.threads)):
                return place
        return None

    def _sent(self, pid: int, since: int) -> list[int]:
        """The signals that ask to end, and that the program has sent to a process; the last first.

        Those that went to its whole group are not among them.
        """
        lives = self.account.lifetimes.all.values()
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
        name, process = signal_name(number), self.snapshot.processes[life.process.pid]
        for each in life.signals:
            if each.first.name == name and each.first.action == "handle":
                return SignalSwallowed(name, "inherited" if each.first.inherited else "handled")
        if number in process.ignored:
            return SignalSwallowed(name, "ignored")
        return SignalSwallowed(name, "blocked") if number in process.blocked else None

    def replaces_children(self, pid: int) -> bool:
        """Whether one child after the other has ended alike and with failure, up to now."""
        lifetimes = self.account.lifetimes
        failed = [
            life
            for life in lifetimes.all.values()
            if life.status and life.end is not None and not life.killed
        ]
        if len(failed) < REPLACED or len({each.status for each in failed}) > 1:
            return False
        until = lifetimes.cut_at or lifetimes.ended
        last = max(each.end or 0 for each in failed)
        children = all(each.by is not None and each.by.pid == pid for each in failed)
        return children and until - last < RECENTLY

    def has_lost_workers(self, pid: int) -> bool:
        """Whether a process has made workers, and all of them have ended."""
        made = [
            life
            for life in self.account.lifetimes.all.values()
            if life.by is not None and life.by.pid == pid and self.is_worker(life.process.pid)
        ]
        return bool(made) and all(each.end is not None and not each.killed for each in made)

    def has_ended_process(self) -> bool:
        """Whether a process has ended, of whatever kind."""
        return any(
            each.end is not None and not each.killed for each in self.account.lifetimes.all.values()
        )

    def asked_to_end(self, pid: int) -> set[int]:
        """The processes to which a process has sent a signal that asks to end."""
        life = self.life(pid)
        return {
            each.target
            for call in (life.calls if life is not None else ())
            if isinstance(each := call.arguments, KillArguments)
            and each.target is not None
            and each.signal in ENDING
        }

    def is_copy(self, pid: int) -> bool:
        """Whether a process of the program has made this one, which has executed nothing since."""
        life = self.life(pid)
        return life is not None and life.by is not None and not life.executed

    def inherits(self, pid: int, fd: int) -> bool:
        """Whether a process has a descriptor by a fork: who forked it, or that one's, made it."""
        held, makers = self.snapshot.processes[pid].holds(fd), self._copied(pid)
        return held is not None and any(
            isinstance(call.results, PairResults) and held.object in call.results.objects
            for maker in makers
            for call in maker.ends
        )

    def is_unused(self, pid: int, fd: int) -> bool:
        """Whether those whose copy a process is have used what it has inherited, and it has not."""
        life, held = self.life(pid), self.snapshot.processes[pid].holds(fd)
        if life is None or held is None or life.uncounted or not self.inherits(pid, fd):
            return False
        uses = _uses(held.object)
        makers = (call for each in self._copied(pid) for call in each.calls)
        return not any(map(uses, life.calls)) and any(map(uses, makers))

    def _copied(self, pid: int) -> Iterator[Lifetime]:
        """The processes that one has its descriptors from: its maker, and so on, up to an exec."""
        life = self.life(pid)
        while life is not None and life.by is not None and not life.executed:
            life = self.account.lifetimes.of(life.by)
            yield life

    def reader_of(self, pid: int, fd: int) -> int | None:
        """The one thread of a process that reads from a descriptor; None if that is not known."""
        life, held = self.life(pid), self.snapshot.processes[pid].holds(fd)
        if life is None or held is None:
            return None
        uses = _uses(held.object)
        tids = {each.tid for each in life.calls if each.kind == "read" and uses(each)}
        return tids.pop() if len(tids) == 1 else None

    def beside(self, pid: int) -> int:
        """How many other threads the process had that forked this one."""
        life = self.life(pid)
        return 0 if life is None else life.beside

    def _has_lost_thread(self, pid: int) -> bool:
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

    def joins(self, tid: int) -> int | None:
        """The process that a thread waits for in a join; None: for none, or it is not known."""
        lifetimes = self.account.lifetimes
        for join in self.account.joins:
            call = join.calls.hanging(lifetimes)
            if call is not None and call.tid == tid:
                return lifetimes.all[join.worker.process].process.pid
        return None

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

    def tracer(self, pid: int) -> str:
        """Only the recorder traces what is recorded."""
        del pid
        return ""

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
        several = len(workers(self.account.roles)) > 1
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

    def feeds_queue(self, tid: int) -> bool:
        """Whether a thread writes what was put into a Queue of multiprocessing to its pipe."""
        frame = self.account.lifetimes.stacks.innermost(tid)
        return frame is not None and any(each.function.name == FEEDER for each in frame.outwards())


def last_error(life: Lifetime) -> str:
    """The last line that a process wrote to standard error; empty if it wrote none, or too much."""
    written = [each.results for each in life.calls if isinstance(each.results, OutputResults)]
    errors = [each for each in written if each.stream == "stderr"]
    text = "".join(each.data for each in errors).encode("latin-1").decode(errors="backslashreplace")
    lines = [each.strip() for each in text.splitlines() if each.strip()]
    whole = not life.uncounted and not any(each.lost for each in errors)
    return lines[-1] if lines and whole and len(lines[-1]) <= LONGEST_ERROR else ""


def _uses(name: str) -> Callable[[SystemCall], bool]:
    """Whether a call is about an open file of this name."""
    return lambda call: getattr(call.arguments, "object", None) == name


def _handles(life: Lifetime, number: int) -> bool:
    """Whether a process has run its handler for a signal."""
    name = signal_name(number)
    return any((each.first.name, each.first.action) == (name, "handle") for each in life.signals)


def chain_of(
    found: Chain, name: Callable[[int], str], place: Callable[[Waiter], Place | None]
) -> Iterator[Blocked]:
    """Each of a chain, and whom it waits for; `name` is of a PID, `place` the line it waits in."""
    for number, waiter in enumerate(found.waiters):
        last = number == len(found.waiters) - 1
        after = found.back if last else number + 1
        following = None if after is None else found.waiters[after].pid
        yield blocked(waiter, following, found.end if last else "waits", name, place(waiter))


def blocked(
    waiter: Waiter,
    following: int | None,
    end: str,
    name: Callable[[int], str],
    place: Place | None,
) -> Blocked:
    """One of a chain, at whose end it does this; `following` is the PID of the next."""
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
        file=(wait.object or "") if wait and wait.fd is not None and wait.awaits == "lock" else "",
    )


def own_site(symbolizer: Symbolizer, frame: Frame) -> Place | None:
    """The innermost of the program's own lines around a frame, and of the frame itself."""
    sites = [symbolizer.site(each) for each in frame.inwards()]
    own = [site for site in sites if site is not None and site.own]
    return own[-1] if own else None


def _channel(waiter: Waiter) -> Literal["pipe", "socket", "terminal"] | None:
    """Of what kind it is that a thread reads from or writes to."""
    name = (waiter.wait.object or "") if waiter.wait is not None else ""
    if name.startswith("pipe:"):
        return "pipe"
    if name.startswith(TERMINALS):
        return "terminal"
    return "socket" if name.startswith("socket:") else None


def may_wait_in(waiter: Waiter, function: str) -> bool:
    """Whether a function can be the one in which a thread waits for what it waits for."""
    name = function.rpartition(".")[2]
    awaits = waiter.wait.awaits if waiter.wait is not None else "other"
    return name.startswith(FUNCTIONS.get(awaits, ()))
