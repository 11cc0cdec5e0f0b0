"""Descriptor tables through time: who held which end of a pipe, and where each let go of it.

A birth copies the table and an exec closes part of it. With n workers that hold n descriptors each
the copies alone would be quadratic, so a table keeps its own changes only and asks the one that it
was copied from for the rest. Tables outlive their processes, for an end of file is after all that
ever held the pipe. So what is kept of each is numbers in arrays, and nothing where it is empty.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from joinscope.happens_before.fd_changes import POINT_BITS, Column
from joinscope.happens_before.fd_entries import CLOEXEC, NONE, is_end, same
from joinscope.happens_before.graph import NEVER

FEW = 32  # changes that one column holds: with more of them each insertion would move too many
ENTRY = (1 << POINT_BITS) - 1


class Table:
    """The descriptors of a process from its birth, or from its last exec, on.

    `source`, `first` and `last` tell which table it was copied from, from which point on and until
    which: what was the same at both was copied for certain. `users` counts the threads that share
    it, `ends` are the last point of each that has ended. The kernel drops the table behind the last
    of them, and so behind all of them.
    """

    __slots__ = (
        "_changes", "_since", "_whole", "children", "ends", "exec", "first", "last", "number",
        "source", "users",
    )  # fmt: skip

    def __init__(self, number: int) -> None:
        self.number = number
        self.source: Table | None = None
        self.first = self.last = 0
        self.exec = False
        self.users = 1
        self.children: list[Table] | None = None
        self.ends: list[int] | None = None
        self._changes: Column | dict[int, Column] | None = None
        self._since = NEVER
        self._whole: array[int] | None = None

    def copy(self, source: "Table", first: int, last: int) -> None:
        """It begins as a copy of the source, made between two points."""
        self.source, self.first, self.last = source, first, last
        if source.children is None:
            source.children = [self]
        else:
            source.children.append(self)

    def end(self, point: int) -> None:
        """One more thread that shared it has reached its last point."""
        if self.ends is None:
            self.ends = [point]
        else:
            self.ends.append(point)

    def change(self, fd: int, point: int, entry: int) -> None:
        """From this point on the descriptor is this entry.

        NONE: the thread that the point belongs to let go of it.
        """
        if self._changes is None:
            self._changes = Column()
        elif isinstance(self._changes, Column) and len(self._changes) == FEW:
            few, self._changes = self._changes, {}
            for each in few:
                self._changes.setdefault(each[0], Column()).add(*each)
        if isinstance(self._changes, dict):
            self._changes.setdefault(fd, Column()).add(fd, point, entry)
        else:
            self._changes.add(fd, point, entry)

    def replace(self, point: int, whole: Mapping[int, int]) -> list[int]:
        """From this point on the table is exactly this; return the descriptors that are new."""
        new = [fd for fd, entry in whole.items() if not same(self.entry(fd, point), entry)]
        self._since = point
        self._whole = array("Q", sorted(fd << POINT_BITS | entry for fd, entry in whole.items()))
        return new

    def entry(self, fd: int, point: int = NEVER) -> int:
        """What the descriptor is at a point; NONE also where that is not certain."""
        column = self._column(fd)
        last = column.last(fd, point) if column is not None else None
        if self._whole is not None and self._since <= point and (not last or last[0] < self._since):
            place = bisect_left(self._whole, fd << POINT_BITS)
            found = self._whole[place] if place < len(self._whole) else -1
            return found & ENTRY if found >> POINT_BITS == fd else NONE
        return last[1] if last else self.inherited(fd)

    def every(self) -> set[int]:
        """Every descriptor that there may be here."""
        if isinstance(self._changes, Column):
            found = {fd for fd, _, _ in self._changes}
        else:
            found = set(self._changes or ())
        if self._whole is not None:
            found.update(each >> POINT_BITS for each in self._whole)
        elif self.source is not None:
            found |= self.source.every()
        return found

    def inherited(self, fd: int) -> int:
        """What the descriptor was when the table was copied."""
        if self.source is None:
            return NONE
        entry = self.source.entry(fd, self.first)
        if not same(entry, self.source.entry(fd, self.last)):
            return NONE
        return NONE if self.exec and entry & CLOEXEC else entry

    def holding(self, fd: int, since: int, end: int) -> tuple[int, Sequence[int]]:
        """Until when the descriptor, which is that end, stays so, and the points that let go of it.

        (NEVER, ()) if it still does.
        """
        column = self._column(fd)
        for point, entry in column.later(fd, since) if column is not None else ():
            if not is_end(entry, end):
                return point, (point,) if entry == NONE else ()
        if self._whole is not None and self._since > since and not is_end(self.entry(fd), end):
            return self._since, ()
        if not self.users and self.ends:
            return self.ends[-1], self.ends
        return NEVER, ()

    def heirs(self, since: int, until: int) -> Iterator["Table"]:
        """The tables that were copied from this one between two points."""
        children = self.children or ()
        first = bisect_left(children, since, key=_copied)
        for child in islice(children, first, None):
            if child.last > until:
                return
            yield child

    def _column(self, fd: int) -> Column | None:
        return self._changes.get(fd) if isinstance(self._changes, dict) else self._changes


def releases(tables: Sequence[Table], got: Sequence[int], end: int) -> list[int]:
    """The last points before that end was let go of, of all holders and their heirs.

    `got` are those that got it other than by a copy of a table: in a row the table's number, the
    descriptor, and the point from which on. A holder that has not let go of it has no part in the
    result.
    """
    found: list[int] = []
    todo = [(tables[got[at]], got[at + 1], got[at + 2]) for at in range(0, len(got), 3)]
    seen = set(todo)
    while todo:
        table, fd, since = todo.pop()
        if not is_end(table.entry(fd, since), end):
            continue
        until, released = table.holding(fd, since, end)
        found += released
        for child in table.heirs(since, until):
            holding = child, fd, child.last
            if holding not in seen and is_end(child.inherited(fd), end):
                seen.add(holding)
                todo.append(holding)
    return found


def _copied(table: Table) -> int:
    return table.last
