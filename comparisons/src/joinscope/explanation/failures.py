"""Which processes an exception has ended, by the tracebacks that they wrote to standard error.

A traceback may be of an exception that was caught: logging and unittest write many. That which ends
a worker has a heading with its name. That which ends a program has none, and looks like any other:
the program's own hook notes at its exit that nothing caught one of this class.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from joinscope.explanation.call_chain import Symbolizer
from joinscope.explanation.known_traps import BROKEN, ErrorUnread, Raised
from joinscope.explanation.model import Diagnosis, Place
from joinscope.joins.account import Account
from joinscope.joins.lifetimes import Lifetime
from joinscope.joins.system_call import SystemCall
from joinscope.recording.records import AddressArguments, OutputResults
from joinscope.recording.tracebacks import Traceback, tracebacks

IMPORTS = "_fixup_main_from"  # what imports the program anew in a worker that is no copy
MANAGER = "wait_result_broken_or_wakeup"  # what learns of a lost worker, in each executor
GIVEN = re.compile(r"\w*Process-\d+(:\d+)*")  # a name that multiprocessing gives
CALLS, CONNECTION = "/multiprocessing/managers.py", "/multiprocessing/connection.py"
SERVER = "/multiprocessing/forkserver.py"  # which writes what ends a worker that it makes


@dataclass(frozen=True, slots=True)
class Failure:
    """How a worker was ended by an exception, by its number; None: the program itself."""

    worker: int | None
    trap: Raised
    place: Place | None


def failures(account: Account, symbolizer: Symbolizer) -> list[Failure]:
    """Each that is known."""
    if symbolizer.program is not None:
        return []
    found = (
        (number, role.number, _ended_by(account, account.lifetimes.all[number]))
        for number, role in sorted(account.roles.items())
    )
    return [
        Failure(worker, _raised(trace, account, number), _place(symbolizer, trace))
        for number, worker, trace in found
        if trace is not None and (worker is not None or number == 0)
    ]


def unread_errors(account: Account, symbolizer: Symbolizer) -> list[Diagnosis]:
    """The errors of a Pool's tasks that nobody has got, each with the line that raised it."""
    found = Counter(
        (trace.error, _place(symbolizer, trace))
        for number, role in account.roles.items()
        if role.number is None and number == 0
        for text in account.lifetimes.stacks.unread.get(role.pid, ())
        for trace in list(tracebacks(text.splitlines()))[-1:]
    )
    return [
        Diagnosis(ErrorUnread(error, times), (), 0, place, "raise")
        for (error, place), times in found.items()
    ]


def _ended_by(account: Account, life: Lifetime) -> Traceback | None:
    """The traceback of the exception that has ended a process; None if none is known to have."""
    if life.status != 1 or life.killed:
        return None
    calls = [each for each in life.calls if each.tid == life.process.pid]
    text = "".join(map(_complaint, calls)).encode("latin-1").decode("utf-8", "backslashreplace")
    trace = next(reversed(list(tracebacks(text.splitlines()))), None)
    if trace is None or trace.process is None:
        return None
    if trace.process:
        name = account.lifetimes.stacks.names.get(life.process.pid)
        own = GIVEN.fullmatch(trace.process) if name is None else trace.process == name
        return trace if own else None
    known = account.lifetimes.stacks.uncaught.get(life.process.pid) == _class(trace)
    return trace if known or _left_library(trace) else None


def _class(trace: Traceback) -> str:
    """The name of the class of its last exception, without its module."""
    return trace.error.partition(":")[0].rpartition(".")[2]


def _left_library(trace: Traceback) -> bool:
    """Whether it begins where only multiprocessing shows one: none of the program's is above."""
    server = bool(trace.frames) and trace.frames[0][0].endswith(SERVER)
    return server or any(IMPORTS in function for *_, function in trace.frames)


def _complaint(call: SystemCall) -> str:
    """What a call wrote to standard error."""
    match call.results:
        case OutputResults(stream="stderr", data=data):
            return data
    return ""


def _raised(trace: Traceback, account: Account, process: int) -> Raised:
    lost = _lost(account, process) if trace.error.startswith(BROKEN) else 0
    imports = any(IMPORTS in function for *_, function in trace.frames)
    return Raised(trace.error, imports, lost, _of_manager(trace, account, process))


def _of_manager(trace: Traceback, account: Account, process: int) -> bool:
    """Whether it came as a process asked a Manager by a proxy, when that one had ended."""
    asks = any(file.endswith(CALLS) for file, *_ in trace.frames)
    if not asks or not trace.frames[-1][0].endswith(CONNECTION):
        return False
    lives = account.lifetimes.all
    calls = lives[process].calls
    ends = {
        address: life.end
        for life in lives.values()
        for address in _addresses(life, "bind")
        if life.end is not None and not life.killed
    }
    asked = list(_addresses(lives[process], "connect"))
    end = ends.get(asked[-1]) if asked else None
    told = next((call.start for call in reversed(calls) if _complaint(call)), 0)
    return end is not None and end < told


def _addresses(life: Lifetime, call: str) -> Iterator[str]:
    """Of which addresses, as paths, a process made this call."""
    for each in life.calls:
        match each.arguments:
            case AddressArguments(address=str(address)) if each.name == call:
                yield address


def _lost(account: Account, process: int) -> int:
    """The worker that an executor of this process has lost; 0 where it may have been another.

    The executor's own thread learns of it by its sentinel, and then ends the others.
    """
    lost = [
        join.worker.number
        for join in account.joins
        if join.told is not None
        and join.told.by.process == process
        and (call := account.lifetimes.by_point.get(join.told.point)) is not None
        and any(frame.function.name.rpartition(".")[2] == MANAGER for frame in call.frames())
    ]
    return lost[0] or 0 if len(lost) == 1 else 0


def _place(symbolizer: Symbolizer, trace: Traceback) -> Place | None:
    """The innermost of the program's own lines that led there."""
    own = [each for each in trace.frames if symbolizer.is_own(each[0])]
    return symbolizer.place(*own[-1]) if own else None
