"""System calls in words: as a programmer would write them, with their results."""

from joinscope.explanation.calls import (
    Argument,
    Call,
    Data,
    Descriptor,
    Duration,
    Flags,
    Number,
    Program,
    Ready,
    Signal,
)
from joinscope.render.wording.durations import duration
from joinscope.vocabulary import signal_name


def call_text(call: Call | None) -> str:
    """A call with its result, `wait4(4711) = 4711`; empty for none."""
    if call is None:
        return ""
    arguments = [_argument(each) for each in call.arguments]
    text = f"{call.name}({', '.join([*arguments, *_rest(call)])})"
    if not call.returned:
        return text if call.kind == "exit" else f"{text} ..."
    return f"{text} = -1 {call.error}" if call.error else f"{text} = {call.result}"


def waiting_call(call: Call) -> str:
    """A call that has not returned in a sentence: on which descriptor, or for which process."""
    match call.kind, call.arguments:
        case _, (Descriptor(int(fd), name), *_):
            sort = _sort(name or "")
            return f"{call.name} on descriptor {fd}{f' (a {sort})' if sort else ''}"
        case "wait", (Number(int(pid)), *_) if pid > 0:
            return f"{call.name} for process {pid}"
        case "sleep", (Duration(int(nanoseconds)), *_):
            return f"{call.name} for {duration(nanoseconds)}"
    return call.name


def polls(call: Call) -> bool:
    """Whether a wait returns at once, whatever the worker does."""
    return any("WNOHANG" in each.names for each in call.arguments if isinstance(each, Flags))


def ends_a_file(call: Call) -> bool:
    """Whether a call came to an end of file, as nobody holds the other end any more."""
    return call.kind == "read" and call.result == 0


def call_name(call: Call | None) -> str:
    """The name of a call; empty for none."""
    return call.name if call else ""


def _rest(call: Call) -> list[str]:
    return ["..."] if call.kind == "exec" else []


def _argument(argument: Argument) -> str:
    match argument:
        case Number(value):
            return "?" if value is None else str(value)
        case Flags(names):
            return " | ".join(names)
        case Signal(number):
            return signal_name(number)
        case Duration(nanoseconds):
            return "..." if nanoseconds is None else duration(nanoseconds)
        case Program(path):
            return repr(path)
        case Ready(fd, events):
            return f"{fd}: {' | '.join(events)}" if events else str(fd)
        case Data(text, more):
            return f"{text!r}..." if more else repr(text)
        case Descriptor(fd, name):
            sort = _sort(name or "")
            return f"{fd} ({sort})" if sort and fd is not None and fd > 2 else str(fd)


def _sort(name: str) -> str:
    """What a descriptor stands for, in a word, by the kernel's name of it: `pipe:[91]`."""
    sort, bracket, _ = name.partition(":[")
    return sort if bracket else "terminal" if "/pts/" in name else ""
