"""Byte accounting: of which writes a read of a pipe, or of a socket of a pair, got bytes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from joinscope.order.graph import Chain


@dataclass(slots=True)
class Write:
    """A write: whose, its enter, the least and the greatest place of its first byte, its size."""

    chain: Chain
    enter: int
    least: int = 0
    greatest: int = 0
    size: int = 0


@dataclass(slots=True)
class Stream:
    """What went in and came out, first in, first out.

    A read surely got bytes of a write if they overlap wherever the write's first byte may lie: a
    pipe keeps the order of bytes (pipe(7)). Writes that overlap in time form a burst: each may lie
    anywhere in it. A read has a known place only if no other overlapped with it. Writers that the
    recording does not show (`foreign`) move everything: then nothing is sure. That a write lies
    before another in the pipe is no order between them: in another run it may lie behind.

    `taken` counts the bytes of the reads that have returned, the last one at `returned`; `run` is
    who took the last ones in a row, and from which byte on: reads of one thread count as one.
    `exact` as long as nothing overlapped: then a read got bytes of
    no other writes than the sure ones.
    """

    foreign: bool = False
    exact: bool = True
    written: int = 0
    taken: int = 0
    returned: int = 0
    run: tuple[Chain, int] | None = None
    reading: int = 0
    begun: int = 0
    open: int = 0
    burst: list[Write] = field(default_factory=list)
    waiting: list[Write] = field(default_factory=list)
    hidden: Chain | None = None
    readers: dict[Chain, int] = field(default_factory=dict)

    def begin(self, chain: Chain, enter: int) -> Write:
        """A write begins."""
        self.open += 1
        self.burst.append(Write(chain, enter))
        self.exact = self.exact and self.open == 1
        return self.burst[-1]

    def finish(self, write: Write, size: int) -> None:
        """A write has returned; with the last of a burst its members get their places."""
        write.size = max(size, 0)
        self.open -= 1
        if self.open:
            return
        total = sum(each.size for each in self.burst)
        for each in self.burst:
            each.least, each.greatest = self.written, self.written + total - each.size
        self.written += total
        self.waiting += (each for each in self.burst if each.size)
        self.burst.clear()
        self._drop(self.taken)

    def abandon(self) -> None:
        """Bytes went in or out of which nobody knows how many."""
        self.foreign, self.exact = True, False

    def read_begins(self) -> int:
        """A read begins; return its number, or 0 if another is going on."""
        self.reading += 1
        self.begun += 1
        self.exact = self.exact and self.reading == 1
        return self.begun if self.reading == 1 else 0

    def sources(self, chain: Chain, size: int) -> Iterator[Write]:
        """Each write that a thread, with a read of the next `size` bytes, surely got bytes of."""
        end = self.taken + size
        start = self.run[1] if self.run and self.run[0] is chain else self.taken
        for each in self.waiting:
            if each.least >= end:
                break
            if each.greatest < end and start < each.least + each.size:
                yield each
        if len(self.burst) == 1 and self.written < end:
            yield self.burst[0]

    def take(self, size: int, point: int, chain: Chain | None) -> None:
        """A read took so many bytes; the chain is None if another read overlapped with it."""
        if chain is None or self.run is None or self.run[0] is not chain:
            self.run = (chain, self.taken) if chain is not None else None
        self.taken += size
        self.returned = point
        self._drop(self.taken)

    def unread(self) -> list[Write]:
        """Each write of which a read may still get bytes."""
        return [*self.waiting, *self.burst]

    def _drop(self, end: int) -> None:
        done = 0
        for each in self.waiting:
            if each.greatest + each.size > end:
                break
            done += 1
        del self.waiting[:done]
