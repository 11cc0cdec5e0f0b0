"""Passing: a message that brings a descriptor holds what that stands for until somebody reads it.

    parent   sendmsg(s, fd of p)   close(p)   close(s)             10 close(t)
    worker                                                                     11 read(p) = 0

The writing end of p is in the message, which lies in the other socket, t. Nobody ever receives it:
it is lost with the last descriptor of t. So 11 is after 10.
"""

from collections.abc import Iterator

from joinscope.happens_before import fd_table
from joinscope.happens_before.byte_stream import Passing
from joinscope.happens_before.channels import Channel
from joinscope.happens_before.fd_entries import NONE, is_end, with_cloexec
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.rules import epoll_sets


def sends(
    state: State, thread: Thread, passed: tuple[int, ...] | None, inbox: Channel | None
) -> None:
    """A message begins that brings these descriptors; None: it may be any that are open."""
    table, write = thread.process.table, thread.write
    state.sets_sent |= passed is None
    known = passed is not None and write is not None and inbox is not None
    for fd in table.descriptors() if passed is None else passed:
        entry = table.entry(fd)
        if entry == NONE or state.entries.name(entry) == epoll_sets.NAME:
            state.sets_sent = True  # who makes one is not recorded
        channel = state.channel_of(state.entries.name(entry)) if entry != NONE else None
        if channel is None:
            continue
        one = Passing(with_cloexec(entry, cloexec=False))
        channel.passed = [*(channel.passed or ()), (one, inbox if known else None)]
        if write is not None:
            write.brings = [*(write.brings or ()), one]


def releases(state: State, channel: Channel, end: int) -> Iterator[int | None]:
    """For each message that has brought an end, the points by which it does no more.

    That is where it was read, or where the last who could read it let go of that. None: not known.
    """
    for passing, inbox in channel.passed or ():
        if not is_end(passing.entry, end):
            continue
        if passing.read is not None:
            yield passing.read
        elif inbox is None or inbox.waiting or inbox.passed or inbox.outside:
            yield None
        elif inbox.stream.reading and inbox.stream.reader is not None:
            alone = inbox.stream.reading == 1 and inbox.stream.readers is None
            yield inbox.stream.reader[1] if alone else None  # which has not returned yet
        else:
            reading = state.entries.entry(inbox.name, "r")
            found = fd_table.releases(state.tables, inbox.got, reading)
            yield from found.points
            if found.held:
                yield None
