"""Steps of all that is no part of a worker's join: calls that told of no end, signals, programs.

An account is complete: a wait that failed, was interrupted, ran out of time or only looked is a
step as much as the one that took a status. What repeats is one step with a count (fold_steps.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import PurePath

import msgspec

from joinscope.explanation.call_chain import (
    Symbolizer,
    chain,
    frame_levels,
    function_called,
    own_place,
)
from joinscope.explanation.calls import call_facts
from joinscope.explanation.lock_waits import FUTEX, LockWait, lock_waits
from joinscope.explanation.model import Level, Place, Step, StepKind
from joinscope.explanation.shell_jobs import program_of_shell
from joinscope.joins.lifetimes import Delivery, Lifetime, Lifetimes
from joinscope.joins.roles import Role
from joinscope.joins.system_call import SystemCall
from joinscope.recording.records import (
    CloseArguments,
    CreateArguments,
    ExecArguments,
    KillArguments,
    PipeArguments,
    PollArguments,
    SleepArguments,
    SocketpairArguments,
    Stop,
    WaitArguments,
    WaitResults,
)
from joinscope.vocabulary import RoleKind, signal_name

LONG = 20_000_000  # ns: Python's threads wait for each other for less, all the time
SERVERS = (RoleKind.FORK_SERVER, RoleKind.RESOURCE_TRACKER)


class StoryCalls:
    """Makes the steps of one side that no join has made.

    `told` are the lines in which threads told that they were where the run was cut short.
    """

    def __init__(
        self,
        lifetimes: Lifetimes,
        symbolizer: Symbolizer,
        roles: Mapping[int, Role],
        told: Mapping[int, Place | None],
    ) -> None:
        self._lifetimes = lifetimes
        self._symbolizer = symbolizer
        self._roles = roles
        self._told = told
        self._zero = lifetimes.started
        self._of_pid: dict[int, list[Lifetime]] = {}
        for life in lifetimes.all.values():
            self._of_pid.setdefault(life.process.pid, []).append(life)

    def all(self, used: AbstractSet[int]) -> Iterator[Step]:
        """The steps of every process that is shown; `used` are the ids of calls that are steps."""
        for number, role in self._roles.items():
            life = self._lifetimes.all[number]
            shell = program_of_shell(self._lifetimes.all, life) is not None
            for call in (*life.calls, *life.ends):
                if id(call) not in used and call.resumes is None:
                    for step in self._of_call(call, role):
                        minor = self._starts(call, life) or self._serves(step, role)
                        minor = minor or (shell and _tells_of_no_child(step))
                        minor = (minor or step.minor) and not _is_no_program(call, life)
                        yield replace(step, minor=minor)
            for each in life.signals:
                signal = self._signal(each, role)
                ends = shell and signal.signal == "SIGCHLD"
                yield replace(signal, minor=signal.minor or ends or self._serves(signal, role))
            yield from self._stops(life, role)
            yield from self._holds(life, role)
        noted = lock_waits(self._lifetimes, self._symbolizer)
        yield from self._locks(noted)
        yield from self._seen_waits(noted)

    def _seen_waits(self, noted: Mapping[int, Sequence[LockWait]]) -> Iterator[Step]:
        """Waits for a lock of which no function tells, as that of `with lock:`; of first threads.

        They were seen to last so long; whether for a lock or another thread was not, and in which
        line only if it never ended: then the thread has told it.
        """
        for role in self._roles.values():
            thread = self._lifetimes.all[role.process].threads.get(role.pid)
            for idle in thread.idle.all() if thread is not None else ():
                if idle.call != FUTEX or idle.end - idle.start < LONG:
                    continue
                told = noted.get(role.pid, ())
                if any(since < idle.end and (to or idle.end) > idle.start for _, since, to in told):
                    continue
                start, cut = idle.start - self._zero, self._lifetimes.cut_at
                end = None if cut is not None and idle.end >= cut else idle.end - self._zero
                key = f"lock {who(role)}"
                place = self._told.get(role.pid) if end is None else None
                step = Step(key, "lock", role.process, None, None, start, end, place, ())
                yield replace(step, function=FUTEX)

    def _locks(self, noted: Mapping[int, Sequence[LockWait]]) -> Iterator[Step]:
        """Waits for locks and other threads, which no system call shows; of any thread."""
        of_tid = {role.pid: role for role in self._roles.values()}
        for tid, waits in noted.items():
            life = self._lifetimes.of_thread(tid)
            role = of_tid.get(life.process.pid) if life else None
            for frame, since, to in waits if role else ():
                levels = tuple(frame_levels(self._symbolizer, frame.inwards(), self._zero))
                place = own_place(levels)
                if role is None or (place is None and tid != role.pid):
                    continue  # of a library's own thread
                if to is None and life is not None and _never_returned(life, tid, since):
                    continue  # that call is a step of its own
                end = None if to is None else to - self._zero
                start = since - self._zero
                key = f"lock {who(role)}"
                step = Step(key, "lock", role.process, None, None, start, end, place, levels)
                name = self._symbolizer.name(frame)
                thread = None if tid == role.pid else tid
                yield replace(step, function=name, minor=place is None, thread=thread)

    def _serves(self, step: Step, role: Role) -> bool:
        """Whether a step is of a process that only serves the others, or makes or looks at one."""
        other = self._roles.get(-1 if step.other is None else step.other)
        about = step.kind in ("create", "look") and other is not None and other.number is None
        return about or role.kind in SERVERS

    def _starts(self, call: SystemCall, life: Lifetime) -> bool:
        """Whether it is an exec that starts the program, or the program once more, for spawn."""
        if not isinstance(call.arguments, ExecArguments):
            return False
        root = next(iter(self._lifetimes.all.values()))
        if life is root:
            before = life.calls[: life.calls.index(call)]
            return all(isinstance(each.arguments, ExecArguments) for each in before)
        programs = [each.executed[-1].path for each in (root, life) if each.executed]
        return len(programs) > 1 and PurePath(programs[0]).name == PurePath(programs[1]).name

    def _of_call(self, call: SystemCall, role: Role) -> Iterator[Step]:
        done = last_piece(call)
        kind = step_kind(call, done)
        if kind is None:
            return
        levels = chain(self._symbolizer, call, self._zero)
        place = own_place(levels)
        end = (call.last or done).end
        name, other = who(role), self._other(done)
        yield Step(
            f"sleep {name}" if kind == "sleep" else f"{kind} {name} {call.name}",
            kind,
            call.process.number,
            None if other is None or other not in self._roles else self._roles[other].number,
            msgspec.structs.replace(call_facts(done), name=call.name),
            call.start - self._zero,
            None if end is None else end - self._zero,
            place,
            levels,
            function=function_called(levels, place),
            signal=_signal_of(call),
            other=other,
            count=call.again + 1,
            every=(call.last.start - call.start) // call.again if call.last else None,
            minor=_minor(kind, call, levels, place),
            thread=call.other_thread,
        )

    def _other(self, call: SystemCall) -> int | None:
        match call.arguments, call.results:
            case KillArguments(target=int(pid)), _:
                return self._number(pid, call.start)
            case CreateArguments(), _ if call.result and call.result > 0:
                made = None if makes_thread(call) else call.result
                return made and self._number(made, call.end or call.start)
            case WaitArguments(), WaitResults(child=int(pid)):
                return self._number(pid, call.start)
            case WaitArguments(child=int(pid)), _:
                return self._number(pid, call.start)
        return None

    def _number(self, pid: int, time: int) -> int | None:
        """The process that had a PID at that time; None if none is recorded."""
        lives = [life for life in self._of_pid.get(pid, []) if life.start <= time]
        return lives[-1].process.number if lives else None

    def _signal(self, each: Delivery, role: Role) -> Step:
        first, last = each.first, each.last
        sender = first.sender
        quiet = first.name == "SIGCHLD" and first.action != "handle"
        return Step(
            f"signal {who(role)} {first.name}",
            "signal",
            role.process,
            role.number,
            None,
            first.time - self._zero,
            last.time - self._zero,
            None,
            (),
            signal=first.name,
            action=first.action or "",
            inherited=first.inherited,
            other=None if sender is None else self._number(sender, first.time),
            count=each.count,
            every=(last.time - first.time) // (each.count - 1) if each.count > 1 else None,
            minor=quiet,
            thread=None if first.tid == first.pid else first.tid,
        )

    def _stops(self, life: Lifetime, role: Role) -> Iterator[Step]:
        """The process stops, and goes on; of its threads the first one tells."""
        for each in life.stops:
            if each.tid != life.process.pid:
                continue
            kind: StepKind = "stop" if isinstance(each, Stop) else "continue"
            name = each.signal if isinstance(each, Stop) else "SIGCONT"
            time = each.time - self._zero
            step = Step(
                f"{kind} {who(role)}", kind, role.process, role.number, None, time, time, None, ()
            )
            yield replace(step, signal=name)

    def _holds(self, life: Lifetime, role: Role) -> Iterator[Step]:
        """A schedule holds a thread of the process back."""
        for each in life.holds:
            start = each.start - self._zero
            end = None if each.end is None else each.end - self._zero
            key = f"hold {who(role)}"
            step = Step(key, "hold", role.process, role.number, None, start, end, None, ())
            thread = None if each.tid == life.process.pid else each.tid
            yield replace(step, action=each.why or "", thread=thread)


def _tells_of_no_child(step: Step) -> bool:
    """Whether a wait found that no child is left, or that none has ended: a shell asks for that."""
    call = step.call
    if call is None or call.kind != "wait":
        return False
    return step.kind == "look" or (step.kind == "fail" and call.error == "ECHILD")


def who(role: Role) -> str:
    """A process in the keys of steps."""
    return str(role.kind) if role.number is None else f"{role.kind} {role.number}"


def last_piece(call: SystemCall) -> SystemCall:
    """The call itself; of one that signals have interrupted, what the kernel went on with last."""
    while call.resumed is not None:
        call = call.resumed
    return call


def step_kind(call: SystemCall, done: SystemCall) -> StepKind | None:
    """What a call is in the story; None: nothing, unless it never returned.

    `done` is the last piece of it.
    """
    failed = done.error is not None
    match call.arguments:
        case KillArguments():
            return "kill"
        case ExecArguments():
            return "fail" if failed else "exec"
        case PipeArguments() | SocketpairArguments():
            return "fail" if failed else "pipe"
        case CloseArguments():
            return "close"
        case CreateArguments() if failed:
            return "fail"
        case CreateArguments():
            return "thread" if makes_thread(call) else "create"
    if call.kind == "exit":
        return None
    if done.leave is None:
        return "block"
    match call.arguments:
        case SleepArguments():
            return "sleep"
        case WaitArguments() | PollArguments():
            return "fail" if failed else _answered(done)
    return None


def _is_no_program(call: SystemCall, life: Lifetime) -> bool:
    """Whether a process has tried in vain to execute a program, and this was its last attempt."""
    if call.error is None or not isinstance(call.arguments, ExecArguments):
        return False  # as nearly all: they are not worth a look at all the others
    return call is [each for each in life.calls if isinstance(each.arguments, ExecArguments)][-1]


def _never_returned(life: Lifetime, tid: int, since: int) -> bool:
    """Whether a thread was in a recorded call to the end, which it made at that time or later."""
    calls = (call for call in (*life.calls, *life.ends) if call.tid == tid)
    return any(call.start >= since and last_piece(call).leave is None for call in calls)


def makes_thread(call: SystemCall) -> bool:
    """Whether a call makes a thread of its process, and no process."""
    match call.arguments:
        case CreateArguments(flags=flags):
            return "CLONE_THREAD" in (flags or ())
    return False


def _answered(call: SystemCall) -> StepKind:
    match call.arguments, call.results:
        case WaitArguments(), WaitResults(reaped=reaped):
            return "reap" if reaped else "report"
        case PollArguments(timeout=timeout), _ if call.result == 0:
            return "expire" if timeout else "look"
    return "report" if call.result else "look"


def _signal_of(call: SystemCall) -> str:
    match call.arguments:
        case KillArguments(signal=number):
            return signal_name(number)
    return ""


def _minor(kind: StepKind, call: SystemCall, levels: Sequence[Level], place: Place | None) -> bool:
    """Whether the program's own line has nothing to do with it: the interpreter does it by itself.

    A process without notes has no levels but the call: there nothing is known to be minor, except
    pipes, of which an interpreter makes many.
    """
    if kind in ("kill", "block", "fail"):
        return kind == "fail" and isinstance(call.arguments, ExecArguments)
    match call.arguments:
        case ExecArguments():
            return False
        case PipeArguments() | SocketpairArguments() | CloseArguments():
            return not _called_by(place, levels)
        case CreateArguments() if kind == "thread":
            # What a pool or a queue makes for itself is its own affair.
            return not _called_by(place, levels) and function_called(levels, place) != "start"
    return len(levels) > 1 and place is None


def _called_by(place: Place | None, levels: Sequence[Level]) -> bool:
    """Whether the line itself calls what makes the system call, not a library that it uses."""
    if place is None or len(levels) < len(("function", "builtin", "call")):
        return False
    *_, function, inner, _ = levels
    return function.place is place and inner.kind in ("builtin", "library")
