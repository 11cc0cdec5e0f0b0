"""What the report says in words: captions of steps, durations, the glossary."""

from joinscope.explanation.model import Doing, LevelKind, SideExplanation, Step

LANGUAGE = {"python": "Python", "c": "C"}
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
CREATING = ("clone", "clone3", "fork", "vfork")
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
            "It holds on every run, not only on this one."
        ),
    ),
    (
        "concurrent",
        "Two events that nothing orders. Either may come first, so both orders are legal.",
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


def caption(step: Step, story: SideExplanation) -> str:
    """What happens in a step, for a reader who knows no system call."""
    lane = next((each.name for each in story.lanes if each.number == step.lane), "process")
    call = step.call.partition("(")[0]
    match step.kind:
        case "create" if call not in CREATING:
            return (
                f"The {lane} asks the fork server, through a socket, to make the worker. "
                "The worker will be a copy of the fork server, not of the parent."
            )
        case "create":
            return (
                f"The {lane} asks the kernel for a new process. From here on both run, and only "
                "the kernel's scheduler says which of them goes first."
            )
        case "run":
            return "The new process has come to the program's own code: the worker begins."
        case "print":
            return f"The {lane} hands a line to the kernel, which takes it to the screen."
        case "sleep":
            return f"The {lane} asks the kernel to wake it later. Until then it does nothing."
        case "end":
            return (
                "The worker ends. The kernel keeps its exit status until somebody takes it; "
                "as long as nobody does, the worker is a zombie."
            )
        case "wait" if "WNOHANG" in step.call:
            return f"The {lane} asks, without waiting, whether the worker has ended. It has."
        case "wait":
            word = "the kernel tells it" if "wait" in call else "word comes through a pipe"
            return (
                f"The {lane} waits inside {call} until {word} that the worker has ended. "
                f"What comes after this line in the {lane} cannot happen earlier."
            )
        case "reap" if step.start == step.end:
            return (
                f"The kernel wakes the {lane}: the worker has ended, and the same call takes its "
                "exit status. With that the zombie is gone, and join() returns."
            )
        case "reap":
            return f"The {lane} takes the worker's exit status. With that the zombie is gone."
        case "exit":
            return "The parent ends, and whoever started the program gets its exit status."


def seconds(value: float) -> str:
    """A duration in seconds, as people read it."""
    if abs(value) >= 1 or value == 0:
        return f"{value:.2f} s"
    if abs(value) >= 0.001:
        return f"{value * 1e3:.3g} ms"
    return f"{value * 1e6:.3g} µs"


def milliseconds(nanoseconds: int) -> str:
    """A time on the axis, in ms, with a real minus sign."""
    value = nanoseconds / 1e6
    text = f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if value else "0"
    return text.replace("-", "\N{MINUS SIGN}")


def exited(story: SideExplanation) -> str:
    """How the program ended."""
    match story.exit_status:
        case None:
            return "did not end by itself"
        case status if status < 0:
            return f"was killed by signal {-status}"
        case status:
            return f"exit status {status}"
