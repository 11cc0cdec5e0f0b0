"""A shell's axiom: what it is told of a command in the background changes nothing that it does.

    shell    fork 7   fork 8   wait4(-1) = 7   wait4(-1) = 8                    print "two"
    7                 print "one"   exit
    8                                                   exit

`one & sleep 1; two`: dash waits for its foreground job by waits for any child, so here it was told
of the end of 7, and printed "two" later. But it did not wait for 7. Had that been slower, the first
wait had told of 8, and "two" been printed next. By the kernel's calls alone a program that waits
for either of two looks the same. That dash does not is an axiom of its code (0.5.11 and 0.5.12):

- dowait() waits until the one job that it is called for has ended, by waits that block, and
  goes round where waitone() was told of another. Then it polls, until there is nothing to be told.
- Its handler of SIGCHLD, onsig(), does nothing but set gotsigchld, unless there is a trap. That
  brings the next command to poll as well: dowait() without a job.
- Whatever was told is kept in the table of jobs. It is read by wait, jobs, fg, bg, kill and trap,
  and `times` asks the kernel for those that were reaped.

So what a shell does comes after the end of a command in the foreground, for certain, and not after
that of one in the background; unless its text has one of those words, or may run one by another
name, as "$@" does. Then its calls mean what those of any other program do. With pipes a job has
several processes, of which nothing tells which are those: there waits that block are such calls.

A last command `wait` is none of these words: behind it nothing is left but the end of the shell.
For the sake of that, and of a program that the shell executes in its place, which inherits the
children that are left, the answers lie on a chain beside that of the shell, as what handlers do.
"""

import re
from pathlib import PurePath

from joinscope.happens_before.kernel_state import Process, Shell, State, Thread
from joinscope.happens_before.rules import beside, termination
from joinscope.recording.records import Exec, Leave, WaitArguments

SHELLS = {
    *("ash", "bash", "busybox", "dash", "ksh", "ksh93", "lksh", "loksh", "mksh", "oksh", "osh"),
    *("posh", "rbash", "rksh", "rksh93", "rzsh", "sash", "sh", "yash", "zsh", "zsh5"),
}
# Their text sets traps by other words than `trap`, if by any: `onintr`, `function --on-signal`.
OTHER_SHELLS = {"csh", "elvish", "es", "fish", "nu", "rc", "tcsh"}
TRAP = re.compile(r"\btrap\b")
# What runs text that is not here; of `. file` the dot stands where a command does.
ELSEWHERE = re.compile(
    r"\b(eval|source|alias)\b|(^|[;&|(){}!]|\b(then|do|else))\s*\.\s", re.MULTILINE
)
ENDS = re.compile(r"CHLD|CLD|17|[$`]", re.IGNORECASE)  # SIGCHLD, by its name or number, or whatever
NO_NAME = re.compile(r"\$[$?!#]")  # a PID, a status or a count: no expansion that gives a signal
LAST_WAIT = re.compile(r"[;&\n]\s*wait\s*;?\s*$")
# What may tell of jobs, or run text from elsewhere; or give a shell a job of several processes.
TELLS = re.compile(
    r"wait|jobs|trap|times|eval|source|alias|kill|<<|\b(?:fg|bg|set)\b|(?:^|[\s;&|({`])\.\s"
)
PIPE = re.compile(r"(?<!\|)\|(?!\|)")
# A command whose name is not written there, but put together.
UNNAMED = re.compile(
    r"(?:^|[;&|(){}\n!`]|\b(?:then|do|else|elif|if|while|until|command|exec)\b)\s*"
    r"(?:\w+=\S*\s+)*[^\s;&|()=]*[$`*?]"
)


def executed(state: State, process: Process, record: Exec) -> None:
    """A process executes a program: whether that is such a shell."""
    shell = shell_of(record)
    if shell is not None:
        state.shells[process] = shell
    elif state.shells:
        state.shells.pop(process, None)


def shell_of(record: Exec) -> Shell | None:
    """Return what is known of a shell that goes on alike, as its text says; None: it is none."""
    match record.arguments:
        case (_, "-c", text, *_) if PurePath(record.path).name == "dash":
            found = LAST_WAIT.search(text)
            commands = text if found is None else text[: found.start() + 1]
            unquoted = re.sub(r"[\"'\\]", "", commands)
            if TELLS.search(unquoted) or UNNAMED.search(unquoted):
                return None
            return Shell(pipes=PIPE.search(unquoted) is not None, waits=found is not None)
    return None


def may_trap(record: Exec) -> bool:
    """Whether a shell may have a trap: its text sets one, or may, or is not known."""
    text = _text(record)
    return text is None or any(each.search(text) is not None for each in (TRAP, ELSEWHERE))


def may_trap_ends(record: Exec) -> bool:
    """Whether that may be one for SIGCHLD: it is named, or not all that is run is known."""
    text = _text(record)
    if text is None or ELSEWHERE.search(text) is not None:
        return True
    return TRAP.search(text) is not None and ENDS.search(NO_NAME.sub("", text)) is not None


def _text(record: Exec) -> str | None:
    """What a shell is given to do, without quotes; None: it is not known; empty: it is no shell.

    With what the text is given, which it may run as "$@". Other options may stand beside -c.
    """
    name = PurePath(record.path).name
    if name in OTHER_SHELLS:
        return None
    if name not in SHELLS:
        return ""
    words, commands = list(record.arguments[1:]), False
    while words and words[0][:1] in ("-", "+"):
        option = words.pop(0)
        if option in ("-", "--"):
            break
        if option.startswith("--"):
            takes = option in ("--rcfile", "--init-file")
        else:
            takes = re.search("o", option, re.IGNORECASE) is not None
            commands |= option[0] == "-" and "c" in option
        if takes:
            del words[:1]
    if not commands and record.script is None:
        return None
    given = [" ".join(words), "" if commands else record.script or ""]
    return re.sub(r"[\"'\\]", "", "\n".join(given))


def created(state: State, creator: Process, process: Process) -> None:
    """A subshell is such a shell, too, but the last wait is not its own."""
    state.shells[process] = Shell(pipes=state.shells[creator].pipes)


def returned(state: State, process: Process, result: int) -> None:
    """A shell has made a process: the one that it waits for next, if it waits for any."""
    if result > 0:
        state.shells[process].latest = result


def waited(state: State, thread: Thread, call: WaitArguments, leave: Leave) -> int | None:
    """A shell has waited for any child, or polled. Returns the PID that was reaped."""
    process, shell = thread.process, state.shells[thread.process]
    blocks = "WNOHANG" not in call.options
    if call.child is not None or (blocks and (shell.pipes or leave.result <= 0)):
        return termination.waited(state, thread, call, leave)
    if not blocks:
        return beside.waited(state, thread, call, leave)
    # The one job that it waits for is the last that it has made.
    others = process.children or {}
    awaited = others.pop(shell.latest, None)
    if awaited is None:
        return termination.waited(state, thread, call, leave)
    process.children = {shell.latest: awaited}
    if leave.result == shell.latest:
        reaped = termination.waited(state, thread, call, leave)
        process.children |= others
        return reaped
    process.children |= others
    guard = awaited.guard
    reaped = beside.waited(state, thread, call, leave)
    awaited.guard = guard
    return reaped
