"""Entries of descriptor tables as numbers: which object, how it is open, whether exec closes it.

Each worker brings its own pipes, and every table that it passes through names them again. So a
name is kept once, and an entry is an integer that fits into an array; NONE is no entry.
"""

NONE = 0
CLOEXEC, READ, WRITE = 1, 2, 4
SHIFT = 3


class Entries:
    """The objects by their names, numbered from 1 on."""

    __slots__ = ("_names", "_numbers")

    def __init__(self) -> None:
        self._names = [""]
        self._numbers: dict[str, int] = {}

    def entry(self, name: str, mode: str, *, cloexec: bool = False) -> int:
        """The entry of an object that is open for reading (r), writing (w), both or neither."""
        number = self._numbers.setdefault(name, len(self._names))
        if number == len(self._names):
            self._names.append(name)
        ways = READ * ("r" in mode) | WRITE * ("w" in mode)
        return number << SHIFT | ways | CLOEXEC * cloexec

    def name(self, entry: int) -> str:
        """The name of an entry's object; the same string each time."""
        return self._names[entry >> SHIFT]


def with_cloexec(entry: int, *, cloexec: bool) -> int:
    """The entry with close-on-exec set or cleared."""
    return entry & ~CLOEXEC | CLOEXEC * cloexec


def is_end(entry: int, end: int) -> bool:
    """Whether an entry is (also) this end, an entry of one mode: so one end of a pipe."""
    return entry & (end | -1 << SHIFT) == end


def same(one: int, other: int) -> bool:
    """Whether both are entries of one object, open in one way."""
    return one != NONE and one | CLOEXEC == other | CLOEXEC
