"""FIFOs: pipes that have a path. Who opens one end waits for somebody who opens the other.

    reader   0 enter open "r" ----------- waits ----------- 5 leave open
    writer                     3 enter open "w"   4 leave open

fifo(7): the open of either end blocks until the other end is opened, too. So 3 is before 5, and 0
before 4: each has met the other. That needs a single one who can have been met; of several it is a
choice. A FIFO has no end for good: a read returns 0 while nobody has it open for writing, and later
somebody may. So its end proves something only of the one writer that ever was there, and only to
who has met that writer before.
"""

from joinscope.happens_before.choices import Choice
from joinscope.happens_before.fifo_opens import Opens
from joinscope.happens_before.graph import Chain, Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.rules import may
from joinscope.recording.records import Fifo


def open_enter(state: State, thread: Thread, fifo: Fifo) -> None:
    """An end of a FIFO is about to be opened."""
    channel = state.channels.get(fifo.object)
    if channel is None:
        channel = state.make(fifo.object, thread.last)
    channel.hasty = channel.hasty or fifo.nonblocking
    if channel.stream.unread():  # it may be lost: a FIFO that nobody has open holds nothing
        channel.stream.abandon()
    if "w" in fifo.mode and not state.lookups:  # who opens it to read is not recorded
        may.everybody(state, thread, Reason.FILE)
    opens = state.fifos.setdefault(fifo.object, Opens())
    for end in fifo.mode:
        opens.ends[end].append((thread.chain, thread.last))
        key = fifo.object, end
        state.came(key, thread, _CHOICE[end])


def open_leave(state: State, thread: Thread, enter: int, fifo: Fifo, error: str | None) -> None:
    """Opening: whoever has opened the other end is before who had to wait for that."""
    opens = state.fifos[fifo.object]
    if error is not None:
        for end in fifo.mode:
            opens.ends[end].remove((thread.chain, enter))
        if error == "ENXIO":
            opens.looked[thread.chain] = enter
        return
    if "r" in fifo.mode:
        for chain, look in opens.looked.items():
            if chain is not thread.chain:
                state.edge(chain, look, thread, Kind.OPENING, choice=Choice.NOT_YET)
        opens.looked.clear()
    if fifo.mode == "w" or (fifo.mode == "r" and not fifo.nonblocking):
        opens.met = opens.met or fifo.mode == "r"
        _met(state, thread, fifo, "r" if fifo.mode == "w" else "w")


def _met(state: State, thread: Thread, fifo: Fifo, end: str) -> None:
    causes = state.fifos[fifo.object].ends[end]
    if not causes:  # who opens for reading alone is not always recorded
        may.anything(state, thread, Reason.FILE)
        return
    firsts = dict(reversed(causes))
    key = fifo.object, end
    if len(firsts) > 1:
        state.rivals.chosen.add(key)
    choice = _CHOICE[end] if key in state.rivals.chosen else None
    if choice is None and fifo.nonblocking:
        choice = Choice.NON_BLOCKING
    for chain, point in firsts.items():
        state.edge(chain, point, thread, Kind.OPENING, choice=choice)
        state.rivals.answered(key, chain, thread.chain)


def only(state: State, name: str, end: str, *, waited: bool) -> tuple[Chain, int] | None:
    """The only open of an end, if whoever notices that nobody has it must have met that one.

    `waited`: he has opened the other end himself, and that has waited for it; which is not recorded
    if that was for reading alone.
    """
    opens = state.fifos.get(name)
    if opens is None or len(opens.ends[end]) != 1:
        return None
    known = end == "r" or opens.met or waited or state.channel(name).stream.taken > 0
    return opens.ends[end][0] if known and (name, end) not in state.rivals.chosen else None


_CHOICE = {"r": Choice.WHICH_READER, "w": Choice.WHICH_WRITER}
