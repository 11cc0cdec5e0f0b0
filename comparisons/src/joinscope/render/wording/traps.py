"""The known traps in sentences, with the issues of CPython that tell of them."""

from joinscope.explanation import known_traps
from joinscope.explanation.known_traps import SentinelHeld, TimedOut, Trap
from joinscope.render.wording.durations import duration
from joinscope.render.wording.languages import WordingLanguage
from joinscope.vocabulary import signal_name

LINES = 6  # of a program's, that a sentence names


def trap_text(  # noqa: C901, PLR0912 - an arm for each
    trap: Trap, language: WordingLanguage, who: str = "the worker"
) -> str:
    """What happened to a worker, `who`, and why; `language` is that of its program."""
    worker = f"{who[:1].upper()}{who[1:]}"
    match trap:
        case known_traps.TimeoutIgnored(blocked):
            return (
                f"The timeout of join() did not hold: the sentinel was ready though {who} still "
                "ran (it had closed its descriptors, or executed another program), and then wait4 "
                f"had no timeout and blocked for {duration(blocked)} (gh-79838)."
            )
        case known_traps.TimedOut():
            text = f"{_gave_up(trap)} while {who} still ran: join() returns None all the same"
            if trap.tested:
                return (
                    f"{text}. The program then tested exitcode, which was None: an `if` takes "
                    "that for false, like the 0 of a success."
                )
            return f"{text}, and only exitcode or is_alive() tell."
        case known_traps.SentinelHeld():
            return (
                f"{_gave_up(trap)} though {who} had ended: a process that it had made still held "
                "the sentinel."
            )
        case known_traps.JoinedByStranger(refused):
            then = (
                ": AssertionError."
                if refused
                else ", with asserts off (python -O): what it returns tells nothing."
            )
            return f"join() of {who} was called in a process that is not its parent{then}"
        case known_traps.StatusIgnored():
            then = ", and exitcode stays None" if language == "python" else ""
            return (
                f"SIGCHLD is ignored, so the exit status of {who} went nowhere: wait4 blocks until "
                f"it has ended, then fails with ECHILD{then}."
            )
        case known_traps.StatusTakenByThread():
            return (
                f"Two threads waited for {who}, and one took its status: in the other wait4 fails "
                "with ECHILD, and exitcode may stay None (gh-130895, gh-148318)."
            )
        case known_traps.StatusTakenByCall():
            by = "a wait for any child" if trap.any_child else "another call of the parent"
            taken = (
                f"The exit status of {who} was taken by {by}, so that a later wait for it fails "
                "with ECHILD"
            )
            if language != "python":
                return f"{taken}."
            return (
                f"{taken}: multiprocessing's exitcode then stays None (gh-92881), subprocess's "
                "returncode is 0."
            )
        case known_traps.NoStatusInPipe(taken):
            why = "another join() had taken it" if taken else "nothing had come"
            return (
                f"A join() of {who} found no status in the pipe that it should come through: "
                f"{why}. Python takes that for exit code 255 (gh-130895)."
            )
        case known_traps.NeverReaped(zombie, cut_short):
            if cut_short:
                return (
                    f"Nobody had taken the status of {who} when the run was cut short: it had been "
                    f"a zombie for {duration(zombie)}."
                )
            return (
                f"Nobody took the status of {who}: it stayed a zombie for {duration(zombie)}, "
                "until its parent ended."
            )
        case known_traps.Orphaned():
            ended = f"was killed by {signal_name(trap.signal)}" if trap.signal else "ended"
            return (
                f"{worker} still ran when its parent {ended}: no process of the program waited "
                "for it, or learned how it ended."
            )
        case known_traps.BusyWait(times, every):
            return (
                f"The program asked {times} times, every {duration(every)}, whether {who} had "
                "ended, instead of waiting until it had."
            )
        case known_traps.OneByOne(first, last):
            return (
                f"Workers {first} to {last} ran one after the other: each was started only when "
                "the one before it had been waited for."
            )
        case known_traps.Raised(error, imports, _, manager):
            when = ", as it imported the program anew" if imports else ""
            text = f"{worker} ended by an exception that nothing caught{when}: {error.rstrip('.')}."
            return f"{text} It asked a Manager whose process had ended." if manager else text
        case known_traps.ErrorUnread():
            return _of_unread(trap)
        case known_traps.HandlerInherited(signal, status):
            return (
                f"{worker} was sent {signal_name(signal)}, which ends who has no handler: it ran "
                f"the one that it had inherited from its parent, and then exited with {status}."
            )
        case known_traps.PipelineStatus():
            return _of_pipeline(trap, worker)
        case known_traps.ExitFunctionsLeft():
            return (
                f"multiprocessing ended {who} by os._exit(), as each that is forked: what was "
                "registered with atexit did not run in it."
            )
        case known_traps.JoinedAtExit():
            return (
                f"The program did not join {who}: multiprocessing did, when the interpreter exited."
            )
        case known_traps.FullPipe(queue):
            return (
                f"A deadlock: {who} waits for room in the pipe{' of its queue' if queue else ''}, "
                "and its parent, which should read from that, waits for it to end."
            )
        case known_traps.DaemonTerminated():
            return f"{worker} is a daemon: multiprocessing ended it when the interpreter exited."
        case known_traps.EndedBySignal(signal):
            name = signal_name(signal)
            if language == "c":
                return (
                    f"{name} killed {who}, so it has no exit status: WIFEXITED() is false, and "
                    f"WTERMSIG() gives {signal}."
                )
            if language != "python":
                return f"{name} killed {who}, so it has no exit status."
            return f"{name} killed {who}, which Python tells as a negative number: {-signal}."
        case known_traps.StatusTruncated(given, kept):
            return f"{worker} exited with {given}, of which a parent gets 8 bits: {kept}."
        case known_traps.ForkedOn(lines, failed):
            shown = ", ".join(map(str, lines[:LINES]))
            more = ", and more" if len(lines) > LINES else ""
            after = f"its exec had failed ({failed})" if failed else "the fork"
            return (
                f"After {after} {who} went on with its parent's code: both ran "
                f"line{'s' if len(lines) > 1 else ''} {shown}{more}."
            )
        case known_traps.BufferCopied(_, _, file, _, printed) if printed:
            return (
                f"What was printed to {file} before the fork, at line {printed}, stood in the "
                f"buffer that fork() copied: {who} wrote it as it exited, and its parent writes it "
                "as well."
            )
        case known_traps.BufferCopied(line, lines):
            which = f'"{line}"' + (f" and {lines - 1} more" if lines > 1 else "")
            return (
                f"{worker} and its parent printed nothing since the fork until both wrote {which} "
                "as they ended. If that was printed once, before the fork, it stood in the buffer "
                "that fork() copied."
            )
        case known_traps.PipeKeptOpen(holder, waited):
            return (
                f"{worker} had ended, but worker {holder} held the pipe that was read to its end, "
                f"for another {duration(waited)}: what a command has started inherits its pipes."
            )
        case known_traps.TaskOutlived(waited, _, line):
            return (
                "The timeout of result() ended the wait, not the task: the executor's shutdown() "
                f"then waited for the task for {duration(waited)} (line {line}). cancel() stops no "
                "running task, either."
            )


def _gave_up(trap: TimedOut | SentinelHeld) -> str:
    longest = duration(trap.longest)
    if trap.times == 1:
        return f"A join() with a timeout gave up after {longest}"
    return f"{trap.times} times a join() with a timeout gave up, after {longest} at most,"


def _of_pipeline(trap: known_traps.PipelineStatus, worker: str) -> str:
    at = f" at {trap.file}:{trap.line}" if trap.line else ""
    last = f"{trap.program} (worker {trap.last})" if trap.program else f"worker {trap.last}"
    return (
        f"{worker} exited with {trap.status}, which the script does not see: the status of the "
        f"pipeline{at} is that of its last command, here {last}, which exited with 0."
    )


def _of_unread(trap: known_traps.ErrorUnread) -> str:
    several = trap.times > 1
    tasks = f"{trap.times} tasks" if several else "A task"
    return (
        f"{tasks} of the Pool raised {trap.error.rstrip('.')}, and nobody called get() of "
        f"{'the results' if several else 'its result'}: nothing has shown that."
    )
