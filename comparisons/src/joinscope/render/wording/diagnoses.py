"""What stands first, in sentences: a diagnosis, what is to be seen at its line, and what to do."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import TypeGuard

from joinscope import limits
from joinscope.explanation.hang_traps import TRAP_IDS
from joinscope.explanation.known_traps import (
    SURPRISES,
    BusyWait,
    EndedBySignal,
    ErrorUnread,
    ExitFunctionsLeft,
    ForkedOn,
    HandlerInherited,
    JoinedAtExit,
    NeverReaped,
    OneByOne,
    Orphaned,
    PipeKeptOpen,
    Raised,
    TaskOutlived,
    Trap,
)
from joinscope.explanation.model import Diagnosis, Joins, Mark, SideExplanation
from joinscope.happens_before.rules.shells import SHELLS
from joinscope.render.wording.durations import duration
from joinscope.render.wording.hangs import mark_fact, mark_text
from joinscope.render.wording.joins import LONG, names, orphan, untold, where
from joinscope.render.wording.languages import wording_language
from joinscope.render.wording.sides import exit_status_text
from joinscope.render.wording.status import ended
from joinscope.render.wording.trap_advice import (
    IN_VAIN,
    SHELL_WAITS,
    SUBSTITUTED,
    raised_advice,
    sent_signal,
    trap_advice,
)
from joinscope.render.wording.traps import trap_text
from joinscope.vocabulary import Ending, signal_name

# What no join ran into: it is told with nothing of one.
ALONE = (Raised, ErrorUnread, ExitFunctionsLeft, BusyWait, OneByOne)
# What gives a program of Python the status of a process that has ended.
READS_STATUS = re.compile(r"exitcode|returncode|\.(wait|poll|call)\(")


def diagnosis_facts(story: SideExplanation) -> Iterator[str]:
    """Each diagnosis of a side, and what to do about it."""
    for diagnosis in story.diagnoses:
        yield diagnosis_text(diagnosis, story)
        yield f"help: {diagnosis_advice(diagnosis, story)}"


def place_facts(story: SideExplanation) -> Iterator[str]:
    """The lines in which a hang begins, and those of the diagnoses; what is to be seen there."""
    if story.hang is not None:
        yield from map(mark_fact, story.hang.marks)
    for diagnosis in story.diagnoses:
        if (place := diagnosis.place) is not None:
            yield f"{place.text} {where(place)}: {at_line(diagnosis, story)}"
        for mark in diagnosis.marks:
            told = mark_at_line(mark, diagnosis, story)
            yield f"{mark.place.text} {where(mark.place)}: {told}"


def nothing_found(story: SideExplanation) -> str:
    """That no trap is known to be in a program that ended well; empty where one is, or it did not.

    What a program computes is not looked at, so that it may well be wrong. Nothing is said of one
    of which a worker failed, or that shows an exception, as that is for its reader to judge, or
    that made no process.
    """
    well = story.ending is not None and story.ending.code == 0 and story.untraced_end is None
    joins = [join for group in story.joins for join in group.shown]
    doubtful = any(join.traps or join.ending != Ending(0) for join in joins)
    shown = any(line.startswith("Traceback") for line in story.errors)
    if not well or not joins or story.limit or story.diagnoses or doubtful or shown:
        return ""
    return (
        "No known mistake was found in how its processes are started, waited for and ended. What "
        "it computes was not looked at."
    )


def told_trap(trap: Trap, story: SideExplanation, who: str) -> str:
    """A trap of a program; of the number that Python makes of a signal only where it is read."""
    if is_plain_end(trap, story):
        return f"{signal_name(trap.signal)} killed {who}."
    return trap_text(trap, wording_language(story), who)


def is_plain_end(trap: Trap, story: SideExplanation) -> TypeGuard[EndedBySignal]:
    """Whether a signal ended a worker of a Python program that does not read how it ended."""
    if not isinstance(trap, EndedBySignal) or wording_language(story) != "python":
        return False
    return not any(READS_STATUS.search(line) for file in story.files for line in file.lines)


def diagnosis_text(diagnosis: Diagnosis, story: SideExplanation) -> str:
    """The diagnosis with its id, by which more of it can be asked for."""
    return f"{diagnosis_head(diagnosis)}: {diagnosis_body(diagnosis, story)}"


def diagnosis_head(diagnosis: Diagnosis) -> str:
    """How grave it is, and its id."""
    level = "note" if isinstance(diagnosis.trap, SURPRISES) else "warning"
    return f"{level}[{trap_id(diagnosis)}]"


def diagnosis_advice(diagnosis: Diagnosis, story: SideExplanation) -> str:
    """What to do about it."""
    group = _group(diagnosis, story)
    killed = isinstance(diagnosis.trap, Orphaned) and diagnosis.trap.signal
    unwaited = isinstance(diagnosis.trap, (NeverReaped, Orphaned)) and not killed
    if isinstance(diagnosis.trap, Orphaned) and diagnosis.trap.substituted:
        return SUBSTITUTED
    if unwaited and _by_shell(diagnosis, story):
        return SHELL_WAITS
    if group is not None and isinstance(diagnosis.trap, (NeverReaped, Orphaned)):
        attempt = group.shown[0].attempt
        if attempt is not None:
            return IN_VAIN[attempt.outcome]
    if isinstance(diagnosis.trap, EndedBySignal) and diagnosis.at == "kill":
        return sent_signal(wording_language(story))
    if isinstance(diagnosis.trap, Raised):
        return raised_advice(diagnosis.trap, of_worker=bool(diagnosis.workers))
    return trap_advice(diagnosis.trap, wording_language(story))


def _by_shell(diagnosis: Diagnosis, story: SideExplanation) -> bool:
    """Whether a shell has made its first worker, or what a shell has forked for commands of its."""
    lanes = {each.number: each for each in story.lanes}
    made = (each.creator for each in story.lanes if each.worker in diagnosis.workers[:1])
    at = next(made, None)
    while at in lanes and not lanes[at].program:
        at = lanes[at].creator
    return at in lanes and lanes[at].program in SHELLS


def trap_id(diagnosis: Diagnosis) -> str:
    """The id of what was found."""
    return TRAP_IDS[type(diagnosis.trap)]


def at_line(diagnosis: Diagnosis, story: SideExplanation) -> str:
    """What was done at the line of a diagnosis."""
    who = _who(diagnosis, story)
    match diagnosis.at:
        case "create":
            return f"{who} is made here"
        case "kill" if isinstance(diagnosis.trap, (EndedBySignal, HandlerInherited)):
            return f"{who} is sent {signal_name(diagnosis.trap.signal)} here"
        case "reap":
            return "its status is taken here"
        case "end":
            return f"{who} ends here"
        case "expire":
            return "the time was up here"
        case "attempt":
            return "this wait did not tell of it"
        case "look":
            return "looks here"
        case "raise":
            return "raised here"
        case "register":
            return "registered here"
        case "join" if isinstance(diagnosis.trap, PipeKeptOpen):
            return "reads to the end of the pipe here"
        case "join" if isinstance(diagnosis.trap, OneByOne):
            return "each is waited for here"
        case "shutdown":
            return "waits for the task here"
    return f"the end of {who} is learned here"


def _who(diagnosis: Diagnosis, story: SideExplanation) -> str:
    if not diagnosis.workers:
        return "the program"
    return "the worker" if story.workers == 1 else f"worker {diagnosis.workers[0]}"


def diagnosis_body(diagnosis: Diagnosis, story: SideExplanation) -> str:
    """What was found."""
    trap = diagnosis.trap
    if isinstance(trap, ALONE):
        text = told_trap(trap, story, _who(diagnosis, story))
        return f"{text}{_lost(trap, story)}{_also(diagnosis, None)}"
    group = _group(diagnosis, story)
    if group is None:  # it is about the program itself
        return exit_status_text(story)
    if isinstance(trap, Orphaned) and trap.substituted:
        return f"{_of_substituted(trap, group, story)}{_also(diagnosis, group)}"
    if isinstance(trap, (NeverReaped, Orphaned)):
        return f"{untold(group, story)} {_of_unwaited(trap, group, story)}{_also(diagnosis, group)}"
    text = told_trap(trap, story, _who(diagnosis, story))
    zombie = group.shown[0].zombie or 0
    if isinstance(trap, JoinedAtExit) and zombie > LONG:
        text += f" It had ended {duration(zombie)} before, and was a zombie for so long."
    if diagnosis.instead:
        return f"{text}{_also(diagnosis, None)} {_instead(diagnosis)}"
    return text if isinstance(trap, TaskOutlived) else f"{text}{_also(diagnosis, None)}"


def _instead(diagnosis: Diagnosis) -> str:
    """Of whose ends no wait told, as one brought another status."""
    *names, last = (f"worker {each}" for each in diagnosis.instead[: limits.SHOWN_JOINS])
    whose = f"the ends of {', '.join(names)} and {last}" if names else f"the end of {last}"
    return f"No wait told of {whose}: the last one that could have told brought that status."


def mark_at_line(mark: Mark, diagnosis: Diagnosis, story: SideExplanation) -> str:
    """What was done in another line of a diagnosis."""
    return mark_text(replace(mark, process=_who(diagnosis, story)))


def _lost(trap: Trap, story: SideExplanation) -> str:
    """How the worker ended that an executor has lost."""
    if not isinstance(trap, Raised) or not trap.lost:
        return ""
    ends = (each for each in story.steps if (each.kind, each.worker) == ("end", trap.lost))
    end = next(ends, None)
    who = "The worker" if story.workers == 1 else f"Worker {trap.lost}"
    if end is None:
        return f" {who} had ended first."
    line = f", at {where(end.place)}" if end.place else ""
    return f" {who} had ended first: {ended(end.ending)}{line}."


def _group(diagnosis: Diagnosis, story: SideExplanation) -> Joins | None:
    """The joins of its first worker; None if it is about the program itself."""
    first = diagnosis.workers[:1]
    return next((each for each in story.joins if each.shown[0].worker in first), None)


def _of_substituted(trap: Orphaned, group: Joins, story: SideExplanation) -> str:
    """Why a shell could not wait for its jobs."""
    who = names(group, story)
    were, them = ("were", "them") if group.count > 1 else ("was", "it")
    children = "children" if group.count > 1 else "a child"
    where = f" at {PurePath(trap.file).name}:{trap.line}" if trap.line else ""
    return (
        f"{who[:1].upper()}{who[1:]} {were} started in the background inside of a command "
        f"substitution, $( ... & ), and so {were} {children} of its subshell, and not of the shell "
        f"that reads its output: `wait`{where} cannot wait for {them} there, and `wait PID` fails."
    )


def _of_unwaited(trap: NeverReaped | Orphaned, group: Joins, story: SideExplanation) -> str:
    """What became of workers whose ends no wait told of."""
    several = group.count > 1
    they, their = ("They", "their") if several else ("It", "its")
    if isinstance(trap, Orphaned):
        ended = f"was killed by {signal_name(trap.signal)}" if trap.signal else "ended"
        return f"{they} still ran when {their} own parent {ended}."
    adopted = orphan(group.shown[0], story, several=several)
    if several:
        text = f"They stayed zombies, the first of them for {duration(trap.zombie)}"
    else:
        text = f"It stayed a zombie for {duration(trap.zombie)}, until its parent ended"
    return f"{text}. {adopted}".strip()


def _also(diagnosis: Diagnosis, told: Joins | None) -> str:
    """Of which other workers it is true, too; `told` are those of whom the text tells already."""
    first = 1 if told is None else len(told.shown)
    others = diagnosis.workers[first:]
    count = diagnosis.count - (1 if told is None else told.count)
    if count <= 0:
        return ""
    if count > min(len(others), limits.SHOWN_JOINS):
        workers = f"{count} other workers"
    else:
        *names, last = (f"worker {each}" for each in others)
        workers = f"{', '.join(names)} and {last}" if names else last
    if not isinstance(diagnosis.trap, ForkedOn):
        return f" The same is true of {workers}."
    if count == 1:  # it need not have run the same lines
        return f" Behind its own fork {workers} went on with its parent's code, too."
    return f" Behind their own forks {workers} went on with their parents' code, too."
