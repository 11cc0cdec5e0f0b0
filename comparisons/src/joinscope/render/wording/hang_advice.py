"""What to do about a hang, by its trap, in the words of the program's language."""

from joinscope.explanation import hang_traps
from joinscope.explanation.hang_traps import (
    TRAP_IDS,
    BarrierUnmet,
    HangTrap,
    LockHolderEnded,
    WaitCycle,
)
from joinscope.explanation.known_traps import FullPipe, TimedOut
from joinscope.explanation.model import Hang
from joinscope.live.wait import Awaited
from joinscope.render.wording.languages import WordingLanguage

# What ends a wait, by what is waited for.
GIVES: dict[Awaited | None, str] = {
    "data": "write what the other reads, or close your end of it",
    "room": "read what the other writes",
    "event": "write what the other waits for",
    "lock": "release what the other waits for",
    "signal": "send the signal",
}
RESULTS = "_handle_results"  # what runs in the thread of a Pool that takes results


def advice(trap: HangTrap, language: WordingLanguage) -> str:  # noqa: C901, PLR0912, PLR0915 - an arm for each
    """What to do about it."""
    python, in_c = language == "python", language == "c"
    match trap:
        case FullPipe(queue):
            if queue:
                return "get() what is in the queue before join() (gh-73983)."
            if python:
                return (
                    "read before you wait for the writer: recv() before join(), or communicate() "
                    "instead of wait()."
                )
            return "read the pipe to its end before you wait for its writer."
        case hang_traps.PipeNeverRead():
            if python:
                return (
                    "get() what was put before the program ends; for a Queue that nobody needs any "
                    "more, cancel_join_thread() lets the process end without its data."
                )
            return "start who reads it first."
        case hang_traps.PipesFull():
            if python:
                return "read while you write: communicate() does both; or write in a thread."
            return "read while you write, by poll() or in a thread or process of its own."
        case hang_traps.TaskLost(terminated) if terminated:
            return "get() the results before the Pool ends; or close() it, then join() it."
        case hang_traps.WorkersReplaced():
            return (
                "mend what the workers write to standard error: the initializer fails, or the "
                "module cannot be imported anew (under spawn it needs `if __name__ == "
                '"__main__":\').'
            )
        case hang_traps.QueueEmpty():
            return (
                "put an item that means the end, such as None, once for each worker, and let the "
                "worker return at it."
            )
        case hang_traps.TasksUndone():
            return "call task_done() after each get(), also where an item is skipped or fails."
        case hang_traps.OtherPipeFull():
            if python:
                return (
                    "read both at once: communicate() does; or give the command one pipe for both "
                    "(stderr=subprocess.STDOUT), or DEVNULL for what you do not read."
                )
            return "read both at once, by poll() or in a thread; or let both go through one pipe."
        case hang_traps.BothRead():
            if python:
                return (
                    "flush() what you have written, and close the pipe if the other reads to its "
                    "end before it answers; communicate() does all of that."
                )
            return (
                "flush what you have written, and close the pipe if the other reads to its end "
                "before it answers, as sort does."
            )
        case hang_traps.TaskLost():
            return (
                "mend what ended that worker: a task that cannot go on raises an exception, and "
                "does not exit. With a Pool only a timeout tells of it: map_async(...).get(timeout)"
                ". With a ProcessPoolExecutor result() does: it raises BrokenProcessPool, or the "
                "SystemExit of the task."
            )
        case hang_traps.PipeHeldByItself(_, line) if line:
            return (
                "let the worker return instead of os._exit(); or call close() and join_thread() of "
                "the Queue before it."
            )
        case hang_traps.PipeHeldByItself() if python:
            return (
                "close the other end in the process that reads. A Queue does not tell that its "
                "writers have ended: look at is_alive(), or use get(timeout=...)."
            )
        case hang_traps.PipeHeldByWaiter() if python:
            return (
                "close the writing end before you wait: communicate() of subprocess does that; "
                "after a fork close in each process the ends that it does not use."
            )
        case hang_traps.PipeHeldByWaiter() | hang_traps.PipeHeldByItself():
            return (
                "before you wait, close each end of a pipe in every process that does not use it."
            )
        case hang_traps.PipeHeldBySibling():
            return (
                "close that copy in the process that has inherited it; or, in the parent, close "
                "all such ends before you wait for the first reader. spawn and forkserver pass on "
                "only what they are given."
            )
        case hang_traps.PipeHeldByOrphan(sentinel) if sentinel:
            return (
                "join() without a timeout returns at once; and end what the worker has made before "
                "the worker ends."
            )
        case hang_traps.PipeHeldByOrphan():
            if python:
                return (
                    "start the command with start_new_session=True, and end its whole group with "
                    "os.killpg()."
                )
            return "put the command into a process group of its own, and end the whole group."
        case hang_traps.LockCopied(forked, beside, held):
            if forked and python and beside:
                return "use spawn or forkserver, or fork before any thread is started."
            if forked and (held or python):
                return "fork while no lock is held, or execute a program after the fork."
            again = {"python": " (RLock)", "c": " (PTHREAD_MUTEX_RECURSIVE)"}.get(language, "")
            return f"release it first, or use a lock that its holder may take again{again}."
        case hang_traps.ProcessStopped(how="tracer"):
            return "have the debugger let it go on, or detach it."
        case hang_traps.ProcessStopped(how="cgroup"):
            return (
                "thaw the cgroup: `docker unpause`, `systemctl thaw`, or write 0 to its "
                "cgroup.freeze."
            )
        case hang_traps.ProcessStopped(signal="SIGTTOU" | "SIGTTIN" as signal):
            return _at_terminal(signal, language)
        case hang_traps.ProcessStopped():
            return f"kill -CONT lets it go on. {_told_of_stops(language)}"
        case hang_traps.ChildrenUnreaped():
            if not python and not in_c:
                return "in the handler, wait for any child with WNOHANG until none is left."
            call = "os.waitpid(-1, os.WNOHANG)" if python else "waitpid(-1, &status, WNOHANG)"
            none = "gives the PID 0, or fails" if python else "returns 0 or -1"
            return f"in the handler, call {call} until it {none}."
        case hang_traps.FifoUnopened(_, opens):
            other = "writing" if opens == "reading" else "reading"
            flag = "os.O_NONBLOCK" if python else "O_NONBLOCK"
            without = (
                f"with {flag} it does not wait"
                if opens == "reading"
                else f"with {flag} it fails at once (ENXIO)"
            )
            return (
                f"open it for {other} in another process, or thread, at the same time: each end "
                f"waits for the other; {without}."
            )
        case hang_traps.BarrierUnmet():
            return (
                "where one that should come may fail or end before, let it call abort() of the "
                "Barrier; or wait(timeout): both raise BrokenBarrierError in those who wait. Look, "
                "too, whether the number of its parties is right."
            )
        case hang_traps.NotifyAwaited(_, at) if at == "Event":
            return (
                "set() it on every way that its setter may take, also where that fails; or wait "
                "with a timeout, and look whether the setter is_alive()."
            )
        case hang_traps.NotifyAwaited():
            return (
                "a Condition does not remember a notify() that came while nobody waited. Keep what "
                "is waited for in a shared value, set it before notify(), and use "
                "wait_for(lambda: ...), which looks at it first; or use an Event, which stays set."
            )
        case hang_traps.SignalAwaited(came) if came and (python or in_c):
            block = "signal.pthread_sigmask()" if python else "sigprocmask()"
            wait = "signal.sigwait()" if python else "sigsuspend() or sigwait()"
            return (
                f"block the signal by {block} before it can come, and wait for it by {wait}: one "
                "that comes earlier is kept until then."
            )
        case hang_traps.SignalAwaited():
            return (
                "send it that signal; or, if it should wait for something else, such as a child or "
                "a pipe, wait for that."
            )
        case hang_traps.LockHeldByWaiter(_, crossed) if crossed:
            return "take several locks in the same order everywhere, or use a single one."
        case hang_traps.LockHeldByWaiter():
            return "release the lock before you wait."
        case hang_traps.WaitCycle(lock) if lock:
            way = ": `with` does" if python else ""
            return (
                f"release it on every way out of the code that has taken it{way}. If another "
                "process was to release it, let that do so before it waits."
            )
        case hang_traps.WaitCycle():
            return "break the cycle at one place: do what the other waits for before you wait."
        case hang_traps.SignalSwallowed(at_exit=True):
            return (
                "end the worker where KeyboardInterrupt is caught, or in a `finally`: terminate() "
                "it, then join() it; or start it with daemon=True: who is a daemon is terminated "
                "at the exit."
            )
        case hang_traps.SignalSwallowed():
            if python:
                return (
                    "in the worker, set the signal back: signal.signal(signal.SIGTERM, "
                    "signal.SIG_DFL); or call kill() of the Process: SIGKILL cannot be handled."
                )
            return (
                "in the child, set the signal back to its default and unblock it; or send SIGKILL, "
                "which cannot be handled."
            )
        case hang_traps.ThreadRemains():
            return (
                "tell the thread to end, for instance by an Event that it looks at, or make it a "
                "daemon: Thread(..., daemon=True)."
            )
        case hang_traps.ThreadFailed(thread) if RESULTS in thread:
            return (
                "make what the task returns or raises such that it can be unpickled: an exception "
                "class passes all of its arguments on to super().__init__()."
            )
        case hang_traps.ThreadFailed():
            return (
                "mend the exception that standard error shows, or catch it in the thread, so that "
                "whoever waits is told."
            )
        case hang_traps.WakerMissing(forked):
            if forked:
                return (
                    "a fork copies no threads: make an executor, or what starts a thread, behind "
                    "it. Between processes use multiprocessing's Event, Condition and Queue: those "
                    "of threading and queue are copied by a fork."
                )
            return "start the thread that wakes it first, or wait with a timeout."
        case hang_traps.ThreadsStuck():
            return (
                "look at which thread should wake which, in the lines below; a wait with a timeout "
                "finds out that nobody does."
            )
        case hang_traps.LockHolderEnded(killed, queue) if killed and queue:
            return (
                "do not kill who may wait in get(), which holds the lock meanwhile: put an item "
                "that means the end, such as None, and join() it. Who was killed leaves the Queue "
                "locked: make a new one for those that come after it."
            )
        case hang_traps.LockHolderEnded(killed) if killed:
            return (
                "do not kill a process that may hold a lock: tell it to end, and wait for it"
                f"{', by join()' if python else ''}. A lock that it leaves stays locked: make a "
                "new one for those that go on."
            )
        case hang_traps.LockHolderEnded():
            return (
                "release the lock on every way out, also that of an exception: `with lock:` does."
                if python
                else "release the lock on every way out of the code that holds it."
            )


def _break_cycle(hang: Hang) -> str:
    """What to do about a cycle, by what those in it wait for."""
    cycle = hang.chain[hang.back or 0 :]
    does = [*dict.fromkeys(GIVES[each.awaits] for each in cycle if each.awaits in GIVES)]
    if not does:
        return advice(WaitCycle(), "python")
    *others, last = does
    verbs = f"{', '.join(others)} or {last}" if others else last
    return f"break the cycle at one place: {verbs} before you wait for the other."


def hang_help(hang: Hang, language: WordingLanguage) -> tuple[str, str]:
    """What to do about a hang, and the id of the trap that tells more; both may be empty."""
    if isinstance(hang.trap, WaitCycle) and not hang.trap.lock:
        return _break_cycle(hang), TRAP_IDS[WaitCycle]
    if isinstance(hang.trap, WaitCycle) and any(each.at == "kill" for each in hang.marks):
        return advice(LockHolderEnded(killed=True), language), TRAP_IDS[LockHolderEnded]
    if hang.trap is not None:
        return advice(hang.trap, language), TRAP_IDS[type(hang.trap)]
    if hang.chain[-1].python == "barrier":
        text = (
            "look whether as many can wait at the Barrier at one time as it has parties: a Pool or "
            "an executor runs no more tasks at once than it has workers."
        )
        return text, TRAP_IDS[BarrierUnmet]
    if any(each.at == "expire" for each in hang.marks):
        text = (
            "a join with a timeout only stops waiting: where is_alive() is true behind it, "
            "terminate() the worker and join() it again, or give it a time limit of its own."
        )
        return text, TRAP_IDS[TimedOut]
    return "", ""


def _at_terminal(signal: str, language: WordingLanguage) -> str:
    """What to do about a process that the terminal stops, as it is in the background."""
    if language not in ("python", "c"):
        return "bring its process group to the foreground of the terminal before it uses that."
    python = language == "python"
    front = "os.tcsetpgrp()" if python else "tcsetpgrp()"
    ignore = (
        f"signal.signal(signal.{signal}, signal.SIG_IGN)"
        if python
        else (f"signal({signal}, SIG_IGN)")
    )
    if signal == "SIGTTIN":
        other = f"give it another standard input, such as {'DEVNULL' if python else '/dev/null'}"
    else:
        other = f"let it ignore the signal: {ignore}"
    return (
        f"bring its process group to the foreground by {front}, or {other}. After SIGCONT alone "
        f"the terminal stops it again when it does the same in the background. "
        f"{_told_of_stops(language)}"
    )


def _told_of_stops(language: WordingLanguage) -> str:
    flag = "os.WUNTRACED" if language == "python" else "WUNTRACED"
    return f"With {flag} waitpid() tells of a stop, too."
