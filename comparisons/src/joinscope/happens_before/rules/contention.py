"""Contention: which bytes a read gets where others could have written, or read, before it.

Bytes leave a pipe in the order in which they went in, so the read of a byte comes after the write
of it. Whether it could have been another byte is a question about the program: which other calls
are there that nothing puts in their place? Three answers make a read a choice.

Who writes. Two writes of different threads that nothing orders may lie in the pipe in either order:
WHICH_WRITER. That is known only when the second of them is made, which may be long after the first
has been read. So the edges to reads are noted, as long as there is no such write; when one comes,
all that a read of it could have been in the place of are marked then.

    worker 1   write "a"
    parent               read = "a"   print "got"
    worker 2                                       write "b"

Worker 2 could have been first, so "got" need not come after what worker 1 had printed. Had the
parent made worker 2 after the read, or told it to write, the write would have come after the read
by proof, and nothing would be a choice. It is the same for two threads that read: WHICH_READER.

How much. A read needs one byte to return. What it has got of further writes was there by luck:
HOW_MUCH. And where it got less than it had asked for, it could have got more, if there is a write
that did not have to wait for its return. In both cases the next read begins at a place that is
luck, so it is guarded. Bytes of one write count as one: a write of up to 4096 bytes arrives whole
(PIPE_BUF), and of a longer one a loop that reads on gets the rest with the same calls.

Whether. A success of MSG_DONTWAIT, or of a poll with a timeout, guards the reads after it. Where a
read has returned for want of bytes (EAGAIN), the descriptor does not let any wait (O_NONBLOCK).
That look was before the bytes came: what its thread did before is before what the writer does after
the write, an edge of its own (LOOK), and a choice.

What is there one thread may report and another take. A poll that has found data was before they
were taken, and one that finds nothing is after. Which of the two came first is a choice,
WHICH_READER, and both are edges all the same: with the same answers they were in that order.

    parent      write "a"
    worker 1                poll = readable
    worker 2                                  read = "a"   print "taken"
"""

from array import array
from itertools import takewhile
from typing import NamedTuple

from joinscope.happens_before.byte_stream import Came, Relay, Short, Source, Stream
from joinscope.happens_before.causal_past import CausalPast
from joinscope.happens_before.choices import Choice, strongest
from joinscope.happens_before.graph import CHAIN_BITS, NEVER, Chain, Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import Rival, State, Thread
from joinscope.happens_before.looks import HAS_DATA
from joinscope.happens_before.rules import emptied, may


class Taken(NamedTuple):
    """What a read has got: so many bytes, or packets, of `asked`; `whole`: all of these.

    `peek`: it has left them there. `needed`: it would not have returned with less (MSG_WAITALL).
    `choice` is one that it would be for any bytes.
    """

    size: int
    asked: int | None
    whole: bool
    peek: bool
    needed: bool = False
    choice: Choice | None = None


def writes(state: State, thread: Thread, stream: Stream, count: int) -> None:
    """A write of so many bytes, or packets, begins at the thread's last point."""
    _missed(state, thread, stream, count)
    last = stream.writer
    stream.writer = thread.chain, thread.last
    if _out_of_order(state, thread, stream, last):
        _contest(state, stream, Choice.WHICH_WRITER, thread.last)
        if last is not None:
            _rival(state, stream, *last)
    if stream.contested:
        _rival(state, stream, thread.chain, thread.last)


def reads(state: State, thread: Thread, stream: Stream) -> None:
    """A read begins, at the thread's last point."""
    last = stream.user
    stream.user = thread.chain, thread.last
    if state.looks.missed:
        _takes_before(state, thread, stream)
    if _out_of_order(state, thread, stream, last):
        _contest(state, stream, Choice.WHICH_READER, thread.last)
        if stream.writer is not None:
            _rival(state, stream, *stream.writer)


def looks(state: State, thread: Thread, stream: Stream, enter: int) -> None:
    """A poll that began at `enter` has reported data: which depends on who has read before it."""
    contends(state, thread, stream, enter)
    stream.found = stream.found if stream.found is not None else {}
    stream.found[thread.chain] = enter
    if stream.returned > enter:  # who has read since may have taken what it had found
        state.graph.broadcast(thread.chain, enter, Reason.OVERLAPPING_CALLS)


def contends(state: State, thread: Thread, stream: Stream, enter: int) -> None:
    """What a poll that began at `enter` has reported depends on who has read before it."""
    last = stream.user
    if last is not None and last[0] is not thread.chain and not stream.contested:
        graph = state.graph
        returned = max(last[1], stream.returned)
        if returned > enter or not CausalPast(graph, enter, floor=last[1]).holds(last[1]):
            _contest(state, stream, Choice.WHICH_READER, enter)
            if stream.writer is not None:
                _rival(state, stream, *stream.writer)


def _takes_before(state: State, thread: Thread, stream: Stream) -> None:
    """Looks that found nothing were before all writes, unless this read could have been before."""
    key = HAS_DATA, stream
    looks = state.looks.missed.get(key, {}) if key not in state.looks.contested else {}
    for chain, look in looks.items():
        if chain is thread.chain or thread.chain in look.later:
            continue
        if not state.reaches(look.enter, thread.last):
            state.looks.contest(key)
            return
        look.later.add(thread.chain)


def _takes(state: State, thread: Thread, stream: Stream) -> None:
    """A read has taken what others have found here, who looked before it did."""
    for chain, look in (stream.found or {}).items():
        if chain is not thread.chain:
            state.edge(chain, look, thread, Kind.LOOK, choice=Choice.WHICH_READER)


def found_nothing(state: State, thread: Thread, stream: Stream, *, once: bool) -> None:
    """A read has found nothing: so its descriptor does not let any wait.

    `once`: it was this read that did not wait long enough, not all there are.
    """
    if not once:
        stream.patient = False
    in_vain(state, thread, stream)


def in_vain(state: State, thread: Thread, stream: Stream) -> None:
    """A read, or a poll, has found nothing: all that is read later was written after it began.

    May: where others read as well, what was there before may be gone; or nobody knows who writes.
    If the thread has read less than it had asked for before, then it could have taken with that
    what came in truth only later: so it is luck.
    """
    reader, enter = stream.reader, state.graph.partner[thread.last]
    alone = stream.readers is None and (reader is None or reader[0] is thread.chain)
    if stream.foreign:
        may.everybody_since(state, thread, enter, Reason.UNKNOWN_OBJECT)
    elif alone:
        earlier = (stream.shorts or {}).get(thread.chain)
        choice = earlier.choice if earlier is not None else None
        state.looks.in_vain((HAS_DATA, stream), thread.chain, enter, choice)
    else:
        may.everybody_since(state, thread, enter, Reason.OVERLAPPING_CALLS)
    for chain, point in stream.began():
        if chain is not thread.chain and stream.taken:
            state.edge(chain, point, thread, Kind.LOOK, choice=Choice.WHICH_READER)
            _too_late(state, thread, stream, enter)


def _too_late(state: State, thread: Thread, stream: Stream, enter: int) -> None:
    """A look could have found what another has taken before: then that would have come after it.

    Of looks that follow each other the last stands for all.
    """
    told, last = stream.returned, state.candidates[-1] if state.candidates else None
    if stream.runner is thread.chain:
        return
    same = last is not None and last.told == told and 0 < last.written < enter
    if last is not None and same and state.graph.owner(last.written) is thread.chain:
        last.written = enter
        return
    state.candidates.append(Rival(Choice.WHICH_READER, told, written=enter))


def short(
    state: State, thread: Thread, stream: Stream, choice: Choice, room: int, *, got: int = 0
) -> None:
    """A read, or a poll, could have got what is written from now on, too, as far as there is room.

    So it could what others have begun to write before it returned, but behind what it has `got`. Of
    the answers of a thread the first stands for all, as long as somebody has written since.
    """
    stream.shorts = stream.shorts if stream.shorts is not None else {}
    found = stream.shorts.get(thread.chain)
    read = thread.last if choice is Choice.HOW_MUCH else found.read if found is not None else 0
    if found is not None and found.rivals:
        found.room += room
        found.read = read
        return
    found = stream.shorts[thread.chain] = Short(thread.last, choice, room, read)
    if thread.process in state.fork_servers:
        return
    returned, enter = state.graph.partner, state.graph.partner[thread.last]
    behind = stream.behind(stream.taken + got)
    begun = list(takewhile(lambda each: returned[each.enter] > enter, behind))
    for each in reversed(begun):
        if each.chain is not thread.chain:
            _could_have_got(state, found, each.chain, each.enter, max(each.size, 1))


def _missed(state: State, thread: Thread, stream: Stream, count: int) -> None:
    """This write could have come before answers that did not have it, unless it comes after."""
    for reader, each in (stream.shorts or {}).items():
        used = each.used.get(thread.chain, 0)
        if thread.process in state.fork_servers and reader.owner == thread.process.number:
            continue  # its handler of SIGCHLD wakes its loop, which goes on alike: fork_server.py
        if reader is thread.chain or used >= each.room or _comes_after(state, each, thread.last):
            each.used[thread.chain] = each.room  # so does all that the thread writes later
            continue
        _could_have_got(state, each, thread.chain, thread.last, count)


def _could_have_got(state: State, short: Short, chain: Chain, enter: int, count: int) -> None:
    short.used[chain] = short.used.get(chain, 0) + count
    place = short.rivals.get(chain)
    if place is None:
        short.rivals[chain] = len(state.candidates)
        state.candidates.append(Rival(short.choice, short.told, written=enter))
    else:
        state.candidates[place].written = enter


def _comes_after(state: State, short: Short, point: int) -> bool:
    past = CausalPast(state.graph, point, floor=short.told, in_vain=short.before)
    return short.told <= point and past.holds(short.told)


def written(state: State, thread: Thread, stream: Stream, *, gone: int | None = None) -> None:
    """A write has returned, which the last look that found nothing would have found.

    Unless that began when everything was `gone` already: taken by reads that had returned there.
    """
    if gone is None:
        gone = stream.returned if not stream.open and stream.taken >= stream.written else NEVER
    state.looks.came((HAS_DATA, stream), thread.chain, thread.last, gone=gone)


def arrive(state: State, thread: Thread, stream: Stream, taken: Taken, kind: Kind) -> None:
    """Data: edges to the thread's last point from the writes that it must have got bytes of."""
    if stream.foreign:
        return
    sources = list(stream.sources(thread.chain, taken.size))
    if not sources:
        return
    state.looks.came((HAS_DATA, stream), thread.chain, thread.last, taken.choice)
    enter = state.graph.partner[thread.last]
    first, short = sources[0], stream.short
    new = short and first is not stream.tail and stream.guard is None
    if new and not state.reaches(short, first.enter):
        stream.guard = Choice.HOW_MUCH
    returned(state, thread, stream)
    for write in sources:
        luck = Choice.HOW_MUCH if write is not first and not taken.needed else None
        choice = strongest(stream.guard, luck, taken.choice)
        _note(thread, stream)
        state.edge(write.chain, write.enter, thread, kind, choice=choice)
        if stream.shorts is not None and not taken.peek and stream.has_left(write):
            emptied.fills(state, stream, write)
        for point in write.ends:
            state.follow(point, thread, Kind.FORK_SERVER, choice=choice)
        for passing in write.brings or () if not taken.peek else ():
            passing.read = enter if passing.read is None else passing.read
        if write.relay is not None:
            _relayed(state, thread, write.relay, kind, choice)
    if not taken.peek:
        _takes(state, thread, stream)
        if len(sources) > 1 and not taken.needed:
            stream.guard = strongest(stream.guard, Choice.HOW_MUCH)
        stream.guard = strongest(stream.guard, taken.choice)
        stream.short = 0 if taken.whole else thread.last
        stream.tail = sources[-1]


def came(stream: Stream, thread: Thread, size: int, choice: Choice | None = None) -> Came:
    """The writes that a transfer of so many bytes has got some of, and by which choice.

    Of what it has got from another transfer, also those of that one. None: nobody knows whose.
    """
    if stream.foreign or not stream.exact:
        return None
    found = list[Source]()
    for place, write in enumerate(stream.sources(thread.chain, size)):
        luck = Choice.HOW_MUCH if place else None
        found.append((write, stream, strongest(stream.guard, luck, choice)))
        further = relayed(write.relay, thread) if write.relay is not None else ()
        if further is None:
            return None
        found += further
    return found


def relayed(relay: Relay, thread: Thread) -> Came:
    """Whose bytes a transfer gives on: as long as it goes on, the next of its source."""
    return relay.came if relay.stream is None else came(relay.stream, thread, 1)


def _relayed(state: State, thread: Thread, relay: Relay, kind: Kind, choice: Choice | None) -> None:
    """Whoever gets the bytes of a transfer is after those who had written them."""
    sources = relayed(relay, thread)
    if sources is None:
        state.graph.influenced(thread.chain, thread.last, Reason.UNCOUNTED_BYTES)
    for write, stream, other in sources or ():
        _note(thread, stream)
        state.edge(write.chain, write.enter, thread, kind, choice=strongest(choice, other))


def _note(thread: Thread, stream: Stream) -> None:
    """The next edge is to a read here, which may become a choice."""
    if not stream.contested:
        if stream.chosen is None:
            stream.chosen = array("Q")
        stream.chosen.append(len(thread.chain.edges) << CHAIN_BITS | thread.chain.number)


def decided(state: State, stream: Stream, choice: Choice) -> None:
    """Whose stream it is was a choice: so is all that was read there, and will be."""
    stream.guard = strongest(choice, stream.guard)
    for each in stream.chosen or ():
        chain = state.graph.chains[each & ((1 << CHAIN_BITS) - 1)]
        state.graph.choose(chain, each >> CHAIN_BITS, choice)


def _out_of_order(
    state: State, thread: Thread, stream: Stream, last: tuple[Chain, int] | None
) -> bool:
    """Whether a call does not have to come after the one before it of the same sort."""
    if last is None or last[0] is thread.chain or stream.contested or stream.foreign:
        return False
    return not state.reaches(last[1], thread.last)


def _contest(state: State, stream: Stream, choice: Choice, point: int) -> None:
    """Another call at this point could have come first: of all reads but those that it is after."""
    stream.contested = True
    stream.guard = strongest(choice, stream.guard)
    noted, stream.chosen = stream.chosen or (), None
    chains = state.graph.chains
    edges = [(chains[each & ((1 << CHAIN_BITS) - 1)], each >> CHAIN_BITS) for each in noted]
    floor = min((chain.targets[place] for chain, place in edges), default=0)
    past = CausalPast(state.graph, point, floor=floor)
    for chain, place in edges:
        if not past.holds(chain.targets[place]):
            state.graph.choose(chain, place, choice)
            stream.luck = min(stream.luck or NEVER, stream.moved or NEVER, chain.targets[place])


def _rival(state: State, stream: Stream, chain: Chain, enter: int) -> None:
    """A write of which a read could have got bytes: what its thread did before comes with it."""
    stream.rivals = stream.rivals if stream.rivals is not None else {}
    place = stream.rivals.get(chain)
    if place is None:
        reader = stream.guard is Choice.WHICH_READER
        choice = Choice.WHICH_READER if reader else Choice.WHICH_WRITER
        stream.rivals[chain] = len(state.candidates)
        state.candidates.append(Rival(choice, stream.luck or NEVER, written=enter))
    else:
        state.candidates[place].written = enter


def returned(state: State, thread: Thread, stream: Stream) -> None:
    """A read has returned: the first one of a contested stream is where luck begins.

    What a transfer has read may have gone on before.
    """
    if stream.luck or not stream.contested:
        return
    stream.luck = min(thread.last, stream.moved or NEVER)
    for place in (stream.rivals or {}).values():
        state.candidates[place].told = stream.luck
