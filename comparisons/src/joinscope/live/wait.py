"""A wait of a thread: for what, whether that has a time, and who could end it.

A wait is `timed` if it ends by itself. It is `closed` if only processes of the tree can end it:
nobody outside holds the other end, and neither a timer, a terminal, the network nor a signal that
somebody may send has to do with it. What is not understood is not closed.
"""

from dataclasses import dataclass
from typing import Literal

Awaited = Literal[
    "child",
    "data",
    "room",
    "event",
    "lock",
    "thread",
    "signal",
    "time",
    "connection",
    "opening",
    "other",
]


@dataclass(frozen=True, slots=True)
class End:
    """A process of the tree that holds the other end of what is waited for, and its descriptor."""

    pid: int
    fd: int


@dataclass(frozen=True, slots=True)
class Wait:
    """What a thread waits for.

    `by` are the processes of the tree that could end the wait, `ends` the other ends of a pipe or
    socket. `object` is that of the descriptor `fd`, None for several. `fill` is (bytes in a pipe,
    bytes that it takes) for one who waits for room in it. `owner` is the thread that has locked the
    mutex, or that is waited for. `held`: who holds the lock was found out, so that `by` is who does
    it; if that is nobody, who held it has ended. `untaken`: it is a semaphore, which none of the
    processes of the tree has taken, and not given back. `opens` is for what a FIFO is opened,
    `object` by which path.
    """

    awaits: Awaited
    call: str
    timed: bool = False
    closed: bool = False
    by: tuple[int, ...] = ()
    fd: int | None = None
    object: str | None = None
    ends: tuple[End, ...] = ()
    fill: tuple[int, int] | None = None
    owner: int | None = None
    held: bool = False
    untaken: bool = False
    opens: Literal["reading", "writing"] | None = None
