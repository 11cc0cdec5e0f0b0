"""The known traps in sentences, with the issues of CPython that tell of them."""

from joinscope.explanation import known_traps
from joinscope.explanation.known_traps import SentinelHeld, TimedOut, Trap
from joinscope.render.wording.durations import duration
from joinscope.vocabulary import Language

LINES = 6  # of a program's, that a sentence names


def trap_text(trap: Trap, language: Language) -> str:  # noqa: C901, PLR0912 - an arm for each
    """What happened to a worker, and why; `language` is that of its program."""
    match trap:
        case known_traps.TimeoutIgnored(blocked):
            return (
                "The timeout did not hold: the sentinel was ready though the worker still ran (it "
                "had closed its descriptors, or executed another program), and then wait4 had no "
                f"timeout and blocked for {duration(blocked)} (gh-79838)."
            )
        case known_traps.TimedOut():
            return (
                f"{_gave_up(trap)} while it still ran: join() returns None all the same, and only "
                "exitcode or is_alive() tell."
            )
        case known_traps.SentinelHeld():
            return (
                f"{_gave_up(trap)} though it had ended: a process that it had made still held the "
                "sentinel."
            )
        case known_traps.JoinedByStranger(refused):
            then = (
                ": AssertionError."
                if refused
                else ", with asserts off (python -O): what it returns tells nothing."
            )
            return f"join() was called in a process that is not its parent{then}"
        case known_traps.StatusIgnored():
            then = "" if language == "c" else ", and exitcode stays None"
            return (
                "SIGCHLD is ignored, so its exit status went nowhere: wait4 blocks until it has "
                f"ended, then fails with ECHILD{then}."
            )
        case known_traps.StatusTakenByThread():
            return (
                "Two threads waited for it, and one took its status: in the other wait4 fails with "
                "ECHILD, and exitcode may stay None (gh-130895, gh-148318)."
            )
        case known_traps.StatusTakenByCall():
            if language == "c":
                return (
                    "Its exit status was taken by another call of the parent, so that a later wait "
                    "for it fails with ECHILD."
                )
            return (
                "Its exit status was taken by another call of the parent, so that a later wait4 "
                "for it fails with ECHILD: multiprocessing's exitcode then stays None (gh-92881), "
                "subprocess's returncode is 0."
            )
        case known_traps.NoStatusInPipe(taken):
            why = "another join() had taken it" if taken else "nothing had come"
            return (
                f"A join() found no status in the pipe that it should come through: {why}. Python "
                "takes that for exit code 255 (gh-130895)."
            )
        case known_traps.NeverReaped(zombie, cut_short):
            if cut_short:
                return (
                    "Nobody had taken its status when the run was cut short: it had been a zombie "
                    f"for {duration(zombie)}."
                )
            return (
                f"Nobody took its status: it stayed a zombie for {duration(zombie)}, until its "
                "parent ended."
            )
        case known_traps.JoinedAtExit():
            return "The program did not join it: multiprocessing did, when the interpreter exited."
        case known_traps.FullPipe(queue):
            what = "get what it puts before join() (gh-73983)"
            if not queue:
                what = "read what it writes before you wait for it"
            return (
                f"A deadlock: it waits for room in the pipe{' of its queue' if queue else ''}, and "
                f"its parent, which should read from that, waits for it to end: {what}."
            )
        case known_traps.DaemonTerminated():
            return "It is a daemon: multiprocessing ended it when the interpreter exited."
        case known_traps.EndedBySignal(signal):
            if language == "c":
                return f"A signal ended it, so it has no exit status: WTERMSIG() gives {signal}."
            return f"A signal ended it, which Python tells by a negative number: {-signal}."
        case known_traps.StatusTruncated(given, kept):
            return f"It exited with {given}, of which a parent gets 8 bits: {kept}."
        case known_traps.ForkedOn(lines):
            shown = ", ".join(map(str, lines[:LINES]))
            more = ", and more" if len(lines) > LINES else ""
            ends = "os._exit(0)" if language == "python" else "_exit(0)"
            return (
                "After the fork it went on with its parent's code: both ran "
                f"line{'s' if len(lines) > 1 else ''} {shown}{more}. If only the parent should, "
                f"end the child in its own branch: {ends}."
            )
        case known_traps.BufferCopied(line, lines):
            which = f'"{line}"' + (f" and {lines - 1} more" if lines > 1 else "")
            flush = "flush=True in print()" if language == "python" else "fflush(stdout)"
            return (
                f"It and its parent printed nothing since the fork until both wrote {which} as "
                "they ended. If that was printed once, before the fork, it stood in the buffer "
                f"that fork() copied: write it out first, by {flush}."
            )
        case known_traps.PipeKeptOpen(holder, waited):
            end = (
                "start it with start_new_session=True, and end its group by os.killpg()"
                if language == "python"
                else "start it in a process group of its own, and end that"
            )
            return (
                f"It had ended, but worker {holder} held the pipe that was read to its end, for "
                f"another {duration(waited)}: what a command has started inherits its pipes. To "
                f"end all of them, {end}."
            )
        case known_traps.TaskOutlived(waited, line):
            return (
                "The timeout of result() ended the wait, not the task: the executor's shutdown() "
                f"then waited for the task for {duration(waited)} (line {line}). cancel() stops no "
                "running task, either. Give the task a time limit of its own, or wait for nothing: "
                "shutdown(wait=False, cancel_futures=True)."
            )


def _gave_up(trap: TimedOut | SentinelHeld) -> str:
    longest = duration(trap.longest)
    if trap.times == 1:
        return f"A join() with a timeout gave up after {longest}"
    return f"{trap.times} times a join() with a timeout gave up, after {longest} at most,"
