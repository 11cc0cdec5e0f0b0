"""Traps that the program's own lines show: a child on its parent's way, a task that runs on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from joinscope.explanation.call_chain import Symbolizer, frame_levels, own_place
from joinscope.explanation.copied_buffer import copied_buffer
from joinscope.explanation.known_traps import ForkedOn, TaskOutlived, Trap
from joinscope.explanation.lock_waits import lock_waits
from joinscope.explanation.model import Level, Place
from joinscope.joins.account import Account
from joinscope.joins.joins import Join
from joinscope.joins.lifetimes import Lifetime
from joinscope.joins.roles import creating_call
from joinscope.joins.system_call import SystemCall
from joinscope.recording.call_stacks import Frame
from joinscope.recording.records import CreateArguments, OutputResults, WaitArguments

# A line that has code for one of two processes: which of it was run is not known.
BRANCHES = re.compile(r"\b(if|else|elif|case|and|or)\b|&&|\|\||\?")
LOOKED_AT = 200  # calls of a process
LONG = 100_000_000  # ns: a shorter wait goes unnoticed

Line = tuple[str, int]


@dataclass(slots=True)
class LineTraps:
    """Finds them in one side; what it has found of a process it keeps."""

    account: Account
    symbolizer: Symbolizer
    _ran: dict[int, dict[Line, int]] = field(default_factory=dict)
    _late: list[tuple[int, TaskOutlived]] | None = None

    def of(self, join: Join) -> Iterator[Trap]:
        """The traps of a worker."""
        role, lives = join.worker, self.account.lifetimes.all
        life = lives[role.process]
        if life.how == "fork" and not life.executed and role.creator is not None:
            lines = self._common(life, lives[role.creator], join)
            if lines:
                yield ForkedOn(tuple(sorted(lines)))
            made = creating_call(self.account.lifetimes, role)
            copied = copied_buffer(life, lives[role.creator], made) if made is not None else None
            if copied is not None:
                yield copied
        for process, trap in self._outlived():
            if process == role.asked_by:
                yield trap

    def _common(self, life: Lifetime, creator: Lifetime, join: Join) -> set[int]:
        """The lines of the function that forked, or of its callers, that both ran behind that."""
        made = creating_call(self.account.lifetimes, join.worker)
        site = own_place(self._levels(made.frames())) if made is not None else None
        if made is None or site is None:
            return set()
        if creator.process.number not in self._ran:
            self._ran[creator.process.number] = dict(self._lines(creator))
        ran, found = self._ran[creator.process.number], set[int]()
        for call in life.calls[:LOOKED_AT]:
            frames = call.frames()
            if not frames or not frames[0].inherited or not _tells(call):
                continue
            levels = self._levels(frames)
            first, place = levels[0].place, own_place(levels)
            if first is None or place is None or not first.own or _line(first) == _line(site):
                continue
            if ran.get(_line(first), 0) > made.start and not BRANCHES.search(first.text):
                found.add(place.line)
        return found

    def _lines(self, life: Lifetime) -> Iterator[tuple[Line, int]]:
        """The lines that a process ran, and when it did so last."""
        for call in life.calls[-LOOKED_AT:]:
            for level in self._levels(call.frames()):
                if level.place is not None and level.place.own and _tells(call):
                    yield _line(level.place), call.start

    def _outlived(self) -> list[tuple[int, TaskOutlived]]:
        """The ends of executors that waited for a task, by the numbers of their processes."""
        if self._late is None:
            self._late = list(self._late_ends())
        return self._late

    def _late_ends(self) -> Iterator[tuple[int, TaskOutlived]]:
        lifetimes = self.account.lifetimes
        for tid, waits in lock_waits(lifetimes, self.symbolizer).items():
            life, given_up = lifetimes.of_thread(tid), False
            for frame, since, to in waits:
                names = [each.function.name for each in frame.outwards()]
                if "Future.result" in names:
                    given_up = True
                elif given_up and to is not None and to - since > LONG and life is not None:
                    place = own_place(self._levels(frame.inwards()))
                    if place is not None and any(
                        name.endswith("xecutor.shutdown") for name in names
                    ):
                        late = TaskOutlived(to - since, place.file, place.line)
                        yield life.process.number, late

    def _levels(self, frames: list[Frame]) -> list[Level]:
        return list(frame_levels(self.symbolizer, frames, 0))


def _line(place: Place) -> Line:
    return place.file, place.line


def _tells(call: SystemCall) -> bool:
    """Whether it shows that its line was run: it printed, waited, or made a process."""
    printed = isinstance(call.results, OutputResults) and call.results.stream == "stdout"
    return printed or isinstance(call.arguments, (WaitArguments, CreateArguments))
