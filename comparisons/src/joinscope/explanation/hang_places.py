"""Where each thread stood when a limit cut the run short: its call, and the program's own line.

The stack that Python itself tells at that moment is the truth about a thread of Python: what was
noted before may have returned since. Where it tells none, the line is that of the system call that
the thread is in, if that is recorded; a C program has noted each call that it is in.
"""

from collections.abc import Iterator

from joinscope.explanation.call_chain import Symbolizer, chain, own_place
from joinscope.explanation.calls import Call, call_facts
from joinscope.explanation.model import Doing, Place, Waiting
from joinscope.joins.account import Account
from joinscope.joins.facts import Actor
from joinscope.joins.lifetimes import Lifetime, Lifetimes
from joinscope.joins.roles import Role
from joinscope.joins.system_call import SystemCall
from joinscope.recording.records import Standing, Stop
from joinscope.recording.thread_stacks import Stack, thread_stacks

# Where a worker begins; outside of it a forked one still has the frames of its parent.
WORKER, PROCESS = "_bootstrap", "/multiprocessing/process.py"
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
    for pid, text in lifetimes.dumps.items():
        told = thread_stacks(text)
        for tid, standing in lifetimes.standing.items():
            ident = lifetimes.stacks.threads.get(tid, -1)
            if standing.pid == pid and ident in told:
                found[tid] = _own_line(symbolizer, told[ident])
    return found


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
        place, function = _own_line(symbolizer, stack), stack[0].function
    elif stack is None and call is not None:
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
    )


def _own_line(symbolizer: Symbolizer, stack: Stack) -> Place | None:
    """The innermost of the program's own lines; not those of the process that forked this one."""
    for frame in stack:
        if frame.function == WORKER and frame.file.endswith(PROCESS):
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
    if stands is not None and stands.state == "R":
        return "running"
    if call is not None and call.kind == "sleep":
        return "sleeping"
    return "waiting"
