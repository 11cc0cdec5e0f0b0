"""What the report says in words: captions of steps, legends, the glossary."""

from joinscope.explanation.match_steps import Match
from joinscope.explanation.model import Doing, LevelKind, SideExplanation, Step, StepKind
from joinscope.render.wording.calls import call_name, polls
from joinscope.render.wording.sides import in_thread, lane_name, repeated, step_text, step_title

HEADLINE: dict[StepKind, str] = {
    "ask": "ask for {worker}",
    "create": "create {worker}",
    "run": "{worker} begins",
    "print": "print a line",
    "sleep": "sleep",
    "end": "{worker} ends",
    "wait": "wait for {worker}",
    "reap": "reap {worker}",
    "exit": "the parent ends",
    "look": "look whether a child has ended",
    "expire": "run out of time",
    "fail": "fail",
    "block": "wait, and not return",
    "report": "learn of something",
    "lock": "wait for a lock",
    "kill": "send a signal",
    "signal": "get a signal",
    "stop": "stop",
    "continue": "go on",
    "exec": "execute another program",
    "pipe": "make a pipe",
    "close": "close an end",
    "thread": "start a thread",
    "hold": "be held by joinscope",
}
LEVEL: dict[LevelKind, str] = {
    "python": "Python",
    "builtin": "built into Python",
    "c": "C",
    "library": "library",
    "system": "system call",
}
LEGEND: dict[Doing, str] = {
    "running": "running",
    "waiting": "waiting in the call named",
    "sleeping": "sleeping",
    "exiting": "exiting",
    "zombie": "zombie: ended, not yet reaped",
    "stopped": "stopped",
    "held": "held here by joinscope",
}
SHORT_LEGEND: dict[Doing, str] = {
    "running": "runs",
    "waiting": "waits",
    "sleeping": "sleeps",
    "exiting": "exits",
    "zombie": "zombie",
    "stopped": "stopped",
    "held": "held here by joinscope",
}
ARROWS = {
    "create": "creates a process",
    "data": "data through a pipe",
    "reap": "tells of the worker's end",
}
VERDICT = {
    "same": "every claim holds",
    "different": "a claim fails",
    "unknown": "not all could be told",
}
GLOSSARY = (
    ("process", "A running program, with memory of its own that no other process can change."),
    ("parent, worker", "The process that calls start and join, and the one that it starts."),
    (
        "kernel",
        "The core of the operating system. It alone makes processes, ends them and wakes them.",
    ),
    (
        "system call",
        (
            "A request to the kernel, such as wait4 or write. Whatever a program does to the world "
            "outside of its memory, in any language, it does by system calls."
        ),
    ),
    (
        "wait4, clone, exit_group",
        (
            "The kernel's own names for what Python calls os.waitpid, os.fork and os._exit. "
            "vfork is clone for a process that runs another program at once."
        ),
    ),
    ("poll", "The system call that waits until one of several descriptors has something to read."),
    (
        "start method",
        (
            "How multiprocessing makes a worker: fork copies the parent, spawn starts a fresh "
            "interpreter, forkserver asks a third process, the fork server, to make it."
        ),
    ),
    (
        "exit status",
        "The number that a process leaves behind when it ends; 0 says that all went well.",
    ),
    (
        "zombie",
        "A process that has ended and whose exit status nobody has taken yet. It runs nothing.",
    ),
    (
        "reap",
        "To take a dead process's exit status, with wait4 or waitid. That removes the zombie.",
    ),
    (
        "orphan",
        "A process whose parent has ended. The system adopts it and reaps it when it ends.",
    ),
    (
        "resource tracker",
        (
            "A process that multiprocessing starts under spawn and forkserver, to clean up "
            "semaphores and shared memory. It has no part in join()."
        ),
    ),
    ("sentinel", "The file descriptor that becomes ready when the worker has ended."),
    ("pipe", "A channel of the kernel's: what one process writes, another one reads."),
    (
        "happens-before",
        (
            "One event is before another if the kernel carried order from the one to the other: "
            "bytes were written and read, a process was made, a process ended and was reaped. "
            "It holds in every run that makes these calls, not only in this one."
        ),
    ),
    (
        "concurrent",
        "Two events that nothing orders. Either may come first, so both orders are legal.",
    ),
    (
        "choice",
        (
            "An answer that could have been another: of two workers one ended first, a join with a "
            "timeout did not expire, a read got more than it had to wait for. What hangs on one is "
            "unknown, however it came out in this run."
        ),
    ),
    (
        "axiom",
        (
            "What the code of a program does in every run, and no system call says: the fork "
            "server writes a worker's status only after it has reaped that worker."
        ),
    ),
    (
        "evidence",
        (
            "How a run was recorded: syscalls (every system call traced) tells more than "
            "states (the processes looked at now and then), and that more than output (lines only)."
        ),
    ),
    ("claim", "A sentence about the programs that a run confirms or refutes."),
    ("verdict", "Same, different or unknown: whether a side does what is claimed of both."),
)


def headline(match: Match, *, several: bool) -> str:
    """A step in a few words, for all sides; `several`: workers have to be told apart."""
    first, *_ = match.taken
    named = several and first.worker is not None
    one = "workers" if several and first.kind == "wait" else "the worker"
    worker = f"worker {first.worker}" if named else one
    titles = {f"{step_title(step, worker)}{repeated(step)}" for step in match.taken}
    return titles.pop() if len(titles) == 1 else HEADLINE[first.kind].format(worker=worker)


def caption(  # noqa: PLR0912 - an arm for each
    step: Step, story: SideExplanation
) -> str:
    """What happens in a step, for a reader who knows no system call."""
    lane = next((each for each in story.lanes if each.number == step.lane), None)
    who = "the process" if lane is None else f"the {lane_name(lane, story)}"
    match step.kind:
        case "ask":
            return (
                f"{capital(who)} asks the fork server, through a socket, to make the worker. "
                "The worker will be a copy of the fork server, not of the parent."
            )
        case "create":
            return (
                f"{capital(who)} asks the kernel for a new process. From here on both run, and "
                "only the kernel's scheduler says which of them goes first."
            )
        case "run":
            return "The new process has come to the program's own code: the worker begins."
        case "print":
            return f"{capital(who)} hands a line to the kernel, which takes it to the screen."
        case "sleep":
            return f"{capital(who)} asks the kernel to wake it later. Until then it does nothing."
        case "end":
            return (
                "The worker ends. The kernel keeps its exit status until somebody takes it; "
                "as long as nobody does, the worker is a zombie."
            )
        case "wait" if step.call is not None and polls(step.call):
            return f"{capital(who)} asks, without waiting, whether the worker has ended. It has."
        case "wait":
            tells = step.call is not None and step.call.kind == "wait"
            word = "the kernel tells it" if tells else "word comes through a pipe"
            return (
                f"{capital(who)} waits inside {call_name(step.call)} until {word} that the worker "
                f"has ended. What comes after this line in {who} cannot happen earlier."
            )
        case "fail" if step.returns:
            return (
                f"The kernel wakes {who}: the worker has ended, but its exit status is gone, so "
                "the call fails."
            )
        case "reap" if step.returns:
            return (
                f"The kernel wakes {who}: the worker has ended, and the same call takes its "
                "exit status. With that the zombie is gone, and join() returns."
            )
        case "reap":
            return f"{capital(who)} takes the worker's exit status. With that the zombie is gone."
        case "hold":
            return (
                f"{capital(who)}{in_thread(step)} could go on, and joinscope does not let it. Any "
                "machine may be so slow: this is a run like others, in which what is rare happens."
            )
        case "exit":
            return "The parent ends, and whoever started the program gets its exit status."
    return f"{capital(who)}: {step_text(step, story)}."


def capital(words: str) -> str:
    """The words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]
