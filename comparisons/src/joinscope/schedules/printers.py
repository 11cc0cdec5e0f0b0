"""Which thread prints each line, and by which of its writes: the same in every run, unlike PIDs.

A line's text does not say which line it is: `start 1` is also in `start 10`, and two workers may
print the same. So a line is known by who prints it, and by the how manieth write of that thread.
Where a line takes several writes (PYTHONUNBUFFERED: the text, then its end), it is from the first
of them to the last.
"""

from dataclasses import dataclass

from joinscope.happens_before.printed_lines import PrintedLine
from joinscope.joins.account import Account
from joinscope.recording.records import Leave, OutputResults, Record
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


class NamedAccount(Account):
    """An account that knows, too, who has printed what, by names that hold in every run."""

    def __init__(self) -> None:
        super().__init__()
        self.names = Names()
        self._writes: dict[int, PrintedBy] = {}
        self._count: dict[str, int] = {}

    def add(self, record: Record) -> None:
        """Take the next record."""
        super().add(record)
        self.names.add(record)
        match record:
            case Leave(tid=tid, results=OutputResults(stream="stdout", data=data)) if data:
                name = self.names.of(tid)
                if name is not None:
                    self._count[name] = self._count.get(name, 0) + 1
                    point = len(self.order.graph) - 1
                    self._writes[point] = PrintedBy(name, self._count[name])

    def writes(self) -> list[LineWrites] | None:
        """Of each line, in the order in which they were printed; None if that is not known."""
        found = [self._line(line) for line in self.order.printed.all()]
        known = [each for each in found if each is not None]
        return known if len(known) == len(found) else None

    def _line(self, line: PrintedLine) -> LineWrites | None:
        first = self._writes.get(line.writes[0][1])
        last = self._writes.get(line.writes[-1][1])
        return LineWrites(first, last) if first and last else None
