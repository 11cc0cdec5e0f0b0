"""Descriptor tables through time: who held which end of a pipe, and where each let go of it.

A read returns 0 once nobody holds the writing end any more. So it is after every point at which one
of the holders let go of it, and to know those points takes the table of every process that ever
held it, as it was then. Say that a parent makes a pipe and two workers:

     3  parent   leave pipe2 = 0, fds 3 and 4
     5  parent   enter fork -> 6 creation of one: its table is a copy of the parent's
    10  parent   enter fork -> 11 creation of two: so is this
    14  parent   enter close(4)
    16  one      enter close(4)
    20  one      exiting
    22  two      exiting
    24  parent   leave read(3) = 0

Channel.got says how the ends came to be: table 0, descriptors 3 and 4, from point 3 on. releases()
starts there. Table 0 has 4 until 14, which is one release. Two tables were copied from it between 3
and 14, and each still has 4 by inheritance: table 1 until its own close at 16, table 2 until its
process ended at 22. So the read at 24 is after 14, 16 and 22; not after 20, for by then `one` held
nothing.

A fork copies the table and an exec closes part of it. With n workers that hold n descriptors each
the copies alone would be quadratic, so a table keeps its own changes only and asks the one that it
was copied from for the rest: `first` and `last` are the points between which the copy was made, and
what was the same at both was copied for certain. What changed in between (another thread was at it)
is nobody's for certain: NONE. Such a descriptor gives no release, and so no edge that is not true.

Tables outlive their processes, for an end of file may come long after. So what is kept of each is
numbers in arrays, and nothing where it is empty.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from joinscope.happens_before.fd_changes import POINT_BITS, Changes
from joinscope.happens_before.fd_entries import CLOEXEC, NONE, is_end, same
from joinscope.happens_before.graph import NEVER

FEW = 32  # changes that one log holds: with more of them each insertion would move too many
ENTRY = (1 << POINT_BITS) - 1


class Table:
    """The descriptors of a process from its creation, or from its last exec, on.

    Attributes:
        number: its place among all tables.
        source: the table that it was copied from; None: it begins empty.
        first, last: the points between which it was copied.
        exec: the copy left out what was marked close-on-exec.
        users: threads that share it.
        ends: the last point of each of those that has ended. The kernel drops the table behind the
            last of them, and so behind all of them.
        pidfds: the numbers of the processes that the pidfds here tell of, by descriptor.
        children: the tables that were copied from it, in the order of `last`.
    """

    __slots__ = (
        "_changes", "_since", "_whole", "children", "ends", "exec", "first", "last", "number",
        "pidfds", "source", "users",
    )  # fmt: skip

    def __init__(self, number: int) -> None:
        self.number = number
        self.source: Table | None = None
        self.first = self.last = 0
        self.exec = False
        self.users = 1
        self.children: list[Table] | None = None
        self.ends: list[int] | None = None
        self.pidfds: dict[int, int] | None = None
        self._changes: Changes | dict[int, Changes] | None = None
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
            self._changes = Changes()
        elif isinstance(self._changes, Changes) and len(self._changes) == FEW:
            few, self._changes = self._changes, {}
            for each in few:
                self._changes.setdefault(each[0], Changes()).add(*each)
        if isinstance(self._changes, dict):
            self._changes.setdefault(fd, Changes()).add(fd, point, entry)
        else:
            self._changes.add(fd, point, entry)

    def replace(self, point: int, whole: Mapping[int, int]) -> list[int]:
        """From this point on the table is exactly this; return the descriptors that are new."""
        new = [fd for fd, entry in whole.items() if not same(self.entry(fd, point), entry)]
        self._since = point
        self._whole = array("Q", sorted(fd << POINT_BITS | entry for fd, entry in whole.items()))
        return new

    def add(self, point: int, some: Mapping[int, int]) -> list[int]:
        """From this point on these are here as well; return those that are new."""
        new = [fd for fd, entry in some.items() if not same(self.entry(fd, point), entry)]
        for fd, entry in some.items():
            self.change(fd, point, entry)
        return new

    def entry(self, fd: int, point: int = NEVER) -> int:
        """What the descriptor is at a point; NONE also where that is not certain."""
        changes = self._changes_of(fd)
        last = changes.last(fd, point) if changes is not None else None
        if self._whole is not None and self._since <= point and (not last or last[0] < self._since):
            place = bisect_left(self._whole, fd << POINT_BITS)
            found = self._whole[place] if place < len(self._whole) else -1
            return found & ENTRY if found >> POINT_BITS == fd else NONE
        return last[1] if last else self.inherited(fd)

    def descriptors(self) -> set[int]:
        """Every descriptor that there may be here."""
        if isinstance(self._changes, Changes):
            found = {fd for fd, _, _ in self._changes}
        else:
            found = set(self._changes or ())
        if self._whole is not None:
            found.update(each >> POINT_BITS for each in self._whole)
        elif self.source is not None:
            found |= self.source.descriptors()
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
        """The point at which `fd` stops being that end, and the points that let go of it.

        It was that end at `since`. (NEVER, ()) if it still is.
        """
        changes = self._changes_of(fd)
        for point, entry in changes.later(fd, since) if changes is not None else ():
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

    def _changes_of(self, fd: int) -> Changes | None:
        return self._changes.get(fd) if isinstance(self._changes, dict) else self._changes


class Releases(NamedTuple):
    """The last points before an end was let go of, and who has not: (table, descriptor)."""

    points: list[int]
    held: list[tuple[Table, int]]


def releases(tables: Sequence[Table], got: Sequence[int], end: int) -> Releases:
    """The last points before that end was let go of, of all holders and their heirs.

    `got` are those that got it other than by a copy of a table, as Channel.got has them: triples
    in a row, of the table's number, the descriptor, and the point from which on.
    """
    found = Releases([], [])
    todo = [(tables[got[at]], got[at + 1], got[at + 2]) for at in range(0, len(got), 3)]
    seen = set(todo)
    while todo:
        table, fd, since = todo.pop()
        if not is_end(table.entry(fd, since), end):
            continue
        until, released = table.holding(fd, since, end)
        found.points.extend(released)
        if until == NEVER:
            found.held.append((table, fd))
        for child in table.heirs(since, until):
            holding = child, fd, child.last
            if holding not in seen and is_end(child.inherited(fd), end):
                seen.add(holding)
                todo.append(holding)
    return found


def is_held(tables: Sequence[Table], got: Sequence[int], end: int) -> bool:
    """Whether a holder of that end, or an heir, has not let go of it; arguments as above."""
    todo = [(tables[got[at]], got[at + 1], got[at + 2]) for at in range(0, len(got), 3)]
    seen = set(todo)
    while todo:
        table, fd, since = todo.pop()
        if not is_end(table.entry(fd, since), end):
            continue
        until, _ = table.holding(fd, since, end)
        if until == NEVER:
            return True
        for child in table.heirs(since, until):
            holding = child, fd, child.last
            if holding not in seen and is_end(child.inherited(fd), end):
                seen.add(holding)
                todo.append(holding)
    return False


def _copied(table: Table) -> int:
    return table.last
