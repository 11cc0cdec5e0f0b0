"""Why a program does not go on, in a sentence for each known trap."""

from pathlib import PurePath

from joinscope.explanation import hang_traps
from joinscope.explanation.hang_traps import HangTrap
from joinscope.explanation.known_traps import FullPipe
from joinscope.explanation.model import (
    Blocked,
    EarlierEnd,
    Hang,
)
from joinscope.render.wording.hangs import PYTHON_WAITS, doing, named, other_end_name
from joinscope.render.wording.roles import with_article
from joinscope.render.wording.status import ended as ended_text

# Why a process is stopped that nobody has sent a signal.
STOPS = {
    "SIGTTOU": ", which stops a process that changes the terminal from the background",
    "SIGTTIN": ", which stops a process that reads from the terminal in the background",
}
SERVER = "fork server"
SWALLOWED = {
    "handled": "has run its handler for that, which did not end it",
    "inherited": "has run the handler that it inherited from its parent, and goes on",
    "ignored": "ignores that",
    "blocked": "blocks that",
}


def cause(hang: Hang) -> str:
    """Why a program does not go on, in a sentence."""
    first, last = hang.chain[0], hang.chain[-1]
    if hang.trap is not None:
        return _of_trap(hang, hang.trap)
    if len(hang.chain) == 1:
        return f"{_capital(_who(first))} {doing(first)}."
    if last.thread is not None and last.python is not None and first.pid != last.pid:
        until = " until enough have come to it" if last.python == "barrier" else ""
        return (
            f"{_capital(_who(first))} waits for {_who(hang.chain[-2])}, for which a thread of "
            f"{_who(last)} waits {PYTHON_WAITS[last.python]}{until}."
        )
    whom = "another thread of its own" if first.pid == last.pid else _who(last)
    at = " at its exit" if first.exits else ""
    return f"{_capital(_who(first))} waits{at} for {whom}, which {doing(last)}."


def _of_trap(hang: Hang, trap: HangTrap) -> str:  # noqa: C901, PLR0912, PLR0915 - an arm for each
    first, last = hang.chain[0], hang.chain[-1]
    match trap:
        case FullPipe(queue):
            writer = _awaiting(hang, "room")
            reader = _next(hang, writer)
            pipe = "the pipe of its queue" if queue else f"a {writer.channel or 'pipe'}"
            return (
                f"Deadlock: {_who(writer)} waits for room in {pipe}, and {_who(reader)}, which "
                f"should read from it, waits for {_whom(hang, reader)} to end."
            )
        case hang_traps.PipesFull():
            writer = _awaiting(hang, "room")
            return (
                f"Deadlock: {_who(writer)} waits for room in a pipe that {_whom(hang, writer)} "
                f"should read from, and {_whom(hang, writer)} waits for room in another that "
                f"{_who(writer)} should read from."
            )
        case hang_traps.PipeNeverRead(queue, exits) if queue:
            own = _who(_awaiting(hang, "room"))
            at = " at its exit" if exits else ""
            return (
                f"{_capital(own)} waits{at} until a thread of it has written what it has put "
                "into a Queue; that thread waits for room in the queue's pipe, which nobody but "
                f"{own} could read from."
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
            how = ", inherited by the fork" if trap.inherited else ""
            return (
                f"{_capital(_who(reader))} reads a {reader.channel or 'pipe'} to its end, and that "
                f"does not come: {_who(holder)} holds a copy of the {other_end_name(reader)} end"
                f"{_fd(reader, holder)}{how}, and end of file comes only when that is closed, too."
            )
        case hang_traps.PipeHeldByOrphan(sentinel) if sentinel:
            waiter = next(each for each in hang.chain if each.awaits in ("data", "event"))
            holder = _next(hang, waiter)
            return (
                f"{_capital(_who(waiter))} waits in join(timeout) for a worker that has ended. "
                f"What tells of that, its sentinel, is held open by {_who(holder)}"
                f"{_fd(waiter, holder)}, whose own parent has ended, and which {doing(last)}."
            )
        case hang_traps.PipeHeldByOrphan():
            reader = next(each for each in hang.chain if each.awaits in ("data", "event"))
            holder = _next(hang, reader)
            return (
                f"{_capital(_who(reader))} reads a pipe to its end, which does not come: "
                f"{_who(holder)}, whose parent has ended, holds the {other_end_name(reader)} end"
                f"{_fd(reader, holder)}, and {doing(last)}."
            )
        case hang_traps.PipeHeldByItself():
            reader = _awaiting(hang, "data")
            channel = reader.channel or "pipe"
            lost = (
                f" os._exit() at {PurePath(trap.file).name}:{trap.line} ended a process with the "
                "thread that writes what it had put into a Queue: what that had not written yet is "
                "lost."
            )
            return (
                f"{_capital(_who(reader))} waits for data from a {channel} that nobody else can "
                "write to any more; and its end of file does not come, as the process itself holds "
                f"the {other_end_name(reader)} end{_fd(reader, reader)}.{lost if trap.line else ''}"
            )
        case hang_traps.LockCopied():
            return f"{_capital(_who(last))} {_of_lock(trap)}."
        case hang_traps.LockHeldByWaiter(thread) if thread:
            who = _who(_awaiting(hang, "lock"))
            return (
                f"Deadlock: a thread of {who} waits for a lock, and another thread of it, which "
                "holds the lock, waits as well: neither can go on."
            )
        case hang_traps.LockHeldByWaiter():
            waiter = _crossing(hang)
            holder = _next(hang, waiter)
            if waiter.file and holder.file:
                return (
                    f"Deadlock: {_who(waiter)} waits for the lock of {waiter.file}, and "
                    f"{_who(holder)}, which holds it, waits for the lock of {holder.file}, which "
                    f"{_whom(hang, holder)} holds."
                )
            return (
                f"Deadlock: {_who(waiter)} waits for a lock, and {_who(holder)}, which holds it, "
                f"waits for {_whom(hang, holder)}."
            )
        case hang_traps.LockHolderEnded(queue=True):
            return (
                f"{_capital(_who(last))} waits in get() of a Queue for the lock that each get() "
                "takes, and whoever held it has ended without releasing it: nobody can do that any "
                "more."
            )
        case hang_traps.LockHolderEnded():
            return (
                f"{_capital(_who(last))} waits for a lock, and whoever held it has ended without "
                "releasing it: nobody can do that any more."
            )
        case hang_traps.ProcessStopped():
            stopped = f"{_who(last)} {_stopped(trap)}"
            if first is last:
                return f"{_capital(stopped)}."
            if first.awaits == "child":
                return (
                    f"{_capital(_who(first))} waits for {_whom(hang, first)} to end, but "
                    f"{stopped}: it has not ended, so the wait goes on."
                )
            return f"{_capital(_who(first))} waits for {_whom(hang, first)}, but {stopped}."
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
        case hang_traps.FifoUnopened(path, opens):
            other = "writing" if opens == "reading" else "reading"
            return (
                f"{_capital(_who(last))} opens the FIFO {path} for {opens}, and waits for somebody "
                f"to open it for {other}."
            )
        case hang_traps.BarrierUnmet():
            who = _which(last)
            then = (
                "" if first.pid == last.pid else f": {_who(first)} waits for {_whom(hang, first)}"
            )
            return (
                f"{_capital(who)} waits at a Barrier until enough have come to it, and nobody who "
                f"is left comes{then}."
            )
        case hang_traps.NotifyAwaited(_, at):
            what = "an Event to be set" if at == "Event" else "notify() of a Condition"
            others = "and nobody who is left does that" if at == "Event" else "and nobody calls it"
            if first.pid != last.pid:
                others = f"{others}: {_who(first)} waits for {_for_what(hang, first)}"
            return f"{_capital(_who(last))} waits for {what}, {others}."
        case hang_traps.SignalAwaited(came) if came:
            return (
                f"{_capital(_who(last))} waits for a signal, and nothing that is left of the "
                f"program sends one: {came} came before it began to wait."
            )
        case hang_traps.SignalAwaited():
            return f"{_capital(_who(last))} waits for a signal that nothing in the program sends."
        case hang_traps.SignalSwallowed(signal, how, at_exit) if at_exit:
            waiter = next((each for each in hang.chain if each.awaits == "child"), first)
            target = _next(hang, waiter)
            return (
                f"{_capital(_who(waiter))} got {signal} and has come to its exit, where it waits "
                f"for {_who(target)} to end. {_capital(_who(target))} {SWALLOWED[how]}."
            )
        case hang_traps.SignalSwallowed(signal, how):
            waiter = next((each for each in hang.chain if each.awaits == "child"), first)
            target = _next(hang, waiter)
            return (
                f"{_capital(_who(waiter))} waits for {_who(target)} to end. "
                f"{_capital(_who(target))} was sent {signal}, but {SWALLOWED[how]}."
            )
        case hang_traps.ThreadRemains():
            return (
                f"{_capital(_who(_finished(hang)))} has finished its work, but a process ends only "
                "when its threads have ended, and one that is no daemon has not."
            )
        case hang_traps.TaskLost(terminated) if terminated:
            return (
                f"{_capital(_who(first))} waits for a task of its Pool, whose workers it has ended "
                "itself, as Pool.terminate() and the end of `with Pool` do: a task that was not "
                "done by then is lost."
            )
        case hang_traps.TaskLost(_, idle) if idle:
            return (
                f"{_capital(_who(first))} waits for a task of its Pool, but every worker that is "
                "left waits for another task: the one that had it has ended, and the Pool waits on "
                "for its result."
            )
        case hang_traps.WorkersReplaced(workers):
            ending = hang.earlier[0].ending
            were = "" if ending.signal is None else "were "
            return (
                f"{_capital(_who(first))} waits for a task of its Pool, whose workers fail one "
                f"after the other: {workers} of them {were}{ended_text(ending)}, and the Pool "
                "starts a new one for each."
            )
        case hang_traps.QueueEmpty():
            reader = _awaiting(hang, "data")
            return (
                f"Deadlock: {_who(reader)} waits for the next item of a queue, and "
                f"{_whom(hang, reader)}, which could put one, waits for {_who(reader)} to end."
            )
        case hang_traps.TasksUndone():
            reader = _awaiting(hang, "data")
            return (
                f"{_capital(_whom(hang, reader))} waits in join() of a queue until task_done() has "
                f"been called once for each item. It has not, and {_who(reader)} already waits for "
                "another item."
            )
        case hang_traps.OtherPipeFull():
            writer = _awaiting(hang, "room")
            reader = _next(hang, writer)
            return (
                f"Deadlock: {_who(reader)} waits for data from {_who(writer)}, and {_who(writer)} "
                f"waits for room in another {writer.channel or 'pipe'} that {_who(reader)} should "
                "read from."
            )
        case hang_traps.BothRead():
            reader = _awaiting(hang, "data")
            other = _whom(hang, reader)
            return (
                f"Deadlock: {_who(reader)} waits for data from {other}, and {other} waits for data "
                f"from {_who(reader)}."
            )
        case hang_traps.TaskLost():
            ended = hang.earlier[0]
            was = "" if ended.ending.signal is None else "was "
            return (
                f"{_capital(_who(first))} waits for a task of its Pool, and {_who(ended)} "
                f"{was}{ended_text(ended.ending)}: a task that it had is lost, and the Pool waits "
                "on for its result."
            )
        case hang_traps.ThreadFailed(thread, error):
            return (
                f"A thread ({thread}) has ended with {error}, and {_who(last)} waits for what "
                "it would have done."
            )
        case hang_traps.WakerMissing(forked):
            copy = " What another process sets or puts does not arrive there."
            return (
                f"{_capital(_who(last))} waits for another thread of its own to wake it, and has "
                f"no other thread.{copy if forked else ''}"
            )
        case hang_traps.WaitCycle(lock=True):
            *waits, end = (
                f"{_which(each)} waits for {_for_what(hang, each)}"
                for each in hang.chain[hang.back or 0 :]
            )
            taken = (
                "No process that is left has taken that: either whoever took it has ended without "
                "releasing it, or one that waits was to release it."
                if trap.untaken
                else "Who has taken that is not known: it may have ended without releasing it."
            )
            return f"{_capital(', '.join(waits))}, and {end}. {taken}"
        case _:
            *waits, end = (
                f"{_which(each)} waits for {_for_what(hang, each)}"
                for each in hang.chain[hang.back or 0 :]
            )
            return f"Deadlock: {', '.join(waits)}, and {end}." if waits else f"Deadlock: {end}."


def _for_what(hang: Hang, blocked: Blocked) -> str:
    """What one of a cycle waits for, and from whom."""
    whom = _whom(hang, blocked)
    match blocked.awaits:
        case "child":
            return f"{whom} to end"
        case "data" if _fd(blocked, _next(hang, blocked)):
            return f"data from {whom}"
        case "room" if _fd(blocked, _next(hang, blocked)):
            return f"{whom} to read from a {blocked.channel or 'pipe'}"
        case "lock" if _next(hang, blocked).pid != blocked.pid:
            return f"a lock or semaphore that {whom} could release"
        case _ if _next(hang, blocked).pid == blocked.pid:
            return "a thread of its own"
    return whom


def _which(blocked: Blocked) -> str:
    """A process, if its first thread is blocked; or a thread of it."""
    return _who(blocked) if blocked.thread is None else f"a thread of {_who(blocked)}"


def _stopped(trap: hang_traps.ProcessStopped) -> str:
    """How a process is kept from running."""
    match trap.how:
        case "tracer":
            return f"is held by who traces it, {trap.tracer}"
        case "cgroup":
            return "is frozen with its cgroup, as `docker pause` does it"
    return f"is stopped by {trap.signal or 'a signal'}{STOPS.get(trap.signal, '')}"


def _of_lock(trap: hang_traps.LockCopied) -> str:
    """For what lock a process waits that no thread of it can release."""
    if trap.held:
        return (
            "waits for a lock that was held when it was forked: it has a copy of the lock, but "
            "not the thread that would release it"
        )
    if trap.forked and trap.beside:
        had = "another thread" if trap.beside == 1 else f"{trap.beside} other threads"
        return (
            "waits for a lock, and has no thread that could release it. When it was forked, its "
            f"parent had {had}: a lock that was held then is locked in the copy forever"
        )
    if trap.forked:
        return (
            "waits for a lock that nobody but itself could release: it has taken the lock itself, "
            "or a copy of it that was locked when it was forked"
        )
    return "waits for a lock that nobody but itself could release"


def _awaiting(hang: Hang, what: str) -> Blocked:
    """The first of the chain that waits for this; who asks a fork server for an end does not."""
    found = (
        each
        for each in hang.chain
        if each.awaits == what and SERVER not in (each.process, _next(hang, each).process)
    )
    return next(found, hang.chain[-1])


def _crossing(hang: Hang) -> Blocked:
    """The first of the chain that waits for a lock which another process holds."""
    found = (
        each for each in hang.chain if each.awaits == "lock" and _next(hang, each).pid != each.pid
    )
    return next(found, _awaiting(hang, "lock"))


def _finished(hang: Hang) -> Blocked:
    """The process that waits for a thread of its own: the first of the chain that does."""
    chain = hang.chain
    alone = (each for each in chain if each.awaits in ("lock", "thread") and each.thread is None)
    return next(alone, chain[-1])


def _next(hang: Hang, blocked: Blocked) -> Blocked:
    return next((each for each in hang.chain if each.pid == blocked.for_process), blocked)


def _whom(hang: Hang, blocked: Blocked) -> str:
    """The next of the chain behind one; who asks a fork server waits for whom that waits for."""
    following = _next(hang, blocked)
    return _who(_next(hang, following) if following.process == SERVER else following)


def _fd(reader: Blocked, holder: Blocked) -> str:
    found = [each.fd for each in reader.ends if each.pid == holder.pid]
    return f" (fd {found[0]})" if found else ""


def _who(blocked: Blocked | EarlierEnd) -> str:
    """A process within a sentence."""
    role = blocked.process in ("parent", "worker", "manager", SERVER, "resource tracker")
    return with_article(blocked.process) if role else named(blocked)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
