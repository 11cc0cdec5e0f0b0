"""Semaphores of System V: who had to wait for one comes after who has made that possible.

Values are counted as tokens.py says. What is not counted is *may*: a set from outside of the
recording, one whose values somebody sets while others use it, a call that changes one semaphore
twice at once. So is what a look at a value tells.
"""

from joinscope.happens_before.choices import Choice, strongest
from joinscope.happens_before.graph import Chain, Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.rules import may, messages, token_takes
from joinscope.happens_before.semaphore_sets import Semaphore, SemaphoreSet
from joinscope.happens_before.tokens import Changes
from joinscope.recording.records import ControlArguments, Leave, SemaphoreArguments

REASON = Reason.SEMAPHORE


def made(state: State, name: str, values: tuple[int, ...] | None) -> None:
    """A set was made, or found for the first time, with these values."""
    known = None if values is None else [Semaphore.of(value) for value in values]
    state.semaphores[name] = SemaphoreSet(known)


def _set(state: State, name: str | None) -> SemaphoreSet:
    """The set of this name; one that nobody was seen to make is from outside."""
    if name is None:
        return SemaphoreSet(None)
    return state.semaphores.setdefault(name, SemaphoreSet(None))


def enter(state: State, thread: Thread, call: SemaphoreArguments) -> None:
    """What a call puts into semaphores may be taken from now on."""
    found = _set(state, call.object)
    found.waiting.add(thread.chain)
    if found.setter is not None and thread.chain not in found.knows:
        if state.reaches(found.setter[1], thread.last):
            found.knows.add(thread.chain)
        else:
            found.members = None
    members = [each.member for each in call.operations or ()]
    if call.operations is None or len(set(members)) < len(members):
        found.members = None
    if found.members is None:
        may.everybody(state, thread, REASON)
        return
    for each in call.operations or ():
        if each.member < len(found.members):
            one = found.members[each.member]
            opened = one.up if each.change > 0 else one.zero
            if each.change:
                opened.open[thread.chain] = thread.last, abs(each.change)


def leave(
    state: State, thread: Thread, start: int, call: SemaphoreArguments, record: Leave
) -> None:
    """Semaphore: the call comes after those without which it would still wait."""
    found = _set(state, call.object)
    found.waiting.discard(thread.chain)
    if found.members is None:
        may.anything(state, thread, REASON)
    if record.error in messages.GONE and call.object is not None:
        messages.removed(state, thread, call.object, sure=True)
    if found.members is None:
        return
    if record.error is None:
        found.used[thread.chain] = start
    choice = strongest(messages.outcome(call.timeout), found.guards.get(thread.chain))
    waits = [each for each in call.operations or () if each.member < len(found.members)]
    for each in sorted(waits, key=lambda each: each.change):
        one = found.members[each.member]
        opened = (one.up if each.change > 0 else one.zero).open.pop(thread.chain, None)
        if record.error == "EAGAIN" and each.change <= 0:
            token_takes.found_too_few(state, thread, one.up if each.change else one.zero, start)
        if record.error is not None:
            continue
        if each.change > 0:
            _up(state, thread, one, start, each.change, counted=opened is None)
        else:
            _down(state, thread, one, start, -each.change, choice, counted=opened is None)
        if "SEM_UNDO" in each.flags and call.object is not None:
            key = thread.process.number, call.object, each.member
            state.undo[key] = state.undo.get(key, 0) - each.change
    if record.error is None and choice is not None and any(each.change <= 0 for each in waits):
        found.guards[thread.chain] = choice


def _up(
    state: State, thread: Thread, one: Semaphore, start: int, amount: int, *, counted: bool = False
) -> None:
    if not counted:
        token_takes.put(state, thread.chain, one.up, start, amount)
    token_takes.seen(state, thread, one.up)
    one.zero.takes.setdefault(thread.chain, Changes()).add(start, amount)


def _down(
    state: State,
    thread: Thread,
    one: Semaphore,
    start: int,
    amount: int,
    choice: Choice | None,
    *,
    counted: bool,
) -> None:
    waited = one.up if amount else one.zero
    if not token_takes.take(state, thread, waited, start, amount, Kind.SEMAPHORE, choice):
        may.anything(state, thread, REASON)
    if amount and not counted:
        token_takes.put(state, thread.chain, one.zero, start, amount)
        token_takes.seen(state, thread, one.zero)


def ended(state: State, thread: Thread) -> None:
    """The last thread of a process ends: what it has done with SEM_UNDO is undone, semop(2)."""
    if not state.undo or not thread.process.gone:
        return
    for key in [key for key in state.undo if key[0] == thread.process.number]:
        amount, members = state.undo.pop(key), _set(state, key[1]).members
        if members is None or amount == 0:
            continue
        one = members[key[2]]
        if amount > 0:
            _up(state, thread, one, thread.last, amount)
        else:
            one.up.takes.setdefault(thread.chain, Changes()).add(thread.last, -amount)
            token_takes.put(state, thread.chain, one.zero, thread.last, -amount)


def control_enter(state: State, thread: Thread, call: ControlArguments) -> None:
    """May: who waits for a value may go on because somebody sets it."""
    if call.object in state.semaphores and call.command in ("SETVAL", "SETALL"):
        may.everybody(state, thread, REASON)


def control_leave(
    state: State, thread: Thread, start: int, call: ControlArguments, record: Leave
) -> None:
    """A value was set, which starts the count anew if nobody uses the set yet; or looked at."""
    found = state.semaphores.get(call.object or "")
    if found is None or call.command not in ("SETVAL", "SETALL"):
        may.anything(state, thread, REASON if found is not None else Reason.MESSAGE_QUEUE)
        if found is not None and call.command == "GETVAL" and record.result == 0:
            _looked(state, thread, found, call.member, start)
        return
    for key in [key for key in state.undo if key[1] == call.object]:
        del state.undo[key]
    others = (found.used.keys() | found.waiting) - {thread.chain}
    member, value = call.member, call.value
    if others or found.members is None or member is None or value is None:
        found.members = None
    elif member < len(found.members):
        found.members[member] = Semaphore.of(value)
        found.setter, found.knows = (thread.chain, thread.last), {thread.chain}


def _looked(
    state: State, thread: Thread, found: SemaphoreSet, member: int | None, start: int
) -> None:
    if found.members is not None and member is not None and member < len(found.members):
        token_takes.found_too_few(state, thread, found.members[member].up, start)


def used(state: State, name: str) -> dict[Chain, int]:
    """Where each thread has used a set last."""
    return state.semaphores[name].used if name in state.semaphores else {}
