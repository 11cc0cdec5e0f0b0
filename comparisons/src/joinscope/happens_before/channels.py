"""Channels: pipes and sockets, and what is known of each at one moment of the recording."""

from array import array
from dataclasses import dataclass, field
from typing import Literal

from joinscope.happens_before.byte_stream import Passing, Stream
from joinscope.happens_before.graph import Chain


@dataclass(frozen=True, slots=True)
class Shutdown:
    """A shutdown() of one direction of a socket pair: by whom, and the enter of that call.

    `end` is the end of the direction that was shut: the sender's (`w`: SHUT_WR) or the receiver's
    (`r`: SHUT_RD).
    """

    chain: Chain
    enter: int
    end: Literal["r", "w"]


@dataclass(slots=True, eq=False)
class Channel:
    """A pipe or a socket: what order can travel through.

    Attributes:
        name: the kernel's name of it, as in pipe:[91].
        made: the point before which it did not exist; None: it came from outside, as does
            everything that the recording does not show being made.
        peer: the other socket of a pair.
        packets: a read gets a message, and loses what it has no room for (SOCK_DGRAM,
            SOCK_SEQPACKET).
        choked: a write found no room in it, or not enough.
        reopened: a pipe that was opened again through /proc, which can get writers after its end.
        got: the descriptors that hold it other than by inheritance: triples in a row, of the
            number of the table, the descriptor, and the point from which on.
        writers_gone, readers_gone: virtual chains of all who let go of the writing, or reading,
            end; made when somebody first notices that nobody has it any more.
        used: what can be read here; made when it is used first, for a pipe that only tells of an
            end never carries a byte.
        shutdowns: those of the direction that is read here.
        unix: a socket that was made by socket() or accept(), of the family AF_UNIX.
        directed: a socket of datagrams, which sends to an address, and gets from anybody.
        waiting: the server's end of a connection that nobody has accepted yet.
        hasty: somebody has made calls on it, or may have, not wait (O_NONBLOCK).
        timed: what it is to be received may be waited for until then only (SO_RCVTIMEO).
        sends_timed: the same of sending (SO_SNDTIMEO).
        passed: the messages that bring an end of it to somebody (SCM_RIGHTS), each with where it
            can be read, None if that is not known.
    """

    name: str
    made: int | None = None
    peer: "Channel | None" = None
    packets: bool = False
    reopened: bool = False
    choked: bool = False
    got: "array[int]" = field(default_factory=lambda: array("I"))
    writers_gone: Chain | None = None
    readers_gone: Chain | None = None
    used: Stream | None = None
    shutdowns: tuple[Shutdown, ...] = ()
    unix: bool = False
    directed: bool = False
    waiting: bool = False
    hasty: bool = False
    timed: bool = False
    sends_timed: bool = False
    passed: "list[tuple[Passing, Channel | None]] | None" = None

    @property
    def pipe(self) -> bool:
        """Whether it is a pipe, with both ends under one name; else it is a socket."""
        return self.name.startswith(("pipe:[", "fifo:["))

    @property
    def fifo(self) -> bool:
        """Whether it is a pipe that has a path: it can be opened again after its end."""
        return self.name.startswith("fifo:[")

    @property
    def inbox(self) -> "Channel | None":
        """Where what is written here can be read; None if that is not known."""
        return self if self.pipe else self.peer

    @property
    def stream(self) -> Stream:
        """What can be read here."""
        if self.used is None:
            self.used = Stream()
        return self.used

    @property
    def outside(self) -> bool:
        """Whether processes that the recording does not show may use it too."""
        return self.made is None
