"""Message queues: those of System V and of POSIX, and what is known of each at one moment.

A queue keeps messages in the order in which they came, and hands out the first that fits: any, one
of a type, one whose type is not higher (msgrcv(2)), one of the highest priority (mq_receive(3)).
Whichever it asks for, a receive gets the first message of the type that it gets. So the messages of
each type are a stream of packets of their own, like that of a socket.

    worker   send 2, "A", send 1        stream 1:        1
    parent   receive 1                  stream 2:   2

What a receive gets is of another stream if it may take several types. So what it could have got
instead, and who else could have got it, is kept for all of them together, too (`all`).
"""

from array import array
from dataclasses import dataclass, field
from typing import NamedTuple

from joinscope.happens_before.byte_stream import Stream, Write
from joinscope.happens_before.graph import Chain
from joinscope.happens_before.tokens import Tokens


class Ranked(NamedTuple):
    """A receive that got the best message there was: of which type, where it returned.

    `place` is that of its edge on its chain, `highest` up to which type it takes, `sure` whether
    that message was there when it began: then no worse one could have come.
    """

    target: Chain
    place: int
    returned: int
    type: int
    highest: int | None
    sure: bool

    def fits(self, number: int) -> bool:
        """Whether it could have been a message of this type."""
        return self.highest is None or number <= self.highest


@dataclass(slots=True, eq=False)
class Key:
    """A key, or a name: where each thread has first made something under it, or removed that.

    `again`: something was made after something was removed, so which one it was is not known.
    """

    made: dict[Chain, int] = field(default_factory=dict)
    gone: dict[Chain, int] = field(default_factory=dict)
    again: bool = False


class Receiving(NamedTuple):
    """A receive that goes on: its enter, the numbers of its reads of the streams that it may take.

    `any`: it may take several, also those that are not there yet.
    """

    enter: int
    reads: dict[int, int]
    any: bool


class Notice(NamedTuple):
    """Who has asked for a signal when a message comes: number of the process, signal, and where."""

    process: int
    signal: int
    enter: int


@dataclass(slots=True, eq=False)
class Queue:
    """A message queue.

    Attributes:
        name: by which records name it.
        outside: it was there before the recording, so processes that that does not show may use it.
        posix: the type of a message is its priority, and the highest comes first.
        streams: its messages by their types.
        all: for receives that may take several types, who else sends and receives.
        receiving: by thread, the receives that go on.
        ranked: receives of the best message, to which later messages are held.
        room: for how much there is room; None: nobody knows.
        messages, most: how many have gone in, less those that came out; how many may be there.
        used: where each thread has used it last.
        notice: who has asked for a signal.
        sending: who sends now: the type, and the place in the stream.
        told: where each thread has first sent a message since then.
        gone: it was removed.
    """

    name: str
    outside: bool = False
    posix: bool = False
    streams: dict[int, Stream] = field(default_factory=dict)
    all: Stream = field(default_factory=Stream)
    receiving: dict[Chain, Receiving] = field(default_factory=dict)
    ranked: list[Ranked] = field(default_factory=list)
    room: Tokens | None = None
    messages: int = 0
    most: int = 0
    used: dict[Chain, int] = field(default_factory=dict)
    notice: Notice | None = None
    told: dict[Chain, int] = field(default_factory=dict)
    sending: dict[Chain, tuple[int, Write]] = field(default_factory=dict)
    gone: bool = False

    def stream(self, number: int) -> Stream:
        """The messages of a type."""
        found = self.streams.get(number)
        if found is None:
            found = self.streams[number] = Stream()
            found.user, found.contested = self.all.user, False
            if self.outside or self.all.foreign:
                found.abandon()
            for chain, each in self.receiving.items():
                if not each.any:
                    continue
                each.reads[number] = found.read_begins(chain, each.enter)
        return found

    def abandon(self) -> None:
        """Nobody knows any more what is in it."""
        self.all.abandon()
        for each in self.streams.values():
            each.abandon()

    def better(self, one: int, other: int) -> bool:
        """Whether a message of the one type is taken before one of the other, if both may be."""
        return one > other if self.posix else one < other


def chosen(stream: Stream) -> "array[int]":
    """Edges that are no choices yet."""
    if stream.chosen is None:
        stream.chosen = array("Q")
    return stream.chosen
