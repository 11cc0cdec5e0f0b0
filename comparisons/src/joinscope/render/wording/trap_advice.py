"""What to do about a trap of a program that did not hang, in the words of its language."""

from joinscope.explanation import known_traps
from joinscope.explanation.known_traps import Trap
from joinscope.vocabulary import Language


def trap_advice(  # noqa: C901, PLR0912 - an arm for each
    trap: Trap, language: Language
) -> str:
    """What to do about it."""
    python = language == "python"
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
            default = "signal.signal(signal.SIGCHLD, signal.SIG_DFL)"
            if not python:
                default = "signal(SIGCHLD, SIG_DFL)"
            return f"leave SIGCHLD at its default where children are waited for: {default}."
        case known_traps.StatusTakenByThread():
            return "join a worker in one thread only."
        case known_traps.StatusTakenByCall():
            if python:
                return (
                    "wait for the PIDs that are yours, one by one, and not by os.wait() or "
                    "os.waitpid(-1, ...) for any child; nor in a handler of SIGCHLD."
                )
            return "wait for the PIDs one by one, or keep what a wait for any child brings."
        case known_traps.NoStatusInPipe():
            return "join a worker in one thread only, and do not kill the fork server."
        case known_traps.NeverReaped():
            if python:
                return (
                    "wait for each process that you start: join() of multiprocessing, wait() of "
                    "subprocess, os.waitpid() after os.fork()."
                )
            return (
                "wait for each child: waitpid(pid, &status, 0), again as long as it fails with "
                "EINTR; or waitpid(-1, ...) until it fails with ECHILD."
            )
        case known_traps.Orphaned():
            wait = "join()" if python else "waitpid(pid, &status, 0)"
            return (
                f"if the program should wait for it, call {wait} before its end; a process that is "
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
        case known_traps.EndedBySignal():
            return (
                "if no line of yours sends it: SIGKILL may be the kernel, out of memory, SIGSEGV "
                "and SIGABRT are faults of the worker's own."
            )
        case known_traps.StatusTruncated():
            return "exit with a number from 0 to 255."
        case known_traps.ForkedOn():
            ends = "os._exit(0)" if python else "_exit(0)"
            return f"if only the parent should, end the child in its own branch: {ends}."
        case known_traps.BufferCopied():
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
