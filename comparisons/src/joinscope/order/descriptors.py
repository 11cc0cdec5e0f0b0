"""Descriptor tables through time: who held which end of a pipe, and where each let go of it.

A birth copies the table and an exec closes part of it. With n workers that hold n descriptors each
the copies alone would be quadratic, so a table keeps its own changes only and asks the one that it
was copied from for the rest.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from joinscope.order.graph import NEVER, Chain


class Entry(NamedTuple):
    """What a descriptor refers to: the object, the way it is open, and whether exec closes it."""

    object: str
    mode: str
    cloexec: bool = False


class Change(NamedTuple):
    """From a point on a descriptor is this entry, or none; `chain` is whose thread let go of it."""

    point: int
    entry: Entry | None
    chain: Chain | None


Release = tuple[Chain, int]


class Table:
    """The descriptors of a process from its birth, or from its last exec, on.

    `copied` is (from which table, from which point, until which): what was the same at both was
    copied for certain. `users` counts the threads that share it, `ends` are the last point of each
    that has ended. The kernel drops the table behind the last of them, and so behind all of them.
    """

    __slots__ = ("_changes", "_whole", "children", "copied", "ends", "exec", "users")

    def __init__(
        self, copied: tuple["Table", int, int] | None = None, *, exec_: bool = False
    ) -> None:
        self.copied = copied
        self.exec = exec_
        self.users = 1
        self.children: list[Table] = []
        self.ends: list[tuple[Chain, int]] = []
        self._changes: dict[int, list[Change]] = {}
        self._whole: tuple[int, dict[int, Entry]] | None = None
        if copied:
            copied[0].children.append(self)

    def change(self, fd: int, point: int, entry: Entry | None, chain: Chain | None = None) -> None:
        """From this point on the descriptor is this entry."""
        insort(self._changes.setdefault(fd, []), Change(point, entry, chain), key=_point)

    def replace(self, point: int, whole: dict[int, Entry]) -> list[int]:
        """From this point on the table is exactly this; return the descriptors that are new."""
        new = [fd for fd, entry in whole.items() if not _same(self.entry(fd, point), entry)]
        self._whole = point, whole
        return new

    def entry(self, fd: int, point: int = NEVER) -> Entry | None:
        """What the descriptor is at a point; None also where that is not certain."""
        changes = self._changes.get(fd, ())
        place = bisect_right(changes, point, key=_point)
        last = changes[place - 1] if place else None
        if self._whole and self._whole[0] <= point and (not last or last.point < self._whole[0]):
            return self._whole[1].get(fd)
        return last.entry if last else self.inherited(fd)

    def every(self) -> set[int]:
        """Every descriptor that there may be here."""
        found = {*self._changes, *(self._whole[1] if self._whole else ())}
        if self.copied is not None and self._whole is None:
            found |= self.copied[0].every()
        return found

    def inherited(self, fd: int) -> Entry | None:
        """What the descriptor was when the table was copied."""
        if self.copied is None:
            return None
        table, first, last = self.copied
        entry = table.entry(fd, first)
        if entry is None or not _same(entry, table.entry(fd, last)):
            return None
        return None if self.exec and entry.cloexec else entry

    def holding(self, fd: int, since: int, name: str, mode: str) -> tuple[int, list[Release]]:
        """Until when the descriptor, which is an end of `name`, stays so, and what let go of it.

        (NEVER, []) if it still does.
        """
        changes = self._changes.get(fd, [])
        for change in changes[bisect_right(changes, since, key=_point) :]:
            if not _is(change.entry, name, mode):
                return change.point, [(change.chain, change.point)] if change.chain else []
        if self._whole and self._whole[0] > since and not _is(self.entry(fd), name, mode):
            return self._whole[0], []
        if not self.users and self.ends:
            return self.ends[-1][1], self.ends
        return NEVER, []

    def heirs(self, since: int, until: int) -> Iterator["Table"]:
        """The tables that were copied from this one between two points."""
        first = bisect_left(self.children, since, key=_copied)
        for child in islice(self.children, first, None):
            if _copied(child) > until:
                return
            yield child


Holding = tuple[Table, int, int]  # the descriptor of a table, from a point on


def releases(got: list[Holding], name: str, mode: str) -> dict[Chain, int]:
    """For each thread the last point before it let go of that end, of all holders and their heirs.

    `got` are those that got it other than by a copy of a table. A holder that has not let go of it
    has no part in the result.
    """
    found: dict[Chain, int] = {}
    todo, seen = list(got), set(got)
    while todo:
        table, fd, since = todo.pop()
        if not _is(table.entry(fd, since), name, mode):
            continue
        until, released = table.holding(fd, since, name, mode)
        for chain, point in released:
            found[chain] = max(point, found.get(chain, 0))
        for child in table.heirs(since, until):
            holding = child, fd, _copied(child)
            if holding not in seen and _is(child.inherited(fd), name, mode):
                seen.add(holding)
                todo.append(holding)
    return found


def _copied(table: Table) -> int:
    return table.copied[2] if table.copied else 0


def _point(change: Change) -> int:
    return change.point


def _is(entry: Entry | None, name: str, mode: str) -> bool:
    return entry is not None and entry.object == name and mode in entry.mode


def _same(one: Entry | None, other: Entry | None) -> bool:
    return one is not None and other is not None and one[:2] == other[:2]
