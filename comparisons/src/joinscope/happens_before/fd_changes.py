"""A log of descriptor changes in two sorted arrays: most processes change few descriptors."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator

POINT_BITS = 32
POINT = (1 << POINT_BITS) - 1


class Changes:
    """From a point on a descriptor is this entry: sorted by descriptor, then by point.

    Of two changes at one point the one that came later counts.
    """

    __slots__ = ("_entries", "_keys")

    def __init__(self) -> None:
        self._keys = array("Q")
        self._entries = array("I")

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        """Each change as (descriptor, point, entry)."""
        for key, entry in zip(self._keys, self._entries, strict=True):
            yield key >> POINT_BITS, key & POINT, entry

    def add(self, fd: int, point: int, entry: int) -> None:
        """Put in one more change, wherever it belongs."""
        place = self._behind(fd, point)
        self._keys.insert(place, fd << POINT_BITS | point)
        self._entries.insert(place, entry)

    def last(self, fd: int, point: int) -> tuple[int, int] | None:
        """The last change of the descriptor up to a point, as (point, entry)."""
        place = self._behind(fd, point) - 1
        if place < 0 or self._keys[place] >> POINT_BITS != fd:
            return None
        return self._keys[place] & POINT, self._entries[place]

    def later(self, fd: int, point: int) -> Iterator[tuple[int, int]]:
        """Each change of the descriptor behind a point, as (point, entry)."""
        for place in range(self._behind(fd, point), len(self._keys)):
            if self._keys[place] >> POINT_BITS != fd:
                return
            yield self._keys[place] & POINT, self._entries[place]

    def _behind(self, fd: int, point: int) -> int:
        return bisect_left(self._keys, (fd << POINT_BITS | point) + 1)
