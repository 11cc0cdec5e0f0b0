"""Byte accounting: of which writes a read of a pipe, or of a socket of a pair, got bytes.

A read is after a write only if it must have got some of its bytes. A pipe keeps the order of bytes
(pipe(7)), so it is enough to count them: each byte that goes in has a place, from 0 on, and each
read takes the next ones. Three things make it hard, and each is met by keeping less than an exact
place.

Two writes that overlap in time may go in in either order. They form a burst, and each may lie
anywhere in it, so its first byte has a least and a greatest place. A worker writes 4 bytes while
another writes 2, and then 3 more go in alone:

                        bytes   first byte: least   greatest
    one     |------|      4                  0         2
    two        |------|   2                  0         4
    three       |--|      3                  6         6

A read of the first 3 bytes has surely got some of `one`: wherever that begins (at 0 or 2), it does
so before byte 3. Of `two` it may have got none, if that begins at 4. A read of 5 bytes has got
some of both. The rule for a read of the bytes from `start` to `end`: it overlaps with a write for
certain if the write's greatest place is before `end`, and its least possible end (least + bytes)
behind `start`.

A write can be read before it returns, and then its size is not known yet. If it is alone in its
burst, a read that ends behind all finished writes must have got some of it.

Two reads that overlap may take bytes in either order. Then neither has a place. They still take so
many bytes together, so the next read that is alone has one again. Reads of one thread that follow
each other count as one, from the first of them on: if `one` lies somewhere in the bytes that they
took, then the last of them returned after it began.

Where somebody that the recording does not show may write or read as well, or nobody knows how much
a call has moved, nothing has a place any more (`foreign`), and every read may be after every write.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Chain
from joinscope.happens_before.hidden_ways import Reason

READS = 512  # of those that have begun, so many are remembered at most


@dataclass(slots=True)
class Write:
    """A write: whose, its enter, the least and the greatest place of its first byte, its size.

    Its places and its size (bytes) are known once its burst is over. `ends` are points that whoever
    reads it is after, by an axiom: it is the status of a process that has ended there. `relay` is
    there if it has moved bytes of another stream, `brings` if descriptors come with it. `emptied`
    are the reads, by where they returned, that had left nothing here before it, to be told when it
    returns: see rules/emptied.py.
    """

    chain: Chain
    enter: int
    least: int = 0
    greatest: int = 0
    size: int = 0
    ends: tuple[int, ...] = ()
    relay: "Relay | None" = None
    brings: "list[Passing] | None" = None
    emptied: list[int] | None = None


@dataclass(slots=True)
class Relay:
    """Whose bytes a transfer moves: as long as it goes on, those that are next in a stream.

    `came` are the writes that they have come from, with the streams that these went into, and the
    choice by which they did; None: nobody knows.
    """

    stream: "Stream | None"
    came: "Came" = None


@dataclass(slots=True, eq=False)
class Passing:
    """A descriptor that a message brings: the end that it is, as an entry of a table.

    As long as nobody has read it, the message itself holds the end. `read` is the enter of the read
    that has.
    """

    entry: int
    read: int | None = None


@dataclass(slots=True)
class Short:
    """A read that took less than it had asked for, or a poll that has reported something else.

    It could have got what was written later, too: as much as there was `room` for. `told` is where
    it returned, `read` where the last one of the thread that was a read did; 0: none was. For each
    thread that writes later, `used` is how much, and `rivals` the place, in the list of all, of the
    last such write; `before` is of each thread up to where nothing comes after the read: see
    CausalPast.
    """

    told: int
    choice: Choice
    room: int
    read: int = 0
    before: dict[int, int] = field(default_factory=dict)
    used: dict[Chain, int] = field(default_factory=dict)
    rivals: dict[Chain, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Stream:
    """What went in and came out of one direction of a channel, first in, first out.

    Of sockets that keep the bounds of messages the unit is the message, not the byte. That a write
    lies before another in the pipe is no order between the two: in another run it may lie behind.
    What holds nothing is None: there is a stream for each pipe that ever was, and most carry one
    message from one thread to another.

    Attributes:
        foreign: nobody knows the places: somebody unseen writes or reads, too.
        exact: nothing has overlapped yet, so a read got bytes of the sure writes only.
        written: bytes of all writes that have returned.
        taken: bytes of all reads that have returned.
        returned: the point at which the last of those returned.
        runner: the thread that took the last bytes, alone; None if reads overlapped.
        run: the place from which on it did so.
        reading: reads that go on now.
        begun: reads that have ever begun, which numbers them.
        open: writes that go on now.
        burst: the writes since the last moment at which none went on.
        sent: writes that have returned.
        waiting: finished writes of which a read may still get bytes, by their least places.
        may: a virtual chain of writes of which any read may have got bytes.
        reader: the only thread that has read, and the point at which it began to, last.
        readers: the same for each thread, once there are several.
        took: once there are several, where the last read of each returned that got something.
        ended: by each of several that has found the end, where its last such read returned.
        writer, user: the thread that has begun to write, or to read, last, and the point at which.
        guard: the choice that an answer about this stream was: so is every later one.
        contested: it is not the order of the program in which several write, or read.
        short: where the last read returned, if it took less than it had asked for; else 0.
        tail: the write of which that took the last byte.
        found: by each thread that has found something here, where its last such look began.
        patient: no read has yet returned for want of bytes: then no later one has to wait, either.
        chosen: the edges to reads so far, as (number of the chain, place on it), packed; as long as
            it is not contested.
        luck: where the first read has returned that was a choice among writers; else 0.
        rivals: the places in the list of all of the last write of each thread that is one of them.
        shorts: of the answers that could have been more, the first of each thread.
        reads: those that have begun, in threes: how many bytes all up to it, and it alone, can have
            taken at most, and where it began.
        most: how many bytes all reads can have taken at most; None: that is not known.
        relayed: bytes of other streams have come here.
        moved: the enter of the first transfer that has read here; 0: there is none.
        beside: by which way what is read here may bring other order, too: it is memory that may
            change yet (vmsplice), or comes from a file.
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
    sent: int = 0
    waiting: list[Write] | None = None
    may: Chain | None = None
    reader: tuple[Chain, int] | None = None
    readers: dict[Chain, int] | None = None
    took: dict[Chain, int] | None = None
    ended: dict[Chain, int] | None = None
    writer: tuple[Chain, int] | None = None
    user: tuple[Chain, int] | None = None
    guard: Choice | None = None
    contested: bool = False
    short: int = 0
    tail: Write | None = None
    found: dict[Chain, int] | None = None
    patient: bool = True
    chosen: "array[int] | None" = None
    luck: int = 0
    rivals: dict[Chain, int] | None = None
    shorts: dict[Chain, Short] | None = None
    reads: "array[int] | None" = None
    most: int | None = 0
    relayed: bool = False
    moved: int = 0
    beside: Reason | None = None

    def asks(self, count: int | None, enter: int) -> None:
        """A read begins that can take so many bytes, or packets, at most."""
        if count is None or self.most is None:
            self.most = self.reads = None
            return
        self.most += count
        self.reads = array("Q") if self.reads is None else self.reads
        if len(self.reads) < 3 * READS:
            self.reads.extend((self.most, count, enter))

    def needed(self, taken: int) -> int | None:
        """Where the read began without which so many bytes cannot have been taken; None: unknown.

        Those before it are needed no more, for ever more will have been taken.
        """
        reads = self.reads or array("Q")
        place = 0
        while place < len(reads) and reads[place] < taken:
            place += 3
        del reads[:place]
        return reads[2] if reads and reads[0] - reads[1] < taken else None

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
        self.sent += 1
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
            self.took = {self.reader[0]: self.returned} if self.taken else {}
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

    def has_left(self, write: Write) -> bool:
        """Whether some of a write's bytes have surely not been read so far."""
        return bool(self.burst and write in self.burst) or write.least + write.size > self.taken

    def take(self, size: int, point: int, chain: Chain, *, alone: bool) -> None:
        """A read of a thread took so many bytes; alone: no other read overlapped with it."""
        if not alone or self.runner is not chain:
            self.runner, self.run = chain if alone else None, self.taken
        self.taken += size
        self.returned = point
        if self.took is not None:
            self.took[chain] = point
        self._drop(self.taken)

    def unread(self) -> list[Write]:
        """Each write of which a read may still get bytes."""
        return [*(self.waiting or ()), *(self.burst or ())]

    def behind(self, place: int) -> Iterator[Write]:
        """Each write whose bytes surely all lie behind a place, or will; the last one first."""
        if place <= self.written:
            yield from reversed(self.burst or ())
        yield from takewhile(lambda each: each.least >= place, reversed(self.waiting or ()))

    def takers(self) -> Iterable[tuple[Chain, int]]:
        """For each thread that has got something here, where the last such read returned."""
        if self.took is not None:
            return self.took.items()
        return ((self.reader[0], self.returned),) if self.reader and self.taken else ()

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


Source = tuple[Write, Stream, Choice | None]
Came = list[Source] | None
