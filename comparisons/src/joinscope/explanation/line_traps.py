"""Traps that the program's own lines show: a child on its parent's way, a task that runs on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from joinscope.explanation.call_chain import Symbolizer, frame_levels, own_place
from joinscope.explanation.copied_buffer import copied_buffer, copied_file
from joinscope.explanation.known_traps import ForkedOn, TaskOutlived, Trap
from joinscope.explanation.lock_waits import lock_waits
from joinscope.explanation.model import Level
from joinscope.joins.account import Account
from joinscope.joins.joins import Join
from joinscope.joins.lifetimes import Lifetime
from joinscope.joins.roles import creating_call
from joinscope.joins.system_call import SystemCall
from joinscope.recording.call_stacks import Frame, Function
from joinscope.recording.records import (
    CreateArguments,
    ExecArguments,
    OutputResults,
    WaitArguments,
)

# A line that may have code for one of two processes.
BRANCHES = re.compile(r"\b(if|else|elif|case|and|or)\b|&&|\|\||\?")
CONDITION = re.compile(r"^(if|elif)\b")
LOOKED_AT = 200  # calls of a process
LONG = 100_000_000  # ns: a shorter wait goes unnoticed

# A function from a line of a frame, in C from the address of the call.
Ran = tuple[Frame | None, Function, int, int | None]


@dataclass(slots=True)
class LineTraps:
    """Finds them in one side; what it has found of a process it keeps."""

    account: Account
    symbolizer: Symbolizer
    _ran: dict[int, dict[Ran, int]] = field(default_factory=dict)
    _late: list[tuple[int, TaskOutlived]] | None = None

    def of(self, join: Join) -> Iterator[Trap]:
        """The traps of a worker."""
        role, lives = join.worker, self.account.lifetimes.all
        life = lives[role.process]
        if life.how == "fork" and not life.executed and role.creator is not None:
            lines = self._common(life, lives[role.creator], join)
            if lines:
                yield ForkedOn(tuple(sorted(lines)), _failed_exec(life))
            made = None if lines else creating_call(self.account.lifetimes, role)
            copied = copied_buffer(life, lives[role.creator], made) if made is not None else None
            if copied is None and made is not None and self.symbolizer.program is not None:
                printed = [
                    frame for tid, frame in self.account.lifetimes.stacks.frames if tid == made.tid
                ]
                maker = lives[role.creator]
                copied = copied_file(life, maker, made, printed, self.symbolizer)
            if copied is not None:
                yield copied
        for process, trap in self._outlived():
            if process == role.asked_by:
                yield trap

    def _common(self, life: Lifetime, creator: Lifetime, join: Join) -> set[int]:
        """The lines that both processes ran behind the fork, in a function that was there at it.

        When fork() returns both are in the same calls of the same functions. What a line of such a
        function has called later, in each of the two, each has run behind the fork. A line of any
        other call of the function proves nothing: in `run(outer)`, where outer() itself forks in
        run(), its worker is at `work()` in the inner run(), and its parent in the outer one, where
        it has been since before the fork. Nor does one within what both have called, where each
        may have gone its own way.
        """
        made = creating_call(self.account.lifetimes, join.worker)
        site = own_place(self._levels(made.frames())) if made is not None else None
        if made is None or site is None:
            return set()
        if creator.process.number not in self._ran:
            self._ran[creator.process.number] = dict(self._lines(creator))
        ran, found = self._ran[creator.process.number], set[int]()
        for call in life.calls[:LOOKED_AT]:
            entered = next(iter(call.frames()[1:]), None)
            if entered is None or entered.outer is None or not _tells(call):
                continue
            there = entered.outer
            place = self.symbolizer.site(entered)
            if place is None or not place.own or place.file != site.file or place.line == site.line:
                continue
            since = ran.get((there.original, entered.function, place.line, entered.site), 0)
            if since > made.start and _is_one_call(place.text, entered):
                found.add(place.line)
        return found

    def _lines(self, life: Lifetime) -> Iterator[tuple[Ran, int]]:
        """What the lines of a process have called, and when that was last entered."""
        for call in life.calls[-LOOKED_AT:]:
            if _tells(call):
                for outer, inner in pairwise(call.frames()):
                    place = self.symbolizer.site(inner)
                    if place is not None and inner.start is not None:
                        yield (outer, inner.function, place.line, inner.site), inner.start

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


def _is_one_call(line: str, entered: Frame) -> bool:
    """Whether all who entered a function from a line, or an address, have run the same of it.

    What one of two processes runs may stand on the same line as what the other does, and call the
    same function. The one condition of an `if` both have looked at.
    """
    return entered.site is not None or not BRANCHES.search(CONDITION.sub("", line))


def _failed_exec(life: Lifetime) -> str:
    """The error with which the last exec of a process failed that has executed nothing."""
    tried = [each for each in life.calls if isinstance(each.arguments, ExecArguments)]
    return (tried[-1].error or "") if tried else ""


def _tells(call: SystemCall) -> bool:
    """Whether it shows that its line was run: it printed, waited, or made a process."""
    printed = isinstance(call.results, OutputResults) and call.results.stream == "stdout"
    return printed or isinstance(call.arguments, (WaitArguments, CreateArguments))
