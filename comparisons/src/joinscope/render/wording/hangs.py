"""Hangs in words: who waits for whom, why that cannot end, and what to do about it."""

from joinscope import limits
from joinscope.explanation import hang_traps
from joinscope.explanation.hang_traps import HangTrap
from joinscope.explanation.known_traps import FullPipe
from joinscope.explanation.model import Blocked, Hang, OtherEnd, PipeEnd, SideExplanation
from joinscope.recording.records import Limit
from joinscope.render.wording.joins import where
from joinscope.render.wording.roles import with_article
from joinscope.render.wording.status import ended
from joinscope.vocabulary import Language

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


def cut_short(limit: Limit) -> str:
    """How a run ended that did not end by itself."""
    return CUT.get(limit, f"was cut short ({limit})")


def cause(hang: Hang) -> str:
    """Why a program does not go on, in a sentence."""
    first, last = hang.chain[0], hang.chain[-1]
    if hang.trap is not None:
        return _of_trap(hang, hang.trap)
    if len(hang.chain) == 1:
        return f"{_capital(_who(first))} {doing(first)}."
    return f"{_capital(_who(first))} waits for {_who(last)}, which {doing(last)}."


def _of_trap(hang: Hang, trap: HangTrap) -> str:  # noqa: C901, PLR0912 - an arm for each
    first, last = hang.chain[0], hang.chain[-1]
    match trap:
        case FullPipe(queue):
            writer = _awaiting(hang, "room")
            reader = _next(hang, writer)
            pipe = "the pipe of its queue" if queue else "a pipe"
            return (
                f"Deadlock: {_who(writer)} waits for room in {pipe}, and {_who(reader)}, which "
                f"should read from it, waits for {_whom(hang, reader)} to end."
            )
        case hang_traps.PipeNeverRead():
            return (
                f"{_capital(_who(_awaiting(hang, 'room')))} waits for room in a pipe that nobody "
                "but itself could read from."
            )
        case hang_traps.PipeHeldByWaiter():
            reader = _awaiting(hang, "data")
            holder = _next(hang, reader)
            return (
                f"Deadlock: {_who(reader)} reads a pipe to its end, and {_who(holder)} holds the "
                f"writing end open{_fd(reader, holder)} while it waits for {_who(reader)} to end."
            )
        case hang_traps.PipeHeldBySibling():
            reader = _awaiting(hang, "data")
            holder = _next(hang, reader)
            return (
                f"{_capital(_who(reader))} reads a pipe to its end, and that does not come: "
                f"{_who(holder)} holds a copy of the writing end{_fd(reader, holder)}."
            )
        case hang_traps.PipeHeldByOrphan():
            reader = _awaiting(hang, "data")
            holder = _next(hang, reader)
            return (
                f"{_capital(_who(reader))} reads a pipe to its end, and {_who(holder)}, which is "
                f"no child of it, holds the writing end{_fd(reader, holder)}: it {doing(last)}."
            )
        case hang_traps.PipeHeldByItself():
            reader = _awaiting(hang, "data")
            return (
                f"{_capital(_who(reader))} reads a pipe to its end, and holds the writing end of "
                f"it{_fd(reader, reader)} itself."
            )
        case hang_traps.LockCopied(forked):
            if forked:
                return (
                    f"{_capital(_who(last))} waits for a lock that was held when it was forked: it "
                    "has a copy of the lock, but not the thread that would release it."
                )
            return f"{_capital(_who(last))} waits for a lock that nobody but itself could release."
        case hang_traps.LockHeldByWaiter():
            waiter = _awaiting(hang, "lock")
            holder = _next(hang, waiter)
            return (
                f"Deadlock: {_who(waiter)} waits for a lock, and {_who(holder)}, which holds it, "
                f"waits for {_whom(hang, holder)}."
            )
        case hang_traps.LockHolderEnded():
            return (
                f"{_capital(_who(last))} waits for a lock, and whoever held it has ended without "
                "releasing it: nobody holds it any more, so nobody will."
            )
        case hang_traps.ProcessStopped():
            if first is last:
                return f"{_capital(_who(last))} is stopped."
            return (
                f"{_capital(_who(first))} waits for {_who(last)} to end, and that is stopped by a "
                "signal: a wait does not tell of that."
            )
        case hang_traps.ThreadsStuck():
            return (
                f"No thread of {_who(last)} can go on: each waits for another one, or for what "
                "none of them does any more."
            )
        case hang_traps.ChildrenUnreaped(children):
            have = "children have" if children > 1 else "child has"
            return (
                f"{_capital(_who(last))} waits for SIGCHLD, and {children} {have} ended already "
                "without being reaped: one SIGCHLD may stand for several ends."
            )
        case hang_traps.SignalAwaited():
            return f"{_capital(_who(last))} waits for a signal that nothing in the program sends."
        case _:
            return f"Deadlock: {' waits for '.join(_who(each) for each in hang.chain)}, and so on."


def advice(trap: HangTrap, language: Language) -> str:  # noqa: C901, PLR0912 - an arm for each
    """What to do about a trap; empty where that depends."""
    python = language == "python"
    match trap:
        case FullPipe(queue):
            if queue:
                return "get() what is in the queue before join() (gh-73983)."
            if python:
                return "read the pipe before you wait for its writer: communicate() does both."
            return "read the pipe to its end before you wait for its writer."
        case hang_traps.PipeNeverRead():
            if python:
                return (
                    "start who reads it first; for a Queue that nobody reads, "
                    "cancel_join_thread() lets the process end without its data."
                )
            return "start who reads it first."
        case hang_traps.PipeHeldByWaiter() | hang_traps.PipeHeldByItself():
            return (
                "before you wait, close each end of a pipe in every process that does not use it."
            )
        case hang_traps.PipeHeldBySibling():
            return (
                "close the writing end in the parent before you fork the next process, or in that "
                "process; spawn and forkserver pass on only what they are given."
            )
        case hang_traps.PipeHeldByOrphan():
            if python:
                return (
                    "start the command with start_new_session=True, and end its whole group with "
                    "os.killpg()."
                )
            return "put the command into a process group of its own, and end the whole group."
        case hang_traps.LockCopied(forked):
            if forked and python:
                return "use spawn or forkserver, or fork before any thread is started."
            if forked:
                return "fork while no lock is held, or execute a program behind it."
            return "release it first, or use a lock that its holder may take again (RLock)."
        case hang_traps.ProcessStopped():
            return (
                "kill -CONT goes on with it; a process in the background is stopped when it uses "
                "the terminal. WUNTRACED lets a wait tell of a stop."
            )
        case hang_traps.ChildrenUnreaped():
            return "in the handler, wait with WNOHANG again and again until no child is left."
        case hang_traps.SignalAwaited():
            return "send it the signal, or wait for what is meant: a child, a pipe."
        case hang_traps.LockHeldByWaiter():
            return "release the lock before you wait."
        case hang_traps.LockHolderEnded():
            return (
                "do not kill a process that may hold a lock; in Python ProcessPoolExecutor notices "
                "that a worker was killed."
            )
    return ""


def blocked_text(blocked: Blocked, hang: Hang) -> str:
    """What one of a chain does, without its name."""
    place = f", at {where(blocked.place)}" if blocked.place else ""
    following = next((each for each in hang.chain if each.pid == blocked.for_process), None)
    return f"{doing(blocked, following)}{place}"


def doing(blocked: Blocked, following: Blocked | None = None) -> str:
    """What a process does, and what it waits for; `following` is the next of the chain."""
    if blocked.doing in DOES:
        return DOES[blocked.doing]
    call = blocked.call if blocked.fd is None else f"{blocked.call}({blocked.fd})"
    whom = f"{named(following)}" if following else "a process"
    match blocked.awaits:
        case "child":
            return f"waits in {call} for {whom} to end"
        case "room":
            return f"waits in {call} for room in {_full(blocked)}{_holders(blocked, 'reading')}"
        case "data":
            return f"waits in {call} for data or their end{_holders(blocked, 'writing')}"
        case "event":
            return f"waits in {call} for one of several descriptors"
        case "lock":
            if following is not None and following.pid != blocked.pid:
                return f"waits in {call} for a lock that only {whom} can release"
            return f"waits in {call} for a lock"
        case "thread":
            return f"waits in {call} for another thread to end"
        case "signal":
            return f"waits in {call} for a signal"
        case "time":
            return f"sleeps in {call}"
        case "connection":
            return f"waits in {call} for a connection"
        case _:
            return f"waits in {call or 'a call that is not known here'}"


def named(blocked: Blocked | PipeEnd) -> str:
    """A process by its name and its PID."""
    return f"{blocked.process} ({blocked.pid})"


def thread_name(blocked: Blocked) -> str:
    """A thread of a chain by its process, and its id where it is not the first."""
    return named(blocked) if blocked.thread is None else f"a thread of {named(blocked)}"


def other_end(end: OtherEnd, story: SideExplanation) -> str:
    """The untraced run ended otherwise than the traced one."""
    traced = cut_short(story.limit) if story.limit else ended(story.ending)
    untraced = cut_short(end.limit) if end.limit else ended(end.ending)
    return f"Its two runs ended differently: traced it {traced}; untraced it {untraced}."


def _full(blocked: Blocked) -> str:
    if blocked.fill is None:
        return "a pipe"
    return f"a pipe, which has {blocked.fill[0]:,} of {blocked.fill[1]:,} bytes in it"


def _holders(blocked: Blocked, what: str) -> str:
    """Who holds the other end of a pipe."""
    if not blocked.ends:
        return ""
    shown = blocked.ends[: limits.SHOWN_HOLDERS]
    found = ", ".join(f"{named(each)} as fd {each.fd}" for each in shown)
    left = len(blocked.ends) - len(shown)
    more = f" and {left} more" if left else ""
    return f"; its {what} end is held by {found}{more}"


def _awaiting(hang: Hang, what: str) -> Blocked:
    return next((each for each in hang.chain if each.awaits == what), hang.chain[-1])


def _next(hang: Hang, blocked: Blocked) -> Blocked:
    return next((each for each in hang.chain if each.pid == blocked.for_process), blocked)


def _whom(hang: Hang, blocked: Blocked) -> str:
    """The next of the chain behind one."""
    return _who(_next(hang, blocked))


def _fd(reader: Blocked, holder: Blocked) -> str:
    found = [each.fd for each in reader.ends if each.pid == holder.pid]
    return f" (fd {found[0]})" if found else ""


def _who(blocked: Blocked) -> str:
    """A process within a sentence."""
    role = blocked.process in ("parent", "worker", "fork server", "resource tracker")
    return with_article(blocked.process) if role else named(blocked)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
