"""System calls and statuses in words."""

import signal
from collections.abc import Mapping
from typing import Any

from joinscope.joins.lifetimes import SystemCall

MOST = 60  # characters of data


def call_text(call: SystemCall) -> str:
    """A call as a programmer would write it, with its result: `wait4(4711) = 4711`."""
    text = f"{call.name}({', '.join(_arguments(call))})"
    if call.end is None:
        return text if call.kind == "exit" else f"{text} ..."
    error = call.leave.get("error")
    return f"{text} = -1 {error}" if error else f"{text} = {call.leave.get('result')}"


def _arguments(call: SystemCall) -> list[str]:
    enter = call.enter
    match call.kind:
        case "create":
            flags = [flag for flag in enter.get("flags", ()) if not flag.startswith("CLONE_CHILD")]
            return [" | ".join([*flags, *([enter["signal"]] if "signal" in enter else [])])]
        case "wait":
            options = [*map(str, enter.get("options", ()))]
            who = str(enter.get("target", enter.get("id", "")))
            return [who, " | ".join(options)] if options else [who]
        case "exit":
            return [str(enter["status"])]
        case "exec":
            return [repr(enter.get("path", "")), "..."]
        case "kill":
            return [str(enter.get("target", "")), _signal(enter.get("signal", 0))]
        case "sleep":
            until = enter.get("until") or "nanoseconds" not in enter
            return ["..."] if until else [seconds(enter["nanoseconds"])]
        case "poll":
            return [_ready(each) for each in call.leave.get("ready", ())]
        case "write" | "read":
            data = call.leave.get("data")
            return [_object(enter), *([_shortened(data)] if data else [])]
        case _:
            return [_object(enter)]


def _object(enter: Mapping[str, Any]) -> str:
    fd, what = enter.get("fd"), enter.get("object") or ""
    sort = what.partition(":")[0] if ":[" in what else "terminal" if "/pts/" in what else ""
    return f"{fd} ({sort})" if sort and fd is not None and fd > 2 else str(fd)


def _ready(ready: Mapping[str, Any]) -> str:
    events = " | ".join(ready.get("events", ()))
    return f"{ready.get('fd')}: {events}" if events else str(ready.get("fd"))


def _shortened(data: str) -> str:
    text = data.encode("latin-1", "replace").decode("utf-8", "backslashreplace")
    shown = repr(text if len(text) <= MOST else text[:MOST])
    return shown if len(text) <= MOST else f"{shown}..."


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
