"""Messages: a receive comes after the send of what it got, and after what made room for a send.

    worker   0 enter msgsnd 1      1 leave
    parent                                    2 enter msgrcv      3 leave = type 1

0 is before 3, as no other message was there (message_queues.py says which one it was). Whether it
could have been another is decided as for bytes in a pipe: contention.py. Of receives that take the
best message there is, another choice comes: had it come later, or sooner, it could have found a
better one, or only a worse one, also of one sender (HOW_MUCH).

A queue that nobody outside of the recording can know of is one that the recording shows being made:
with a private key, or where there was none yet.
"""

from joinscope.happens_before.byte_stream import Stream
from joinscope.happens_before.causal_past import CausalPast
from joinscope.happens_before.choices import Choice, strongest
from joinscope.happens_before.graph import CHAIN_BITS, NEVER, Chain, Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import Rival, State, Thread
from joinscope.happens_before.message_queues import Queue, Ranked, Receiving, chosen
from joinscope.happens_before.rules import contention, may, token_takes
from joinscope.happens_before.tokens import Tokens
from joinscope.recording.records import (
    Enter,
    Leave,
    MessageResults,
    Ready,
    ReceiveArguments,
    SendArguments,
)

REASON = Reason.MESSAGE_QUEUE
MOST_RANKED = 256
NOTHING = {"ENOMSG", "EAGAIN", "ETIMEDOUT"}
GONE = {"EIDRM", "EINVAL"}
ANY_AMOUNT = 1 << 40  # more room than anybody needs


def queue_of(state: State, name: str | None) -> Queue | None:
    """The queue of this name; one that nobody was seen to make is from outside."""
    if name is None:
        return None
    found = state.queues.get(name)
    if found is None:
        found = state.queues[name] = Queue(name, outside=True, posix=name.startswith("mqueue"))
        found.abandon()
    return found


def made(state: State, name: str, held: int | None, room: int | None) -> None:
    """A queue was made, or found for the first time, with so many messages in it."""
    posix = name.startswith("mqueue")
    found = state.queues[name] = Queue(name, posix=posix)
    if held != 0:
        found.outside = True
        found.abandon()
    if room is not None:
        found.room, found.most = Tokens(room), room


def outcome(timeout: int | None) -> Choice | None:
    """The choice that a success is of who does not wait for as long as it takes."""
    if timeout == -1:
        return None
    return Choice.NON_BLOCKING if timeout == 0 else Choice.TIMED


def send_enter(state: State, thread: Thread, call: SendArguments) -> None:
    """A message may be received from now on."""
    queue = queue_of(state, call.object)
    if queue is None or queue.outside:
        may.everybody(state, thread, REASON)
    if queue is None:
        return
    if call.type is None:
        queue.abandon()
        may.everybody(state, thread, REASON)
        return
    stream = queue.stream(call.type)
    for each in (stream, queue.all):
        contention.writes(state, thread, each, 1)
        place = (each.rivals or {}).get(thread.chain)
        if place is not None and each.guard is not None:
            state.candidates[place].choice = each.guard
    queue.sending[thread.chain] = call.type, stream.begin(thread.chain, thread.last)
    if not stream.exact:
        _hide(state, thread, stream)
    _rank(state, thread, queue, call.type)
    if queue.notice is not None:
        state.came((queue.name, "notice"), thread, Choice.WHICH_WRITER)
        queue.told.setdefault(thread.chain, thread.last)
        if queue.notice is not None:  # a signal that has come could have been that of this message
            told = state.all_processes[queue.notice.process]
            state.came((told, queue.notice.signal), thread, Choice.WHICH_SIGNAL)


def send_leave(state: State, thread: Thread, enter: int, call: SendArguments, leave: Leave) -> None:
    """A send has returned: it comes after who has made room for it."""
    queue = queue_of(state, call.object)
    if queue is None or queue.outside:
        may.anything(state, thread, REASON)
    if queue is None or thread.chain not in queue.sending:
        return
    number, write = queue.sending.pop(thread.chain)
    stream = queue.streams[number]
    stream.finish(write, 0 if leave.error else 1)
    if leave.error is not None:
        _failed(state, thread, queue, enter, call, leave.error)
        return
    queue.messages += 1
    queue.used[thread.chain] = enter
    contention.written(state, thread, stream)
    gone = max(each.returned for each in queue.streams.values())
    contention.written(state, thread, queue.all, gone=NEVER if queue.messages > 0 else gone)
    choice = outcome(call.timeout)
    if (
        queue.room is None
        or (not queue.posix and queue.messages > queue.most)  # of messages without a byte
        or not token_takes.take(state, thread, queue.room, enter, call.count, Kind.ROOM, choice)
    ):
        may.anything(state, thread, Reason.BACK_PRESSURE)


def _failed(
    state: State,
    thread: Thread,
    queue: Queue,
    enter: int,
    call: SendArguments | ReceiveArguments,
    error: str,
) -> None:
    if error in GONE:
        removed(state, thread, queue.name, sure=error == "EIDRM" or (call.type or 0) > 0)
    elif error in NOTHING and isinstance(call, SendArguments) and queue.room is not None:
        token_takes.found_too_few(state, thread, queue.room, enter)


def removed(state: State, thread: Thread, name: str, *, sure: bool) -> None:
    """Removed: who finds that something is no more comes after who has removed it."""
    removals = state.removals.get(name, {})
    if not removals or not sure:
        may.anything(state, thread, REASON)
    key = name, "removal"
    late = state.late_removals.get(name, {})
    if len(removals) > 1 or late:
        state.rivals.chosen.add(key)
        state.beside(thread, Choice.WHICH_END, late.values())
    for chain, enter in removals.items():
        if chain is thread.chain:
            continue
        choice = Choice.WHICH_END if key in state.rivals.chosen else None
        state.edge(chain, enter, thread, Kind.REMOVED, choice=choice)
        state.rivals.answered(key, chain, thread.chain)


def receive_enter(state: State, thread: Thread, call: ReceiveArguments) -> None:
    """A receive begins: what was received before it is so for certain."""
    queue = queue_of(state, call.object)
    if queue is None or queue.outside:
        may.everybody(state, thread, REASON)
    if queue is None:
        return
    one = _only(queue, call)
    numbers = list(queue.streams) if one is None else [one]
    if one is None:
        _reads(state, thread, queue.all)
        queue.all.read_begins(thread.chain, thread.last)
    reads = dict[int, int]()
    for number in numbers:
        stream = queue.stream(number)
        _reads(state, thread, stream)
        reads[number] = stream.read_begins(thread.chain, thread.last)
    queue.receiving[thread.chain] = Receiving(thread.last, reads, one is None)
    if queue.room is not None:
        queue.room.open[thread.chain] = thread.last, 1 if queue.posix else ANY_AMOUNT


def _reads(state: State, thread: Thread, stream: Stream) -> None:
    """A receive begins; if others could have had its message, they could come after its send."""
    before = stream.contested
    contention.reads(state, thread, stream)
    if stream.contested and not before and stream.luck:
        for each in stream.unread()[:1]:
            state.candidates.append(Rival(Choice.WHICH_READER, stream.luck, written=each.enter))


def _only(queue: Queue, call: ReceiveArguments) -> int | None:
    """The only type that it may take; None: there are several."""
    if queue.posix or call.type is None or call.type <= 0 or "MSG_EXCEPT" in call.flags:
        return None
    return call.type


def receive_leave(
    state: State, thread: Thread, enter: int, call: ReceiveArguments, leave: Leave
) -> None:
    """Message: the enter of the send of what was received is before the receive's leave."""
    queue = queue_of(state, call.object)
    if queue is None or queue.outside:
        may.anything(state, thread, REASON)
    if queue is None or thread.chain not in queue.receiving:
        return
    receiving = queue.receiving.pop(thread.chain)
    alone = {
        number: 0 < begun == queue.streams[number].begun
        for number, begun in receiving.reads.items()
    }
    for number in receiving.reads:
        queue.streams[number].reading -= 1
    if receiving.any:
        queue.all.reading -= 1
    opened = queue.room.open.pop(thread.chain, None) if queue.room is not None else None
    if leave.error is not None:
        _nothing(state, thread, queue, call, leave.error)
        return
    queue.used[thread.chain] = enter
    if "MSG_COPY" in call.flags:
        may.anything(state, thread, REASON)
        return
    queue.messages -= 1
    got = _received(queue, leave)
    if got is None or got not in queue.streams or queue.all.foreign:
        queue.abandon()
        may.anything(state, thread, REASON)
    else:
        _message(state, thread, queue, call, got, alone=alone.get(got, False))
    if queue.room is not None:
        cut = "MSG_NOERROR" in call.flags and leave.result == call.count
        amount = 1 if queue.posix else ANY_AMOUNT if cut else leave.result
        if opened is None:  # a send has returned meanwhile: that has had this room
            queue.room.puts[thread.chain].correct(amount)
        else:
            token_takes.put(state, thread.chain, queue.room, enter, amount)
        token_takes.seen(state, thread, queue.room)


def _received(queue: Queue, leave: Leave) -> int | None:
    """The type of the message that was received; None: nobody has asked, and it cannot be told."""
    match leave.results:
        case MessageResults(type=int(number)):
            return number
    there = [number for number, each in queue.streams.items() if each.unread()]
    if len(there) == 1:
        return there[0]
    best = max(there, default=None)
    sure = best is not None and queue.posix and all(not queue.streams[n].open for n in there)
    return best if sure else None


def _message(
    state: State, thread: Thread, queue: Queue, call: ReceiveArguments, number: int, *, alone: bool
) -> None:
    stream, several = queue.streams[number], _only(queue, call) is None
    if not stream.open and stream.written < stream.taken + 1 and not stream.foreign:
        queue.abandon()  # somebody has sent it that the recording does not show
        may.anything(state, thread, Reason.UNRECORDED_PROCESS)
        return
    ranks = several and (queue.posix or (call.type or 0) < 0)
    choice = outcome(call.timeout)
    if several:
        choice = strongest(choice, queue.all.guard)
    write = next(iter(stream.unread()), None)
    sure = write is not None and _was_there(state, thread, write.enter)
    others = _others(queue, call, number, sure=sure) if ranks else []
    if others:
        choice = strongest(Choice.HOW_MUCH, choice)
        state.beside(thread, Choice.HOW_MUCH, others)
    first = len(thread.chain.edges)
    if alone:
        taken = contention.Taken(1, 1, whole=True, peek=False, choice=choice)
        contention.arrive(state, thread, stream, taken, Kind.MESSAGE)
    elif not stream.luck:  # others receive at the same time, and could have got it
        stream.luck = thread.last
        for place in (stream.rivals or {}).values():
            state.candidates[place].told = thread.last
    for place in range(first, len(thread.chain.edges)):
        if several and not queue.all.contested:
            chosen(queue.all).append(place << CHAIN_BITS | thread.chain.number)
        if ranks and choice is None and len(queue.ranked) < MOST_RANKED:
            highest = None if queue.posix else -(call.type or 0)
            queue.ranked.append(Ranked(thread.chain, place, thread.last, number, highest, sure))
    if several:
        queue.all.guard = strongest(queue.all.guard, choice)
    _may(state, thread, stream)
    stream.take(1, thread.last, thread.chain, alone=alone)


def _was_there(state: State, thread: Thread, enter: int) -> bool:
    """Whether a message was sent, by proof, before the receive began."""
    graph = state.graph
    returned, began = graph.partner[enter], graph.partner[thread.last]
    return returned < began and state.reaches(returned, began)


def _others(queue: Queue, call: ReceiveArguments, number: int, *, sure: bool) -> list[int]:
    """Where messages of other types were sent that could have been received as well."""
    highest = None if queue.posix else -(call.type or 0)
    return [
        stream.unread()[0].enter
        for other, stream in queue.streams.items()
        if other != number
        and (highest is None or other <= highest)
        and (not sure or queue.better(other, number))
        and stream.unread()
    ]


def _rank(state: State, thread: Thread, queue: Queue, number: int) -> None:
    """A message comes: earlier receives of the best could have got it that are not before it."""
    held = [each for each in queue.ranked if each.type != number and each.fits(number)]
    if not held:
        return
    past = CausalPast(state.graph, thread.last, floor=min(each.returned for each in held))
    for each in held:
        if past.holds(each.returned) or (each.sure and queue.better(each.type, number)):
            continue
        state.graph.choose(each.target, each.place, Choice.HOW_MUCH)
        state.candidates.append(Rival(Choice.HOW_MUCH, each.returned, written=thread.last))
        queue.all.guard = strongest(Choice.HOW_MUCH, queue.all.guard)
        queue.ranked.remove(each)


def _nothing(
    state: State,
    thread: Thread,
    queue: Queue,
    call: ReceiveArguments,
    error: str,
) -> None:
    """A receive has failed: all that is sent from now on has come after it began."""
    if error in GONE:
        removed(state, thread, queue.name, sure=error == "EIDRM")
        return
    if error == "E2BIG":  # somebody has sent a longer one
        may.anything(state, thread, REASON)
    if error not in NOTHING:
        return
    one = _only(queue, call)
    contention.in_vain(state, thread, queue.all if one is None else queue.stream(one))


def _hide(state: State, thread: Thread, stream: Stream) -> None:
    """May: this message into a stream whose messages cannot be told apart."""
    graph, why = state.graph, Reason.OVERLAPPING_CALLS
    if stream.may is None:
        stream.may = graph.virtual(why)
        for each in stream.unread():
            graph.edge(each.chain, each.enter, stream.may, thread.last, Kind.MAY, why)
    else:
        graph.edge(thread.chain, thread.last, stream.may, thread.last, Kind.MAY, why)


def _may(state: State, thread: Thread, stream: Stream) -> None:
    """May: it may be any message before it, unless all could be told apart."""
    if stream.exact:
        return
    if stream.may is None:
        _hide(state, thread, stream)
    if stream.may is not None:
        state.edge(stream.may, thread.last, thread, Kind.MAY, reason=Reason.OVERLAPPING_CALLS)


def changed(state: State, name: str | None) -> None:
    """The size of a queue may have been changed."""
    if name in state.queues:
        state.queues[name].room = None


def used(state: State, name: str) -> dict[Chain, int]:
    """Where each thread has used a queue last."""
    return state.queues[name].used if name in state.queues else {}


def reported(
    state: State, thread: Thread, call: Enter, ready: Ready, choice: Choice | None
) -> bool:
    """Message: a poll that has reported one, or room for one; whether that was a queue."""
    name = ready.object
    if name is None or not name.startswith("mqueue:"):
        return False
    queue = queue_of(state, name)
    odd = "select" in call.call or not {"POLLIN", "POLLOUT"}.issuperset(ready.events)
    if queue is None or queue.outside or odd:
        may.anything(state, thread, REASON)
        return True
    enter = state.graph.partner[thread.last]
    if "POLLIN" in ready.events:
        _there(state, thread, queue, enter, choice)
    if choice is not None:
        queue.all.guard = strongest(queue.all.guard, choice)
    if "POLLOUT" in ready.events:
        found = queue.room is not None and token_takes.look(
            state, thread, queue.room, enter, 1, Kind.ROOM, choice
        )
        if not found:
            may.anything(state, thread, Reason.BACK_PRESSURE)
    return True


def _there(state: State, thread: Thread, queue: Queue, enter: int, choice: Choice | None) -> None:
    """A message is there, of whichever type."""
    there = [each for each in queue.streams.values() if each.unread()]
    for each in there:
        contention.looks(state, thread, each, enter)
    if len(there) != 1 or there[0].reading or there[0].returned > enter:
        may.anything(state, thread, REASON)
        return
    one = contention.Taken(1, 1, whole=True, peek=True, choice=choice)
    contention.arrive(state, thread, there[0], one, Kind.MESSAGE)
    _may(state, thread, there[0])
