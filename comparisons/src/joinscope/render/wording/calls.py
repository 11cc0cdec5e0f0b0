"""System calls and statuses in words."""

import signal

from joinscope import limits
from joinscope.joins.lifetimes import SystemCall
from joinscope.recording.records import (
    Arguments,
    CreateArguments,
    ExecArguments,
    ExitArguments,
    KillArguments,
    OutputResults,
    PollArguments,
    PollResults,
    Ready,
    SleepArguments,
    WaitArguments,
    WriteArguments,
)


def call_text(call: SystemCall) -> str:
    """A call as a programmer would write it, with its result: `wait4(4711) = 4711`."""
    text = f"{call.name}({', '.join(_arguments(call))})"
    if call.leave is None:
        return text if isinstance(call.arguments, ExitArguments) else f"{text} ..."
    return f"{text} = -1 {call.error}" if call.error else f"{text} = {call.result}"


def _arguments(call: SystemCall) -> list[str]:
    match call.arguments:
        case CreateArguments(flags=flags, signal=name):
            shown = [flag for flag in flags or () if not flag.startswith("CLONE_CHILD")]
            return [" | ".join([*shown, *([name] if name else [])])]
        case WaitArguments(options=options) as given:
            return [_waited_for(call.name, given), *([" | ".join(options)] if options else [])]
        case ExitArguments(status=status):
            return [str(status)]
        case ExecArguments(path=path):
            return [repr(path or ""), "..."]
        case KillArguments(target=target, signal=number):
            return ["?" if target is None else str(target), _signal(number)]
        case SleepArguments(nanoseconds=int(length), until=False):
            return [seconds(length)]
        case SleepArguments():
            return ["..."]
        case PollArguments():
            ready = call.results.ready if isinstance(call.results, PollResults) else ()
            return [_ready(each) for each in ready or ()]
        case WriteArguments() as given if isinstance(call.results, OutputResults):
            return [_object(given), _shortened(call.results.data)]
        case given:
            return [_object(given)]


def _waited_for(name: str, given: WaitArguments) -> str:
    """For whom: in the way of wait4, which also of waitid tells enough."""
    match given.idtype:
        case "P_ALL":
            return "-1"
        case "P_PGID" if name != "waitid":
            return str(-given.id)
        case _:
            return str(given.id if given.child is None else given.child)


def _object(given: Arguments) -> str:
    """The descriptor that a call is about, and what that stands for."""
    fd, what = getattr(given, "fd", None), getattr(given, "object", None) or ""
    sort = what.partition(":")[0] if ":[" in what else "terminal" if "/pts/" in what else ""
    return f"{fd} ({sort})" if sort and fd is not None and fd > 2 else str(fd)


def _ready(ready: Ready) -> str:
    events = " | ".join(ready.events)
    return f"{ready.fd}: {events}" if events else str(ready.fd)


def _shortened(data: str) -> str:
    text = data.encode("latin-1", "replace").decode("utf-8", "backslashreplace")
    shown = repr(text if len(text) <= limits.CALL_DATA else text[: limits.CALL_DATA])
    return shown if len(text) <= limits.CALL_DATA else f"{shown}..."


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def status_text(status: int | None) -> str:
    """The exit code of a worker in words; -N: killed by signal N; None: it did not end."""
    if status is None:
        return "did not end"
    return f"exited with {status}" if status >= 0 else f"killed by {_signal(-status)}"


def seconds(nanoseconds: int) -> str:
    """A duration with its unit, three digits of it."""
    for unit, size in (("s", 10**9), ("ms", 10**6), ("us", 10**3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds} ns"
