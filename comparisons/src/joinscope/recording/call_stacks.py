"""Which functions of a program were in which call, from its notes (instrumentation/protocol.md)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice

from joinscope import limits
from joinscope.recording.records import How

JOIN = "BaseProcess.join"


@dataclass(frozen=True, slots=True)
class Function:
    """A function by its name and file, or in C by its address until that is looked up.

    `file` is empty for a function that is built into Python, or is the C library's.
    """

    name: str
    file: str = ""
    first: int = 0
    address: int | None = None


@dataclass(slots=True, eq=False)
class Frame:
    """A function that was entered, from the frame `outer`; None for the outermost.

    `line` is the line of `outer` that entered it, 0 if not known; in C `site` is the address behind
    the call, None in Python. `start` and `end` are CLOCK_MONOTONIC in ns, None where they were not
    seen. `inherited`: another process entered it, and this one goes on in it as a copy: of the
    frame `original`, None where that is not known.
    """

    function: Function
    outer: "Frame | None"
    line: int
    site: int | None
    start: int | None
    end: int | None = None
    inherited: bool = False
    original: "Frame | None" = None

    def outwards(self) -> Iterator["Frame"]:
        """This frame and those outside of it."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.outer

    def inwards(self) -> list["Frame"]:
        """The same, the outermost first.

        Of those that a process goes on in as the copy of its parent only the innermost counts.
        """
        found: list[Frame] = []
        for frame in self.outwards():
            found.append(frame)
            if frame.inherited:
                break
        return found[::-1]


@dataclass(slots=True)
class _Thread:
    """The frames that a thread is in, the functions that it has numbered, and whom it joins.

    `times` is how often it has entered a function from a place.
    """

    stack: list[Frame] = field(default_factory=list)
    functions: dict[int, Function] = field(default_factory=dict)
    times: Counter[object] = field(default_factory=Counter)
    about: int | None = None
    copied: bool = False


class Calls:
    """The frames of all threads, built note by note.

    `frames` are those that were entered, in the order of their notes, with the thread's id. Of a
    function that one place enters again and again there are only so many: a loop would fill the
    memory. `joins` are those of them that join a process, with its PID, and `names` what Python
    calls that, by PID. `uncaught` has by the ids of threads the class of the exception that nothing
    caught there, and that ended the process. `unread` has by the ids of threads the tracebacks of
    tasks of a Pool whose errors nobody got. `threads` has by the ids of threads what Python knows
    them by.
    """

    def __init__(self) -> None:
        self.frames: list[tuple[int, Frame]] = []
        self.joins: list[tuple[int, Frame]] = []
        self.names: dict[int, str] = {}
        self.uncaught: dict[int, str] = {}
        self.unread: dict[int, list[str]] = {}
        self.threads: dict[int, int] = {}
        self._threads: dict[int, _Thread] = {}
        self._functions: dict[Function, Function] = {}  # each process numbers the same ones anew

    def innermost(self, tid: int) -> Frame | None:
        """The innermost noted frame that the thread is in; None if there is none."""
        thread = self._threads.get(tid)
        return thread.stack[-1] if thread and thread.stack else None

    def created(self, tid: int, by: int | None, how: How) -> None:
        """A thread is created by another. A forked process goes on in the frames of its creator."""
        creator = self._threads.get(by or 0)
        self.uncaught.pop(tid, None)  # that of another, which had the same id
        self.unread.pop(tid, None)
        if creator is None or how == "thread":
            self._threads[tid] = _Thread()
        else:
            self._threads[tid] = _Thread(_copied(creator.stack), dict(creator.functions))
            if by in self.threads:
                self.threads[tid] = self.threads[by or 0]

    def executed(self, tid: int) -> None:
        """A process executes another program: its stack is empty."""
        self._threads[tid] = _Thread()

    def ended(self, tid: int) -> None:
        """A thread notes nothing more; the frames that it was in stay known."""
        if thread := self._threads.get(tid):
            thread.functions, thread.times = {}, Counter()

    def take(self, tid: int, text: str) -> None:
        """Take what a thread has noted."""
        thread = self._threads.setdefault(tid, _Thread())
        for line in text.split("\n"):
            with suppress(ValueError, IndexError):  # no note of ours: anybody may write one
                self._take(tid, thread, line)

    def _take(self, tid: int, thread: _Thread, line: str) -> None:
        match line.split(" ", 3):
            case ["def", number, first, rest]:
                name, _, file = rest.partition("\t")
                function = Function(name, file, int(first))
                thread.functions[int(number)] = self._functions.setdefault(function, function)
            case ["call", when, what, where]:
                self._entered(tid, thread, _frame(thread, when, what, where))
            case ["done", when] if thread.stack:
                thread.stack.pop().end = int(when)
            case ["uncaught", name]:
                self.uncaught.setdefault(tid, name)
            case ["unread", *words]:
                trace = " ".join(words).encode("ascii", "replace").decode("unicode_escape")
                self.unread.setdefault(tid, []).append(trace)
            case ["lost"]:
                thread.stack.clear()
            case ["copy"]:
                self._threads[tid] = _Thread(copied=True)
            case ["about", pid, *name]:
                thread.about = int(pid)
                if name:
                    self.names[int(pid)] = " ".join(name)
            case ["named", pid, *name]:
                self.names[int(pid)] = " ".join(name)
            case ["thread", ident]:
                self.threads[tid] = int(ident, 16)

    def _entered(self, tid: int, thread: _Thread, frame: Frame) -> None:
        thread.stack.append(frame)
        outer = frame.outer.function if frame.outer else None
        key = frame.function, outer, frame.line, frame.site
        thread.times[key] += 1
        if thread.times[key] <= limits.KEPT_FRAMES:
            self.frames.append((tid, frame))
        if frame.function.name == JOIN and thread.about is not None:
            self.joins.append((thread.about, frame))
            thread.about = None


def _frame(thread: _Thread, when: str, what: str, where: str) -> Frame:
    outer = thread.stack[-1] if thread.stack else None
    start = int(when) or None
    if what[0] == "@":
        return Frame(Function("", address=int(what[1:], 16)), outer, 0, int(where, 16), start)
    if what[0] == "=":
        return Frame(Function(what[1:]), outer, 0, int(where, 16), start)
    function = thread.functions.get(int(what), Function("?"))
    inherited = thread.copied and start is None
    return Frame(function, outer, int(where), None, start, inherited=inherited)


def _copied(stack: list[Frame]) -> list[Frame]:
    copied: list[Frame] = []
    for frame in stack:
        outer = copied[-1] if copied else None
        copied.append(replace(frame, outer=outer, end=None, inherited=True, original=frame))
    return copied


def from_lines(lines: Iterable[str]) -> Calls:
    """The calls of an untraced run, whose notes went to a file, each after a line `from PID TID`.

    There a copy of a process begins anew. Of very many notes the first are taken: of a frame that
    was left later it is not known when, and of what came later nothing.
    """
    calls, tid, known = Calls(), 0, set[int]()
    for note in islice(lines, limits.READ_NOTES):
        line = note.removesuffix("\n")
        if line.startswith("from "):
            tid = int(line.rpartition(" ")[2])
        else:
            calls.take(tid, line)
            known.add(tid)
    for each in known:
        calls.ended(each)
    return calls
