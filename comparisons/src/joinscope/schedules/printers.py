"""Which thread prints each line, by which of its writes, and waits: the same in every run.

A line's text does not say which line it is: `start 1` is also in `start 10`, and two workers may
print the same. So a line is known by who prints it, and by the how manieth write of that thread.
Where a line takes several writes (PYTHONUNBUFFERED: the text, then its end), it is from the first
of them to the last.
"""

from dataclasses import dataclass

from joinscope.happens_before.printed_lines import PrintedLine
from joinscope.joins.account import Account
from joinscope.recording.records import (
    Enter,
    Leave,
    OutputResults,
    Record,
    WaitArguments,
    WaitResults,
)
from joinscope.schedules.names import Names


@dataclass(frozen=True, slots=True)
class PrintedBy:
    """A write to standard output: by the thread of this name its `nth`, from 1 on."""

    thread: str
    nth: int


@dataclass(frozen=True, slots=True)
class LineWrites:
    """The first and the last write of a line."""

    first: PrintedBy
    last: PrintedBy


@dataclass(frozen=True, slots=True)
class WaitedBy:
    """A wait that got an answer: by the thread of this name its `nth` that did, from 1 on.

    `entered`: of all its waits it is that one.
    """

    thread: str
    nth: int
    entered: int


class NamedAccount(Account):
    """An account that knows, too, who has printed what, by names that hold in every run.

    `waits` are those that got an answer, by the points where they returned. `calls` stands for what
    each thread has called, and of what kind the answers were: it is equal in runs that make the
    same calls.
    """

    def __init__(self) -> None:
        super().__init__()
        self.names = Names()
        self._writes: dict[int, PrintedBy] = {}
        self._count: dict[str, int] = {}
        self.waits: dict[int, WaitedBy] = {}
        self.calls: dict[str, int] = {}
        self._before: dict[str, int] = {}
        self._entered: dict[str, int] = {}
        self._answered: dict[str, int] = {}

    def add(self, record: Record) -> None:
        """Take the next record."""
        super().add(record)
        self.names.add(record)
        match record:
            case Enter() if (name := self.names.of(record.tid)) is not None:
                self._before[name] = self.calls.get(name, 0)
                self._called(name, record.call)
                if isinstance(record.arguments, WaitArguments):
                    self._entered[name] = self._entered.get(name, 0) + 1
            case Leave() if (name := self.names.of(record.tid)) is not None:
                if (record.error or "").startswith("ERESTART"):
                    # When a signal comes is luck, and then the call is made once more.
                    self.calls[name] = self._before.get(name, 0)
                else:
                    self._called(name, record.call, record.result > 0, record.error)
        match record:
            case Leave(tid=tid, results=WaitResults(), result=result) if result > 0:
                name = self.names.of(tid)
                if name is not None:
                    nth = self._answered[name] = self._answered.get(name, 0) + 1
                    point = len(self.order.graph) - 1
                    self.waits[point] = WaitedBy(name, nth, self._entered.get(name, 0))
            case Leave(tid=tid, results=OutputResults(stream="stdout", data=data)) if data:
                name = self.names.of(tid)
                if name is not None:
                    self._count[name] = self._count.get(name, 0) + 1
                    point = len(self.order.graph) - 1
                    self._writes[point] = PrintedBy(name, self._count[name])

    def _called(self, name: str, *what: object) -> None:
        """Take a call, or its answer, into what stands for all of a thread's."""
        self.calls[name] = hash((self.calls.get(name, 0), *what))

    def writes(self) -> list[LineWrites] | None:
        """Of each line, in the order in which they were printed; None if that is not known."""
        found = [self._line(line) for line in self.order.printed.all()]
        known = [each for each in found if each is not None]
        return known if len(known) == len(found) else None

    def _line(self, line: PrintedLine) -> LineWrites | None:
        first = self._writes.get(line.writes[0][1])
        last = self._writes.get(line.writes[-1][1])
        return LineWrites(first, last) if first and last else None
