"""Hangs in words: how the run ended, who waits for whom, and what each process does."""

from collections.abc import Iterable

from joinscope import limits
from joinscope.explanation.model import (
    Blocked,
    EarlierEnd,
    Hang,
    Mark,
    MarkKind,
    OtherEnd,
    PipeEnd,
    Place,
    SideExplanation,
)
from joinscope.explanation.python_waits import IdleWait, PythonWait
from joinscope.recording.records import Limit
from joinscope.render.wording.joins import where
from joinscope.render.wording.status import ended

CUT: dict[Limit, str] = {
    "standstill": "stands still: nothing in it can go on, so it was ended",
    "deadline": "had not ended at the deadline, and was killed",
    "interrupt": "was interrupted, and killed",
}
DOES = {
    "stopped": "is stopped",
    "runs": "runs",
    "unknown": "does what cannot be seen",
}
# For what a thread of Python waits whose system call is that of a lock.
PYTHON_WAITS: dict[PythonWait, str] = {
    "event": "for an Event to be set",
    "notify": "for notify() of a Condition",
    "barrier": "at a Barrier",
    "thread": "for a thread to end",
}
# As what a thread of Python stands still that has nothing to do.
IDLE: dict[IdleWait, str] = {
    "task": "is idle: it waits for its next task",
    "turn": "waits for its turn to take a task",
    "server": "is the server of a Manager, and waits for clients",
    "client": "serves a client of a Manager, and waits for its next request",
    "feeder": "is the thread of a Queue, and waits for something to send",
    "helper": "serves a Pool or an executor, and waits for something to do",
}

MARKS: dict[MarkKind, str] = {
    "kill": "{who} is sent {detail} here",
    "exit": "{who} ended itself here",
    "fork": "{who} is forked here",
    "start": "a thread of {who} is started here",
    "stand": "a thread of {who} stood here at the fork",
    "next": "a thread of {who} came to this line after the fork",
    "copy": "{who} is forked here, and gets its copy of that end",
    "lock": "{who} took the lock here that it still holds",
    "locks": "{who} takes one lock and waits for the other in this call",
    "expire": "{call}() of {who} gave up here",
    "exitcode": "exitcode of {who} was None here, which `{detail}` takes for false, like 0",
    "status": "{call}() brought that number here, as a status word ({detail})",
    "exec": "the exec of {who} failed here ({detail})",
    "print": "this was printed before the fork, and not yet written",
    "lost": "the wait for {who} failed here ({detail})",
}
AT_LINE = {
    "waits": ("waits", "wait"),
    "stopped": ("is stopped", "are stopped"),
    "sleeps": ("sleeps", "sleep"),
    "runs": ("runs", "run"),
    "unknown": ("was last", "were last"),
}


def at_place(blocked: Blocked, *others: Blocked) -> str:
    """What one of a chain does in its line, and others that do the same there."""
    names = dict.fromkeys(
        each.process if each.thread is None else f"a thread of {each.process}"
        for each in (blocked, *others)
    )
    one, several = AT_LINE[blocked.doing]
    return f"{' and '.join(names)} {several if len(names) > 1 else one} here{_within(blocked)}"


def _within(blocked: Blocked) -> str:
    """What the function has entered there, by `with`, and not left."""
    return _inside(blocked.within)


def _inside(within: Iterable[Place]) -> str:
    text = " and ".join(f"'{each.text}' (line {each.line})" for each in within)
    return f", inside {text}" if text else ""


def mark_text(mark: Mark) -> str:
    """What was done in a line in which a cause begins."""
    text = MARKS[mark.at].format(who=mark.process, call=mark.call, detail=mark.detail)
    match mark.at:
        case "start" if mark.function:
            return f"{text} for {mark.function}()"
        case "stand" | "next":
            return f"{text}{_inside(mark.within)}"
    return text


def mark_fact(mark: Mark) -> str:
    """The same with the line itself."""
    return f"{mark.place.text} {where(mark.place)}: {mark_text(mark)}"


def cut_short(limit: Limit) -> str:
    """How a run ended that did not end by itself."""
    return CUT.get(limit, f"was cut short ({limit})")


def blocked_text(blocked: Blocked, hang: Hang) -> str:
    """What one of a chain does, without its name."""
    following = next((each for each in hang.chain if each.pid == blocked.for_process), None)
    return f"{doing(blocked, following)}{_at(blocked.place)}"


def _at(place: Place | None) -> str:
    return f", at {where(place)}" if place else ""


def doing(  # noqa: PLR0912 - an arm for each
    blocked: Blocked, following: Blocked | None = None
) -> str:
    """What a process does, and what it waits for; `following` is the next of the chain."""
    if blocked.idle is not None:
        return IDLE[blocked.idle]
    if blocked.doing in DOES:
        return DOES[blocked.doing]
    call = blocked.call if blocked.fd is None else f"{blocked.call} on descriptor {blocked.fd}"
    whom = f"{named(following)}" if following else "a process"
    match blocked.awaits:
        case "child":
            return f"waits in {call} for {whom} to end{', at its exit' if blocked.exits else ''}"
        case "room":
            return f"waits in {call} for room in {_full(blocked)}{_holders(blocked)}"
        case "data" if blocked.channel == "terminal":
            return f"waits in {call} for input from the terminal"
        case "data":
            return f"waits in {call} for data or an end of file{_holders(blocked)}"
        case "event":
            return f"waits in {call} for one of several descriptors{_holders(blocked)}"
        case "lock":
            return f"waits in {call} {_for_lock(blocked, following)}"
        case "thread":
            return f"waits in {call} for another thread to end"
        case "signal":
            return f"waits in {call} for a signal"
        case "time":
            return f"sleeps in {call}"
        case "connection":
            return f"waits in {call} for a connection"
        case "opening":
            return f"waits in {call} for somebody to open the other end of a FIFO"
        case _:
            return f"waits in {call or 'a call that is not known here'}"


def _for_lock(blocked: Blocked, following: Blocked | None) -> str:
    """For what a thread waits whose system call is that of a lock."""
    if blocked.python is not None:
        return PYTHON_WAITS[blocked.python]
    of = f" of {blocked.file}" if blocked.file else ""
    if of and following is not None:
        return f"for the lock{of}, which {named(following)} holds"
    if of:
        return f"for the lock{of}"
    if following is not None and following.pid != blocked.pid:
        return f"for a lock or semaphore that only {named(following)} could release"
    return "for a lock"


def named(blocked: Blocked | PipeEnd | EarlierEnd) -> str:
    """A process by its name and its PID."""
    return f"{blocked.process} ({blocked.pid})"


def thread_name(blocked: Blocked) -> str:
    """A thread of a chain by its process, and its id where it is not the first."""
    return named(blocked) if blocked.thread is None else f"a thread of {named(blocked)}"


def earlier_ends(hang: Hang) -> str:
    """Which processes had ended before as nobody wants it; empty if none had."""
    shown = hang.earlier[: limits.SHOWN_HOLDERS]
    if not shown:
        return ""
    left = len(hang.earlier) - len(shown)
    found = ", ".join(
        f"{named(each)}: {ended(each.ending)}{_at(each.place)}{_error(each)}" for each in shown
    )
    return f"ended before that: {found}{f', and {left} more' if left else ''}."


def _error(end: EarlierEnd) -> str:
    """What a process wrote last to standard error."""
    return f', and wrote last to standard error: "{end.error}"' if end.error else ""


def other_end(end: OtherEnd, story: SideExplanation) -> str:
    """The untraced run ended otherwise than the traced one."""
    traced = cut_short(story.limit) if story.limit else ended(story.ending)
    untraced = cut_short(end.limit) if end.limit else ended(end.ending)
    return f"Its two runs ended differently: traced it {traced}; untraced it {untraced}."


def time_advice(limit: Limit | None, hang: Hang | None) -> str:
    """What to do where the deadline cut a run short in which something went on; empty elsewhere."""
    if limit != "deadline" or hang is None or hang.trap is not None:
        return ""
    if hang.end not in ("runs", "time"):
        return ""
    return (
        "if that may take so long, give it more time: --deadline SECONDS; if not, find out why it "
        "does not end."
    )


def look_advice(hang: Hang) -> str:
    """How to learn more of a run that nothing has recorded; empty if its cause is known."""
    if hang.trap is not None or any(each.place for each in hang.chain):
        return ""
    return (
        "that run was not traced, so its line is not known: run the program by itself, and when it "
        "hangs ask `joinscope why PID`."
    )


def _full(blocked: Blocked) -> str:
    if blocked.fill is None:
        return f"a {blocked.channel or 'pipe'}"
    return f"a pipe that has no free page ({blocked.fill[0]:,} of {blocked.fill[1]:,} bytes)"


def other_end_name(blocked: Blocked) -> str:
    """What the other end is called of what a process reads from or writes to."""
    if blocked.channel != "pipe":
        return "other"
    return "reading" if blocked.awaits == "room" else "writing"


def _holders(blocked: Blocked) -> str:
    """Who holds the other end of a pipe."""
    if not blocked.ends:
        return ""
    held: dict[str, list[str]] = {}
    for each in blocked.ends:
        held.setdefault(named(each), []).append(str(each.fd))
    shown = list(held.items())[: limits.SHOWN_HOLDERS]
    found = ", ".join(f"{name} as fd {' and '.join(fds)}" for name, fds in shown)
    left = len(held) - len(shown)
    more = f" and {left} more" if left else ""
    if blocked.awaits == "event":
        ends = "other end is" if len(blocked.ends) == 1 else "other ends are"
        return f"; their {ends} held by {found}{more}"
    return f"; its {other_end_name(blocked)} end is held by {found}{more}"
