"""The program's own waits: the calls of join(), wait() and the like, and how long each took."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from joinscope.explanation.call_chain import Symbolizer
from joinscope.explanation.model import Place
from joinscope.recording.call_stacks import Calls, Frame

METHODS = {
    "join": ("BaseProcess.join", "process_join", "Pool.join"),
    "is_alive": ("BaseProcess.is_alive",),
    "exitcode": ("BaseProcess.exitcode",),
    "start": ("BaseProcess.start",),
    "close": ("BaseProcess.close",),
    "wait": (
        *("Popen.wait", "posix.wait", "wait", "process_wait_any"),
        *("sentinels_wait", "process_sentinels_wait"),
    ),
    "communicate": ("Popen.communicate",),
    "run": ("run",),
    "shutdown": ("ProcessPoolExecutor.shutdown", "Executor.__exit__"),
    "waitpid": ("posix.waitpid", "waitpid"),
    "waitid": ("posix.waitid", "waitid"),
    "poll": ("Popen.poll", "process_poll"),
    "system": ("posix.system", "system"),
}
METHOD_OF = {name: method for method, names in METHODS.items() for name in names}
AT_EXIT = "_exit_function"  # of multiprocessing.util: it joins what nobody has joined


@dataclass(frozen=True, slots=True)
class Wait:
    """A call that waits for workers: its outermost frame, what was called, and from where."""

    frame: Frame
    method: str
    place: Place | None

    @property
    def seconds(self) -> float | None:
        """How long it took; None where one end was not seen."""
        start, end = self.frame.start, self.frame.end
        return None if start is None or end is None else (end - start) / 1e9


def wait_of(symbolizer: Symbolizer, frames: list[Frame]) -> Wait | None:
    """The wait that frames, the outermost first, belong to: that of the program's own line.

    What a forked process is in as a copy alone, its parent has called: that is no wait of its own.
    """
    place = None
    for frame in frames:
        if frame.inherited:
            continue
        site = symbolizer.site(frame)
        if site is not None and site.own:
            place = site
        name = symbolizer.name(frame)
        if name == AT_EXIT:
            return Wait(frame, "exit", None)
        if name in METHOD_OF and (site is None or site.own or symbolizer.kind(frame) != "library"):
            return Wait(frame, METHOD_OF[name], place)
    return None


class Timed:
    """How long the waits of a run took, by their place in the source and their ordinal there.

    Waits of several threads that stand in one place are not told apart.
    """

    def __init__(self, symbolizer: Symbolizer, calls: Calls) -> None:
        self._ordinals: dict[int, tuple[tuple[object, ...], int]] = {}
        self._found: dict[tuple[object, ...], list[Wait]] = defaultdict(list)
        self._threads: dict[tuple[object, ...], set[int]] = defaultdict(set)
        for tid, wait in _waits(symbolizer, calls):
            key = _key(wait)
            self._ordinals[id(wait.frame)] = key, len(self._found[key])
            self._found[key].append(wait)
            self._threads[key].add(tid)

    def like(self, wait: Wait, other: "Timed") -> float | None:
        """How long the same wait of another run took; None where the runs are not alike."""
        key, ordinal = self._ordinals.get(id(wait.frame), (None, 0))
        found = other._found.get(key, []) if key else []  # noqa: SLF001 - its own class
        if key is None or len(self._threads[key]) > 1 or len(self._found[key]) != len(found):
            return None
        return found[ordinal].seconds


def _waits(symbolizer: Symbolizer, calls: Calls) -> Iterator[tuple[int, Wait]]:
    known: set[int] = set()
    for tid, frame in calls.frames:
        if symbolizer.name(frame) not in METHOD_OF and symbolizer.name(frame) != AT_EXIT:
            continue
        wait = wait_of(symbolizer, frame.inwards())
        if wait is not None and id(wait.frame) not in known:
            known.add(id(wait.frame))
            yield tid, wait


def _key(wait: Wait) -> tuple[object, ...]:
    place = wait.place
    return (wait.method, place.file if place else "", place.line if place else 0)
