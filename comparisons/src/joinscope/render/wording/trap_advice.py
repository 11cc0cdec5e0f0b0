"""What to do about a trap of a program that did not hang, in the words of its language."""

from signal import SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGKILL, SIGSEGV, SIGSYS, SIGTRAP

from joinscope.explanation import known_traps
from joinscope.explanation.known_traps import Raised, Trap
from joinscope.render.wording.languages import WordingLanguage

# What to do about a wait that did not tell of an end, by what came of it instead.
IN_VAIN = {
    "no_child": "wait for the PID that the fork has returned, in the process that forked.",
    "another": "each wait takes one child: call it once for each, until it fails with ECHILD.",
    "not_yet": "with WNOHANG it does not wait: leave that out, or call it until it tells.",
    "interrupted": "call it again where it fails with EINTR, or set the handler with SA_RESTART.",
}
SHELL_WAITS = (
    "`wait` waits for jobs of the shell that runs it alone: keep the PID of each ($!) and wait for "
    "every one; what a pipeline or ( ... ) has started has to be waited for inside of it."
)
SUBSTITUTED = (
    "start each job without $( ), in the shell that is to wait for it, and keep its PID there: "
    '`job & pids="$pids $!"`, then `wait "$pid"` for each.'
)
# How a program sets SIGCHLD back, and how a child ends at once, by its language.
DEFAULT: dict[WordingLanguage, str] = {
    "python": "signal.signal(signal.SIGCHLD, signal.SIG_DFL)",
    "c": "signal(SIGCHLD, SIG_DFL)",
    "perl": "$SIG{CHLD} = 'DEFAULT'",
}
EXITS: dict[WordingLanguage, str] = {"python": "os._exit(0)", "c": "_exit(0)", "perl": "exit(0)"}
# The same where an exec has failed, with the status by which a shell tells of that.
FAILED: dict[WordingLanguage, str] = {
    "python": "os._exit(127)",
    "c": "_exit(127)",
    "perl": "exit(127)",
}
FAULTS = (SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSYS, SIGTRAP)


def trap_advice(  # noqa: C901, PLR0912 - an arm for each
    trap: Trap, language: WordingLanguage
) -> str:
    """What to do about it."""
    python, in_c = language == "python", language == "c"
    match trap:
        case known_traps.TimeoutIgnored():
            return "look at is_alive() until the time is up; close no descriptors of others."
        case known_traps.TimedOut():
            return (
                "look at exitcode after join(timeout): it is None while the worker runs. Then wait "
                "on, or terminate() it and join() it again."
            )
        case known_traps.SentinelHeld():
            return "join() without a timeout waits for the worker itself, or look at is_alive()."
        case known_traps.JoinedByStranger():
            return (
                "join where you start; let other processes wait for a message or an Event of "
                "multiprocessing."
            )
        case known_traps.StatusIgnored():
            how = f": {DEFAULT[language]}" if language in DEFAULT else ""
            return f"leave SIGCHLD at its default where children are waited for{how}."
        case known_traps.StatusTakenByThread():
            return "join a worker in one thread only."
        case known_traps.StatusTakenByCall():
            if python:
                return (
                    "wait for the PIDs that are yours, one by one, and not by os.wait() or "
                    "os.waitpid(-1, ...) for any child; nor in a handler of SIGCHLD."
                )
            return (
                "wait for the PIDs one by one, and look whether a wait failed; or keep what a wait "
                "for any child brings."
            )
        case known_traps.NoStatusInPipe():
            return "join a worker in one thread only, and do not kill the fork server."
        case known_traps.NeverReaped():
            if python:
                return (
                    "wait for each process that you start: join() of multiprocessing, wait() of "
                    "subprocess, os.waitpid() after os.fork()."
                )
            if not in_c:
                return "wait for each child by its PID, or for any until there is none left."
            return (
                "wait for each child: waitpid(pid, &status, 0), again as long as it fails with "
                "EINTR; or waitpid(-1, ...) until it fails with ECHILD. pclose() waits for what "
                "popen() has started."
            )
        case known_traps.Orphaned(signal):
            if signal and python:
                return (
                    "to end all that a command has started, give it start_new_session=True, and "
                    "send the signal to its group: os.killpg()."
                )
            if signal:
                return "to end all of them, put them into one process group, and kill that."
            return (
                "if it belongs to the work, let its parent wait for it before it ends; what is "
                "meant to run on by itself needs nothing."
            )
        case known_traps.JoinedAtExit():
            return "call join() where the program should wait, so that a reader sees it."
        case known_traps.FullPipe(queue):
            if queue:
                return "get() what is in the queue before join() (gh-73983)."
            return "read the pipe to its end before you wait for its writer."
        case known_traps.DaemonTerminated():
            return "join() it before the end of the program, or start it without daemon=True."
        case known_traps.EndedBySignal(signal):
            return _by_signal(_of_signal(signal), language)
        case known_traps.HandlerInherited():
            return _of_handler(python=python, in_c=in_c)
        case known_traps.PipelineStatus():
            return (
                "write into a file instead of the pipe, and look at the command's own status; or "
                "`set -o pipefail` (bash; sh from POSIX 2024 on): the status is then that of the "
                "last command that failed."
            )
        case known_traps.BusyWait():
            if python:
                return "join() or wait() waits without looking, and with a timeout for so long."
            if not in_c:
                return "a wait without WNOHANG lasts until it has ended, and takes no time for it."
            return "waitpid() without WNOHANG waits until it has ended, and takes no time for it."
        case known_traps.OneByOne():
            if python:
                return (
                    "if they may run at the same time, start all of them first, then wait for each "
                    "in a second loop; or give the work to a Pool or a ProcessPoolExecutor."
                )
            return (
                "if they may run at the same time, fork all of them first, then wait for each in a "
                "second loop."
            )
        case known_traps.Raised():
            return raised_advice(trap, of_worker=True)
        case known_traps.ErrorUnread():
            return (
                "call get() of each result: it raises the exception of its task; or give "
                "apply_async() and map_async() an error_callback=."
            )
        case known_traps.ExitFunctionsLeft():
            return (
                "do what a worker has to do at its end in its own function, by `try: ... finally:` "
                "or `with`; and flush() or close() there what it writes to files: os._exit() "
                "writes no buffer out."
            )
        case known_traps.StatusTruncated():
            words = "; os.waitstatus_to_exitcode() makes one of a status word" if python else ""
            return f"exit with a number from 0 to 255{words}."
        case known_traps.ForkedOn(_, failed) if failed:
            ends = f" by {FAILED[language]}" if language in FAILED else ""
            does = "raises an exception" if python else "returns"
            return f"an exec that fails {does}: end the child right behind it{ends}."
        case known_traps.ForkedOn():
            ends = f": {EXITS[language]}" if language in EXITS else ""
            return f"if only the parent should, end the child in its own branch{ends}."
        case known_traps.BufferCopied(_, _, _, _, printed) if printed:
            return "write it out before the fork: fflush() of that file."
        case known_traps.BufferCopied():
            if not python and not in_c:
                return "write it out before the fork: flush what is in the buffer."
            flush = "print(..., flush=True)" if python else "fflush(stdout)"
            return f"write it out before the fork, by {flush}; or end the child by _exit()."
        case known_traps.PipeKeptOpen():
            if python:
                return (
                    "start the command with start_new_session=True, and end its group by "
                    "os.killpg(); or wait for the process instead of the end of its output."
                )
            return "start the command in a process group of its own, and end that."
        case known_traps.TaskOutlived():
            return (
                "give the task a time limit of its own, or wait for nothing: "
                "shutdown(wait=False, cancel_futures=True)."
            )


def raised_advice(trap: Raised, *, of_worker: bool) -> str:
    """What to do about an exception that has ended a worker, or else the program itself."""
    if trap.error.startswith(known_traps.BROKEN):
        return (
            f"find out why {'that' if trap.lost else 'a'} worker ended: os._exit(), a signal, a "
            "crash or an initializer that raises breaks the executor; an exception of a task does "
            "not, result() raises it."
        )
    if trap.imports:
        return (
            "under spawn and forkserver each worker imports the program: put what it does below "
            '`if __name__ == "__main__":`.'
        )
    if "daemonic processes are not allowed to have children" in trap.error:
        return (
            "the workers of a Pool are daemons: use ProcessPoolExecutor there, whose workers are "
            "none, or give all of the work to one Pool."
        )
    if "pickle" in trap.error:
        return (
            "what a process is given is pickled, but for the target of one that is forked: use "
            "functions and classes that stand at the top of a module, no lambda and no local one."
        )
    if trap.manager:
        return (
            "keep the Manager until all who use it have ended: join() them inside of `with "
            "Manager()`, or before shutdown()."
        )
    mend = "mend what raised it, or catch it."
    if not of_worker:
        return mend
    return (
        f"{mend} The parent learns only that a worker exited with 1 (exitcode); Pool and "
        "ProcessPoolExecutor hand the exception itself on."
    )


def sent_signal(language: WordingLanguage) -> str:
    """What to do about a signal of which the line is shown that sends it: who does is known."""
    return _by_signal("if the program means to end it so, there is nothing to do", language)


def _by_signal(text: str, language: WordingLanguage) -> str:
    if language != "c":
        return f"{text}."
    return f"{text}; look at WIFEXITED(status) before WEXITSTATUS()."


def _of_signal(signal: int) -> str:
    """What a process killed by this signal has probably met."""
    if signal in FAULTS:
        return "the process did that itself, by a bad pointer, abort() or a failed assert()"
    if signal == SIGKILL:
        return "if no line of the program sends it, the kernel did (out of memory), or a person"
    return "if the program does not send it on purpose, find out who does"


def _of_handler(*, python: bool, in_c: bool) -> str:
    if not python and not in_c:
        return "set the handler when the worker has been made."
    reset = "signal.signal(..., signal.SIG_DFL)" if python else "signal(..., SIG_DFL)"
    late = ", or start it by spawn" if python else ""
    return (
        f"set it back first thing in the worker, by {reset}; or set the handler when the worker "
        f"has been made{late}."
    )
