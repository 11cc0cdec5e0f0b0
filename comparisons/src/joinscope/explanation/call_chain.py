"""Chains: from the program's own line, level by level, to the system call."""

import linecache
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from joinscope.explanation.addr2line import UNKNOWN, Symbol, symbols
from joinscope.explanation.model import Level, LevelKind, Place
from joinscope.joins.system_call import SystemCall
from joinscope.recording.call_stacks import Calls, Frame

LIBRARY = re.compile(r"/lib/python3\.\d+/|/(site|dist)-packages/|^<")


@dataclass(slots=True)
class Symbolizer:
    """Names the functions of a side's frames, and finds their places in the source.

    `program` is the C program (None: it is in Python), `own` the files that are its own.
    """

    program: Path | None = None
    own: Collection[str] = ()
    found: dict[int, Symbol] = field(default_factory=dict)

    def learn(self, calls: Calls) -> None:
        """Look up the addresses in a run's frames."""
        if self.program is not None:
            wanted = {each for _, frame in calls.frames for each in _addresses(frame)}
            self.found |= symbols(self.program, wanted - self.found.keys())

    def name(self, frame: Frame) -> str:
        """The name of the function."""
        if frame.function.address is not None:
            return self.found.get(frame.function.address, UNKNOWN).function
        return frame.function.name

    def kind(self, frame: Frame) -> LevelKind:
        """What kind of function it is."""
        if frame.function.address is not None:
            return "c"
        if frame.site is not None:
            return "library"
        return "python" if frame.function.file else "builtin"

    def site(self, frame: Frame) -> Place | None:
        """The line outside of the frame from which it was entered; None where that is not known."""
        outer = frame.outer
        if frame.site is not None:
            symbol = self.found.get(frame.site - 1, UNKNOWN)
            if not symbol.line or outer is None:
                return None
            return self.place(symbol.file, symbol.line, symbol.function)
        if outer is None or not frame.line or not outer.function.file:
            return None
        return self.place(outer.function.file, frame.line, self.name(outer))

    def place_of(self, frame: Frame) -> Place | None:
        """Where a function of the program's own begins; None for any other function."""
        function = frame.function
        if function.address is not None:
            symbol = self.found.get(function.address, UNKNOWN)
            file, name = symbol.file, symbol.function
            line = _heading(file, symbol.line, name)
        else:
            file, line, name = function.file, function.first, function.name
        return self.place(file, line, name) if file and self.is_own(file) else None

    def place(self, file: str, line: int, function: str) -> Place:
        """A line of a file, with its text."""
        text = linecache.getline(file, line).strip()
        return Place(file, line, function, text, self.is_own(file))

    def is_own(self, file: str) -> bool:
        """Whether a file is the program's, not a library's."""
        if self.program is not None:
            return file in self.own
        return file in self.own or not LIBRARY.search(file)


def _heading(file: str, line: int, function: str) -> int:
    """The line that names a function of C, whose code begins with the brace below it."""
    above = range(line, max(line - 4, 0), -1)
    return next((each for each in above if f"{function}(" in linecache.getline(file, each)), line)


def chain(symbolizer: Symbolizer, call: SystemCall, zero: int) -> tuple[Level, ...]:
    """The levels from the outermost frame known to the system call; times from `zero` on."""
    last = Level(call.name, "system", None, call.start - zero, _at(call.end, zero))
    return (*frame_levels(symbolizer, call.frames(), zero), last)


def frame_levels(symbolizer: Symbolizer, frames: Sequence[Frame], zero: int) -> Iterator[Level]:
    """A level for each frame, the outermost first."""
    sites = [*(symbolizer.site(frame) for frame in frames[1:]), None]
    for frame, place in zip(frames, sites, strict=False):
        yield Level(symbolizer.name(frame), symbolizer.kind(frame), place, *_times(frame, zero))


def _times(frame: Frame, zero: int) -> tuple[int | None, int | None]:
    return _at(frame.start, zero), _at(frame.end, zero)


def _at(time: int | None, zero: int) -> int | None:
    return None if time is None else time - zero


def own_place(levels: Iterable[Level]) -> Place | None:
    """The innermost of the program's own lines."""
    found = [level.place for level in levels if level.place is not None and level.place.own]
    return found[-1] if found else None


def function_called(levels: Sequence[Level], place: Place | None) -> str:
    """What the program's own line called, without its class; else the system call."""
    for level, inner in pairwise(levels):
        if place is not None and level.place is place:
            return inner.name.rpartition(".")[2]
    return levels[-1].name


def _addresses(frame: Frame) -> Iterable[int]:
    if frame.function.address is not None:
        yield frame.function.address
    if frame.site is not None:
        yield frame.site - 1
