"""Byte accounting: of which writes a read of a pipe, or of a socket of a pair, got bytes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from joinscope.happens_before.graph import Chain


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

    `taken` counts the bytes of the reads that have returned, the last one at `returned`; `runner`
    is who took the last ones in a row, from the byte `run` on: reads of one thread count as one.
    `exact` as long as nothing overlapped: then a read got bytes of
    no other writes than the sure ones.
    `reader` is the last point at which a read began, as long as one thread alone has read;
    `readers` are those of each thread. What holds nothing is None: there is a stream for each pipe
    that ever was, and most carry one message from one thread to another.
    """

    foreign: bool = False
    exact: bool = True
    written: int = 0
    taken: int = 0
    returned: int = 0
    runner: Chain | None = None
    run: int = 0
    reading: int = 0
    begun: int = 0
    open: int = 0
    burst: list[Write] | None = None
    waiting: list[Write] | None = None
    may: Chain | None = None
    reader: tuple[Chain, int] | None = None
    readers: dict[Chain, int] | None = None

    def begin(self, chain: Chain, enter: int) -> Write:
        """A write begins."""
        self.open += 1
        self.exact = self.exact and self.open == 1
        write = Write(chain, enter)
        if self.burst is None:
            self.burst = [write]
        else:
            self.burst.append(write)
        return write

    def finish(self, write: Write, size: int) -> None:
        """A write has returned; with the last of a burst its members get their places."""
        write.size = max(size, 0)
        self.open -= 1
        if self.open:
            return
        burst, self.burst = self.burst or (), None
        total = sum(each.size for each in burst)
        for each in burst:
            each.least, each.greatest = self.written, self.written + total - each.size
        self.written += total
        if total:
            self.waiting = self.waiting or []
            self.waiting += (each for each in burst if each.size)
        self._drop(self.taken)

    def abandon(self) -> None:
        """Bytes went in or out of which nobody knows how many."""
        self.foreign, self.exact = True, False

    def read_begins(self, chain: Chain, enter: int) -> int:
        """A read begins; return its number, or 0 if another is going on."""
        if self.readers is not None:
            self.readers[chain] = enter
        elif self.reader is None or self.reader[0] is chain:
            self.reader = chain, enter
        else:
            self.readers = dict([self.reader, (chain, enter)])
        self.reading += 1
        self.begun += 1
        self.exact = self.exact and self.reading == 1
        return self.begun if self.reading == 1 else 0

    def sources(self, chain: Chain, size: int) -> Iterator[Write]:
        """Each write that a thread, with a read of the next `size` bytes, surely got bytes of."""
        end = self.taken + size
        start = self.run if self.runner is chain else self.taken
        for each in self.waiting or ():
            if each.least >= end:
                break
            if each.greatest < end and start < each.least + each.size:
                yield each
        if self.burst is not None and len(self.burst) == 1 and self.written < end:
            yield self.burst[0]

    def take(self, size: int, point: int, chain: Chain | None) -> None:
        """A read took so many bytes; the chain is None if another read overlapped with it."""
        if chain is None or self.runner is not chain:
            self.runner, self.run = chain, self.taken
        self.taken += size
        self.returned = point
        self._drop(self.taken)

    def unread(self) -> list[Write]:
        """Each write of which a read may still get bytes."""
        return [*(self.waiting or ()), *(self.burst or ())]

    def began(self) -> Iterable[tuple[Chain, int]]:
        """For each thread that reads here, the last point at which it began to."""
        if self.readers is not None:
            return self.readers.items()
        return (self.reader,) if self.reader is not None else ()

    def _drop(self, end: int) -> None:
        if self.waiting is None:
            return
        done = 0
        for each in self.waiting:
            if each.greatest + each.size > end:
                break
            done += 1
        del self.waiting[:done]
        self.waiting = self.waiting or None
