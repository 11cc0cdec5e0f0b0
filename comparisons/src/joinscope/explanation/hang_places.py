"""Where each thread stood when a limit cut the run short: its call, and the program's own line.

The stack that Python itself tells at that moment is the truth about a thread of Python: what was
noted before may have returned since, for that is noted only with what comes next. So where it tells
none, nothing is said. A C program has noted each call that it is in.
"""

from collections.abc import Iterator

from joinscope.explanation.call_chain import Symbolizer, chain, own_place
from joinscope.explanation.calls import Call, call_facts
from joinscope.explanation.model import Doing, Place, Waiting
from joinscope.explanation.python_waits import idle_wait, python_wait
from joinscope.joins.account import Account
from joinscope.joins.facts import Actor
from joinscope.joins.lifetimes import Lifetime, Lifetimes
from joinscope.joins.roles import Role
from joinscope.joins.system_call import SystemCall
from joinscope.live.python_stack import Stack
from joinscope.recording.records import Standing, Stop
from joinscope.recording.thread_stacks import thread_stacks

# Where a worker begins; outside of it a forked one still has the frames of its parent. So it has
# where it was forked, by functions that themselves call nothing else in the worker.
BEGINS = ("_bootstrap", "/multiprocessing/process.py")
FORKS = (("_launch", "/multiprocessing/popen_fork.py"), ("_execute_child", "/subprocess.py"))
# By which functions of Python a thread makes the calls in which it may be killed.
MAKERS: dict[str, tuple[str, ...]] = {
    "sleep": ("sleep",),
    "wait": ("wait", "wait3", "wait4", "waitpid", "waitid", "system"),
    "poll": ("poll", "select", "accept", "connect", "recv", "send"),
    "read": ("read", "recv", "recvmsg", "input"),
    "write": ("write", "send", "sendmsg", "print", "flush"),
    "accept": ("accept",),
    "kill": ("kill", "killpg", "abort"),  # of itself
    "address": ("connect",),
    "signal_wait": ("pause", "sigwait", "sigwaitinfo", "sigtimedwait"),
}
INNER = ("exit", "exec", "create")  # calls that wait for nothing


def hang_places(account: Account, symbolizer: Symbolizer) -> Iterator[Waiting]:
    """What each thread was doing where the recording was cut short, by process."""
    lifetimes = account.lifetimes
    for number, role in account.roles.items():
        if not lifetimes.all[number].killed:
            continue
        found = [*_threads(lifetimes, symbolizer, role)]
        yield from dict.fromkeys(found)


def told_places(account: Account, symbolizer: Symbolizer) -> dict[int, Place | None]:
    """The program's own line of each thread that has told its stack, by the thread's id."""
    lifetimes = account.lifetimes
    found: dict[int, Place | None] = {}
    for tid, stack in told_stacks(account).items():
        forked = is_forked(lifetimes, lifetimes.standing[tid].pid)
        found[tid] = own_line(symbolizer, stack, forked=forked)
    return found


def told_stacks(account: Account) -> dict[int, Stack]:
    """The stack of each thread that has told it, by the thread's id."""
    lifetimes = account.lifetimes
    found: dict[int, Stack] = {}
    for pid, text in lifetimes.dumps.items():
        told = thread_stacks(text)
        for tid, standing in lifetimes.standing.items():
            ident = lifetimes.stacks.threads.get(tid, -1)
            if standing.pid == pid and ident in told:
                found[tid] = told[ident]
    return found


def forget_returned(account: Account, symbolizer: Symbolizer) -> None:
    """Take from calls that never returned what was noted of them, if it may have returned before.

    It has not, if the thread tells the same line itself. One that was killed tells nothing: then
    what was noted last has to be a function that makes such a call, and none of its has returned.
    """
    if symbolizer.program is not None:
        return
    lifetimes = account.lifetimes
    told = told_places(account, symbolizer)
    cut = {id(call) for call in lifetimes.cut}
    for life in lifetimes.all.values():
        made = {(id(each.inside), each.kind) for each in life.calls if _answered(each)}
        for call in life.calls:
            if call.leave is not None or call.inside is None or call.kind in INNER:
                continue
            if id(call) not in cut:
                maker = symbolizer.name(call.inside).rpartition(".")[2]
                stays = maker in MAKERS.get(call.kind, ())
                stays = stays and (id(call.inside), call.kind) not in made
            else:
                now = _line(own_place(chain(symbolizer, call, 0)))
                stays = call.tid in told and now == _line(told[call.tid])
            if not stays:
                call.inside = None


def _answered(call: SystemCall) -> bool:
    return call.leave is not None and call.error is None


def _line(place: Place | None) -> tuple[str, int] | None:
    return None if place is None else (place.file, place.line)


def is_forked(lifetimes: Lifetimes, pid: int) -> bool:
    """Whether a process is a copy of the one that made it."""
    lives = [each for each in lifetimes.all.values() if each.process.pid == pid]
    return bool(lives) and lives[-1].how != "start" and not lives[-1].executed


def _threads(lifetimes: Lifetimes, symbolizer: Symbolizer, role: Role) -> Iterator[Waiting]:
    """Each thread of a process, the first one first."""
    cut = {
        call.tid: call
        for call in lifetimes.cut
        if call.process.number == role.process and call.kind not in INNER
    }
    told = thread_stacks(lifetimes.dumps.get(role.pid, ""))
    standing = {tid: each for tid, each in lifetimes.standing.items() if each.pid == role.pid}
    for tid in sorted({*cut, *standing}, key=lambda tid: (tid != role.pid, tid)):
        stack = told.get(lifetimes.stacks.threads.get(tid, -1))
        if tid != role.pid and tid not in cut and stack is None:
            continue  # of a library, which told nothing
        yield _thread(lifetimes, symbolizer, role, tid, stack)


def _thread(
    lifetimes: Lifetimes, symbolizer: Symbolizer, role: Role, tid: int, stack: Stack | None
) -> Waiting:
    call = next((each for each in lifetimes.cut if each.tid == tid), None)
    stands, stopped = lifetimes.standing.get(tid), _stopped(lifetimes.all[role.process], tid)
    place, function = None, ""
    if stack:
        forked = is_forked(lifetimes, role.pid)
        place, function = own_line(symbolizer, stack, forked=forked), stack[0].function
    elif stack is None and symbolizer.program is not None and call is not None:
        place = own_place(chain(symbolizer, call, lifetimes.started))
    elif stack is None and symbolizer.program is not None:
        function, place = _noted(lifetimes, symbolizer, tid)
    return Waiting(
        Actor.of(role),
        _call(call, stands),
        function,
        place,
        None if tid == role.pid else tid,
        _doing(stands, call, stopped),
        stopped,
        python_wait(stack or ()),
        idle_wait(stack or ()),
    )


def own_line(symbolizer: Symbolizer, stack: Stack, *, forked: bool) -> Place | None:
    """The innermost of the program's own lines; not those of the process that forked this one."""
    parents = (BEGINS, *FORKS) if forked else (BEGINS,)
    for frame in stack:
        if any(frame.function == name and frame.file.endswith(file) for name, file in parents):
            return None
        if symbolizer.is_own(frame.file):
            return symbolizer.place(frame.file, frame.line, frame.function)
    return None


def _noted(lifetimes: Lifetimes, symbolizer: Symbolizer, tid: int) -> tuple[str, Place | None]:
    """The call of the C library that a thread of a C program is in."""
    frame = lifetimes.stacks.innermost(tid)
    if frame is None or symbolizer.kind(frame) != "library":
        return "", None
    return symbolizer.name(frame), symbolizer.site(frame)


def _call(call: SystemCall | None, stands: Standing | None) -> Call | None:
    """The call that it is in: as it was recorded, or else by its name alone."""
    if call is not None:
        return call_facts(call)
    if stands is None or stands.call is None:
        return None
    return Call(stands.call, "other", (), returned=False)


def _stopped(life: Lifetime, tid: int) -> str:
    """The signal that has stopped a thread; empty if none has."""
    stops = [each for each in life.stops if each.tid == tid]
    return each.signal if stops and isinstance(each := stops[-1], Stop) else ""


def _doing(stands: Standing | None, call: SystemCall | None, stopped: str) -> Doing:
    if stopped:
        return "stopped"
    # "t": the tracer held it in a call, as it notes one; a call that may wait would be recorded.
    if stands is not None and (stands.state == "R" or (stands.state == "t" and call is None)):
        return "running"
    if call is not None and call.kind == "sleep":
        return "sleeping"
    return "waiting"
