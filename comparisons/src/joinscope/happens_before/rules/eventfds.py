"""Event counters: a read of an eventfd waits until somebody has written into it.

    worker   0 enter write      1 leave
    parent                                2 enter read      3 leave

eventfd(2): a read waits until the counter is not 0, and so does a poll for reading. So 0 is before
3, unless another write could have been there: such a counter holds tokens, see tokens.py. Nobody
can open one by a name, so those who write into it are the heirs of who has made it; one that
nobody was seen to make is from outside, and may.

With EFD_SEMAPHORE a read takes 1, of what writes have added. Without, it takes all there is and
leaves 0. So it takes what at least one write has added, and nothing else is certain: each write is
one token here, and each read takes one. What it has taken beside that is luck, HOW_MUCH.

What eventfd(2) does not promise: that a write has room at once. It takes numbers near 2^64 for one
to wait, so a counter that somebody adds so much to is followed no longer. Nor is any once a process
may write unseen, as by io_uring.
"""

from array import array

from joinscope.happens_before.choices import Choice, strongest
from joinscope.happens_before.event_counters import Counter
from joinscope.happens_before.graph import Chain, Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_objects import sort
from joinscope.happens_before.kernel_state import Rival, State, Thread
from joinscope.happens_before.rules import may, token_takes
from joinscope.happens_before.tokens import Tokens
from joinscope.recording.records import (
    CounterArguments,
    Leave,
    ReadArguments,
    TransferArguments,
    WriteArguments,
)

NAME = "eventfd:["  # each has a number
REASON = Reason.UNKNOWN_OBJECT
MOST = 1 << 32  # with less in each write nobody waits for room


def _counter(state: State, name: str | None) -> Counter | None:
    if name is None or not name.startswith(NAME):
        return None
    if name not in state.counters:
        state.counters[name] = Counter(state.graph.virtual(REASON))
    return state.counters[name]


def made(state: State, call: CounterArguments, name: str | None) -> None:
    """A counter was made; an older one of the same number is gone."""
    if name is not None and name.startswith(NAME):
        semaphore = "EFD_SEMAPHORE" in call.flags
        start = call.value if semaphore else min(call.value, 1)
        state.counters[name] = Counter(
            state.graph.virtual(REASON),
            Tokens(start),
            semaphore=semaphore,
            followed=not state.unaccounted,
        )


def unaccounted(state: State, thread: Thread) -> None:
    """Whoever has one may write into it unseen from now on, also before reads that have returned.

    Not before those that this has waited for.
    """
    state.unaccounted = True
    for counter in state.counters.values():
        counter.followed = False
        if counter.tokens is not None:
            token_takes.put(state, thread.chain, counter.tokens, thread.last, MOST)


def write_enter(state: State, thread: Thread, call: WriteArguments | TransferArguments) -> None:
    """A write begins: reads that were told of something could have come after it."""
    counter = _counter(state, call.object)
    if counter is None:
        return
    added = call.value if isinstance(call, WriteArguments) else None
    if added is None or added > MOST:
        counter.followed = False
    if added == 0:
        return
    if counter.tokens is not None:
        amount = min(added or MOST, MOST) if counter.semaphore else 1
        token_takes.put(state, thread.chain, counter.tokens, thread.last, amount)
    for who, answers in counter.answers.items():
        if who[0] is not thread.chain:
            _could_have_told(state, thread, counter, who, answers)


def _could_have_told(
    state: State,
    thread: Thread,
    counter: Counter,
    who: tuple[Chain, Choice],
    answers: "array[int]",
) -> None:
    """A write that begins is a rival of the first answer that it has not waited for."""
    key = thread.chain, who
    first = counter.behind.get(key, 0)
    while first < len(answers) and state.reaches(answers[first], thread.last):
        first += 1
    counter.behind[key] = first
    if first == len(answers):
        return
    told, place = answers[first], counter.rivals.get(key)
    if place is None or state.candidates[place].told < told:
        _rival(state, counter, thread.chain, who, told, thread.last)
    else:
        state.candidates[place].told, state.candidates[place].written = told, thread.last


def _rival(
    state: State, counter: Counter, writer: Chain, who: tuple[Chain, Choice], told: int, write: int
) -> None:
    reader, choice = who
    writers = (counter.tokens.puts.keys() if counter.tokens is not None else set()) - {reader}
    if choice is Choice.HOW_MUCH and len(writers) > 1:
        choice = Choice.WHICH_WRITER
    counter.rivals[writer, who] = len(state.candidates)
    state.candidates.append(Rival(choice, told, written=write))


def _answered(state: State, thread: Thread, counter: Counter, choice: Choice) -> None:
    """By that choice the thread was told of some writes, and could have been of others."""
    who = thread.chain, choice
    counter.answers.setdefault(who, array("I")).append(thread.last)
    puts = counter.tokens.puts if counter.tokens is not None else {}
    for chain, changes in puts.items():
        last, place = changes.points[-1], counter.rivals.get((chain, who))
        if chain is thread.chain or (place is not None and state.candidates[place].written >= last):
            continue
        if not state.reaches(last, thread.last):
            _rival(state, counter, chain, who, thread.last, last)


def write_leave(state: State, thread: Thread, name: str | None) -> None:
    """Not yet: a read that has found nothing began before this.

    May: a write that found the counter full has waited for a read.
    """
    counter = _counter(state, name)
    if counter is None:
        return
    if counter.followed and counter.tokens is not None:
        token_takes.seen(state, thread, counter.tokens)
        return
    state.edge(counter.reads, thread.last, thread, Kind.MAY, reason=Reason.BACK_PRESSURE)
    for chain, look in counter.looks.items():
        if chain is not thread.chain:
            state.edge(chain, look, thread, Kind.LOOK, choice=Choice.NOT_YET)


def has_room(state: State, thread: Thread, name: str | None) -> None:
    """A poll has reported room; in what is not followed, somebody may have made it.

    Files have room always (poll(2)).
    """
    if _counter(state, name) is None and sort(name) != "file":
        may.read(state, thread, name)
    write_leave(state, thread, name)


def read_enter(state: State, thread: Thread, name: str | None) -> None:
    """May: whoever waits for room goes on when somebody reads."""
    counter = _counter(state, name)
    if counter is not None:
        why = Reason.BACK_PRESSURE
        graph = state.graph
        graph.edge(thread.chain, thread.last, counter.reads, thread.last, Kind.MAY, why)


def read_leave(state: State, thread: Thread, call: ReadArguments, leave: Leave) -> None:
    """Counter: a read comes after the writes without which there would have been nothing."""
    counter = _counter(state, call.object)
    if leave.error == "EAGAIN":
        found_nothing(state, thread, call.object)
    if counter is None or not counter.followed or counter.tokens is None:
        told(state, thread, call.object)
        return
    if leave.error is not None:
        return
    enter, tokens = state.graph.partner[thread.last], counter.tokens
    choice = Choice.NON_BLOCKING if call.nonblocking else None
    choice = _is_there(state, thread, counter, choice)
    if counter.followed:
        token_takes.take(state, thread, tokens, enter, 1, Kind.COUNTER, choice)
    if not counter.semaphore:
        _answered(state, thread, counter, Choice.HOW_MUCH)


def _is_there(
    state: State, thread: Thread, counter: Counter, choice: Choice | None
) -> Choice | None:
    """The thread was told that something is there: by which choice, also by an earlier one.

    May: that tells of other reads as well, which have left it there.
    """
    tokens = counter.tokens
    if tokens is None or tokens.put - tokens.taken < 1:  # somebody has written that is not recorded
        counter.followed = False
        may.anything(state, thread, Reason.UNRECORDED_PROCESS)
    choice = strongest(choice, counter.guards.get(thread.chain))
    if choice is not None:
        counter.guards[thread.chain] = choice
    _others_read(state, thread, counter)
    return choice


def _others_read(state: State, thread: Thread, counter: Counter) -> None:
    state.edge(counter.reads, thread.last, thread, Kind.MAY, reason=REASON)


def found_nothing(state: State, thread: Thread, name: str | None) -> bool:
    """The call that returns has found nothing, and has not waited; whether that is followed.

    May: there may be nothing because others have read it. What the thread itself has read before
    may have been more than it was, for a read takes all there is.
    """
    counter = _counter(state, name)
    if counter is None:
        return False
    enter = state.graph.partner[thread.last]
    counter.looks[thread.chain] = enter
    if not counter.followed or counter.tokens is None:
        return False
    all_taken = not counter.semaphore and thread.chain in counter.tokens.takes
    choice = Choice.HOW_MUCH if all_taken else Choice.NOT_YET
    token_takes.found_too_few(state, thread, counter.tokens, enter, choice)
    _others_read(state, thread, counter)
    return True


def reported(state: State, thread: Thread, name: str | None, choice: Choice | None) -> None:
    """Counter: who is told by a poll that something is there comes after who has written it."""
    counter = _counter(state, name)
    if counter is None or not counter.followed or counter.tokens is None:
        told(state, thread, name)
        return
    choice = _is_there(state, thread, counter, choice)
    if counter.followed:
        enter = state.graph.partner[thread.last]
        token_takes.look(state, thread, counter.tokens, enter, 1, Kind.COUNTER, choice)


def passed_over(state: State, thread: Thread, name: str | None) -> None:
    """A poll has reported something else, and could have reported what is written into this."""
    counter = _counter(state, name)
    if counter is not None:
        _answered(state, thread, counter, Choice.WHICH_READY)


def told(state: State, thread: Thread, name: str | None) -> None:
    """May: who is told of something in what is not followed comes after some write."""
    counter = _counter(state, name)
    may.read(state, thread, name)
    if counter is not None:
        _answered(state, thread, counter, Choice.WHICH_WRITER)
