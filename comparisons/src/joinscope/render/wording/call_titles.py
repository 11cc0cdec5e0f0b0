"""Steps that told of no end in words: looks, timeouts, failures, signals, programs, channels."""

from joinscope.explanation.calls import Call, Program, Ready
from joinscope.explanation.model import Step
from joinscope.render.wording.durations import duration
from joinscope.render.wording.status import status_text

ERRORS = {
    "ECHILD": "there is no such child to wait for",
    "EINTR": "a signal interrupted it",
    "ENOENT": "there is no such file",
    "ESRCH": "there is no such process",
    "EAGAIN": "the system has no room for more",
}
SIGNALS_THAT_DO_NOTHING = ("SIGCHLD", "SIGURG", "SIGWINCH", "SIGCONT")


def call_title(step: Step, about: str, other: str) -> str:  # noqa: C901, PLR0912
    """What a call, a signal or a stop did; `about` and `other` are what the processes are called.

    They are empty where the process is not known, or several are meant.
    """
    call, name = step.call, step.function or (step.call.name if step.call else "")
    match step.kind:
        case "look" if call is not None and call.kind == "wait":
            whom = f"{about} has not ended" if about else "no child has ended"
            return f"{name}() looks: {whom}"
        case "look":
            return f"{name}() looks: nothing is ready"
        case "expire":
            after = duration((step.end or step.start) - step.start) if step.count == 1 else ""
            return f"{name}() gives up{' after ' if after else ''}{after}: nothing was ready"
        case "fail":
            error = (call.error if call else None) or ""
            why = f": {ERRORS[error]}" if error in ERRORS else ""
            if call is not None and call.kind == "exec":
                return f"cannot execute {_program(call)}{why or f': {error}'}"
            return f"{name}() fails with {error}{why}"
        case "block":
            return f"{name}() does not return"
        case "report":
            return f"{name}() reports {_reported(call, about)}"
        case "lock" if step.function == "futex":
            took = duration(step.end - step.start) if step.end and step.count == 1 else ""
            return f"waits for a lock or another thread{f' for {took}' if took else ''}"
        case "lock":
            took = duration(step.end - step.start) if step.end and step.count == 1 else ""
            return f"waits in {name}(){f' for {took}' if took else ''}"
        case "kill":
            return f"sends {step.signal}{f' to {other}' if other else ''}"
        case "signal":
            return f"gets {step.signal}{f' from {other}' if other else ''}{_action(step)}"
        case "stop":
            return f"is stopped by {step.signal}"
        case "continue":
            return "goes on"
        case "hold":
            return _hold(step)
        case "exec":
            return f"executes {_program(call)}"
        case "pipe":
            sort = "a pair of sockets" if call and call.name == "socketpair" else "a pipe"
            return f"makes {sort}"
        case "close":
            return "closes an end"
        case "thread":
            return f"{name}() starts a thread"
    return step.kind


def _hold(step: Step) -> str:
    took = duration(step.end - step.start) if step.end and step.count == 1 else ""
    until = {
        "event": ", until what its rule names had happened",
        "quiet": ", until nothing else could happen",
    }.get(step.action, "")
    return f"is held here by joinscope{f' for {took}' if took else ''}{until}"


def _reported(call: Call | None, about: str) -> str:
    if call is None:
        return "something"
    if call.status is not None:
        return f"{about or 'a child'} {status_text(call.status)}"
    ready = [each for each in call.arguments if isinstance(each, Ready)]
    if ready:
        return ", ".join(f"{each.fd}: {' | '.join(each.events)}" for each in ready)
    return about or "something"


def _action(step: Step) -> str:
    match step.action:
        case "handle" if step.inherited:
            return ", and runs a handler that it inherited"
        case "handle":
            return ", and its handler runs"
        case "ignore":
            return ", and ignores it"
        case "default" if step.signal in SIGNALS_THAT_DO_NOTHING:
            return ", which does nothing"
    return ""


def _program(call: Call | None) -> str:
    for each in call.arguments if call else ():
        if isinstance(each, Program):
            return each.path
    return "another program"
