"""What strace and the tracer say of one program, in one form: the steps of each thread.

Steps are calls with their results, signals, stops and ends; threads are named by their place in
the tree. What depends on the schedule alone is left out.
"""

import re
import signal
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from joinscope.recording.recording import Recording
from joinscope.recording.records import exit_code
from trace_events import events

SOURCE = Path(__file__).parents[2] / "comparisons" / "tracer" / "calls" / "system_calls.inc"
ROWS = re.findall(r"^(?:CALL|CHANGE)\((\w+),", SOURCE.read_text("utf-8"), re.MULTILINE)
# Most of ioctl is inert; how often SIGCHLD is handled depends on the schedule.
CALLS = set(ROWS) - {"ioctl", "rt_sigreturn"}
CREATE = {"clone", "clone3", "fork", "vfork"}
WAIT = {"wait4"}
# Nothing is recorded of their results; whether a futex has to be asked depends on the schedule.
NO_RESULT = {"exit", "exit_group", "mmap", "shmat", "flock", "alarm", "setitimer"}
CHANCE = {"futex"}
# Of files, these are recorded only if a recorded process has written the file.
READS = {"read", "readv", "pread64", "close"}
FILE = "file: "

# What happened in a thread: a call and its result, a signal, a stop, its end.
Step = tuple[str, object]
Tree = dict[str, tuple[Step, ...]]

WAKING = (("write", 1), ("epoll_wait", "EINTR"))


def strace_line(output: Path) -> list[str]:
    """The start of a command line that runs a command under strace, with the tracer's calls."""
    calls = ",".join(f"?{name}" for name in sorted(CALLS))
    return ["strace", "-f", "-y", "-q", "-s", "0", "-o", str(output), "-e", f"trace={calls}"]


def labelled(steps: dict[int, list[Step]], root: int) -> Tree:
    """Threads by their place in the tree (0.2 = the second that the root created), not by pid."""
    labels = {root: "0"}
    waiting = [root]
    while waiting:
        creator = waiting.pop()
        created = [
            result for call, result in steps[creator] if call in CREATE and isinstance(result, int)
        ]
        for number, tid in enumerate(created, 1):
            labels[tid] = f"{labels[creator]}.{number}"
            waiting.append(tid)
    assert set(labels) == {tid for tid in steps if steps[tid]}
    return {
        labels[tid]: merged(
            (call, labels.get(result, result) if call in CREATE | WAIT else result)
            if isinstance(result, int)
            else (call, result)
            for call, result in each
        )
        for tid, each in steps.items()
        if each
    }


def merged(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps without what depends on the schedule, which no program can prevent.

    How many bytes a read finds in a pipe that is being written to: reads that follow each other
    are one. Whether SIGCHLD comes while a call waits, which the kernel then starts again: the
    interrupted one is left out. Which child a wait for any finds first, where a pipe ends both at
    once: waits that follow each other are sorted. When SIGCHLD comes to a fork server, whose
    handler writes a byte to itself: that, and the wait that it interrupts, are left out.
    """
    result: list[Step] = []
    for call, value in steps:
        last, before = result[-1] if result else ("", None)
        if str(value).startswith("ERESTART") or (call, value) in WAKING:
            continue
        if call == last == "read" and isinstance(value, int) and isinstance(before, int):
            result[-1] = ("read", before + value)
        elif call == last == "wait4" and isinstance(value, str) and str(before) > value:
            result[-1:] = [(call, value), (last, before)]
        else:
            result.append((call, value))
    return tuple(result)


def of_recording(  # noqa: PLR0912 - an arm for each record
    recording: Recording, *, every_file: bool = False
) -> Tree:
    """The steps of each thread of a recording, but for what it reads of others in /proc.

    Left out is what fcntl does to a descriptor that others have, too: it may carry order.

    With `every_file` a read or a close of a file has a name of its own, FILE and its call.
    """
    steps: dict[int, list[Step]] = defaultdict(list)
    looking: set[int] = set()
    files: set[int] = set()
    for event in events(recording):
        mine, call = steps[event.tid], event.call or ""
        if event.event == "enter":
            plain = every_file and call in READS and is_plain(str(event.fields.get("object")))
            (files.add if plain else files.discard)(event.tid)
        if event.tid in files:
            call = FILE + call
        match event.event:
            case "enter" if str(event.fields.get("object")).startswith("/proc/") or (
                call.removeprefix(FILE) == "fcntl" and event.call_class in ("may", "option")
            ):
                looking.add(event.tid)
            case "leave" if event.tid in looking:
                looking.remove(event.tid)
            case "enter" if call in NO_RESULT or event.call_class == "lock":
                mine.append((call, None))
            case "enter" | "leave" if call.removeprefix(FILE) not in CALLS:
                continue  # it may carry order: its row is no CALL
            case "leave" if call not in CHANCE:
                mine.append((call, event.fields["error"] or event.fields["result"]))
            case "exec":
                mine.append(("execve", 0))
            case "signal" if event.fields["name"] != "SIGCHLD":
                mine.append(("signal", event.fields["name"]))
            case "stop":
                mine.append(("stop", None))
            case "termination":
                mine.append(("termination", exit_code(event.fields["status"])))
            case _:
                continue
    return labelled(steps, next(iter(events(recording))).tid)


def of_strace(lines: Iterable[str], *, every_file: bool = False) -> Tree:
    """The steps of each thread of an output of strace -f -y.

    With `every_file` it has the reads and closes of all files, under names of their own.
    """
    steps: dict[int, list[Step]] = defaultdict(list)
    unfinished: dict[int, str] = {}
    written: set[str] = set()
    root = 0
    for line in lines:
        word, rest = line.rstrip("\n").split(maxsplit=1)
        tid = int(word)
        root = root or tid
        if end := re.fullmatch(r"\+\+\+ exited with (\d+) \+\+\+", rest):
            steps[tid].append(("termination", int(end[1])))
        elif end := re.match(r"\+\+\+ killed by (SIG\w+)", rest):
            steps[tid].append(("termination", -signal.Signals[end[1]]))
        elif end := re.match(r"--- stopped by", rest):
            steps[tid].append(("stop", None))
        elif end := re.match(r"--- (SIG\w+) ", rest):
            if end[1] != "SIGCHLD":
                steps[tid].append(("signal", end[1]))
        elif rest.endswith("<unfinished ...>"):
            unfinished[tid] = rest.removesuffix("<unfinished ...>")
        else:
            if resumed := re.match(r"<\.\.\. \w+ resumed>", rest):
                rest = unfinished.pop(tid) + rest[resumed.end() :]
            if step := _call(rest, written, every_file=every_file):
                steps[tid].append(step)
    return labelled(steps, root)


def is_plain(path: str) -> bool:
    """Whether the name of what a descriptor stands for is that of a file or a folder."""
    return path.startswith("/") and (not path.startswith("/dev/") or "/shm/" in path)


def _call(text: str, written: set[str], *, every_file: bool) -> Step | None:
    """A call and its result, unless the recorder leaves it out."""
    name, _, arguments = text.partition("(")
    arguments, _, result = arguments.rpartition(" = ")
    path = re.match(r"\d+<(/[^>]*)>", arguments)
    plain = path is not None and is_plain(path[1])
    if path and name.startswith(("write", "pwrite")):
        written.add(path[1])
    hasty = "O_NONBLOCK" in arguments and "O_DIRECTORY" not in arguments
    writes = re.search("O_(WRONLY|RDWR|CREAT|TRUNC)", arguments)
    if name in {"open", "openat"} and not hasty and writes is None:
        return None
    if name in {"open", "openat"} and writes and (opened := re.match(r"\d+<(.*)>", result)):
        written.add(opened[1])
    if name == "mmap" and "MAP_SHARED" not in arguments:
        return None
    if name == "fcntl" and not re.search(r"F_(DUPFD|SETFD|(OFD_)?[SG]ETLK)", arguments):
        return None
    if name in READS and path and plain and every_file:
        name = FILE + name
    elif name in READS and path and plain and path[1] not in written:
        return None
    if name in NO_RESULT or (name == "fcntl" and "ETLK" in arguments):
        return name, None
    if name in CHANCE:
        return None
    value = re.match(r"(-?\d+)(?:<.*>)?(?: ([A-Z]+\w*) \()?|\? ([A-Z]+\w*)", result.strip())
    if value is None:
        return None  # it never returned
    error = value[2] or value[3]
    if name in CREATE and error:
        return None  # an event reports creations, and there was none
    return name, error or int(value[1])
