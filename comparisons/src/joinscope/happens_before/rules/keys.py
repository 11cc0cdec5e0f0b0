"""Keys: System V objects and POSIX queues that are made, found and removed by a key or a name.

A private key makes something that nobody else can know of. Any other key is a thing that processes
share: who makes something under it may be noticed by who looks there.
"""

from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Chain, Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.message_queues import Key
from joinscope.happens_before.rules import may, messages, semaphores
from joinscope.recording.records import ControlArguments, KeyArguments, KeyResults, Leave

PRIVATE = 0
MAKES = {"IPC_CREAT", "O_CREAT"}
EXCLUSIVE = {"IPC_EXCL", "O_EXCL"}


def _reason(name: str | None) -> Reason:
    """Through what order may flow."""
    queue = name is None or name.startswith(("msg", "mq", "messages"))
    return Reason.MESSAGE_QUEUE if queue else Reason.SEMAPHORE


def _medium(name: str, call: KeyArguments) -> str | None:
    """The key as what processes share; None: it is private."""
    if call.path is None and call.key == PRIVATE:
        return None
    sort = name[:3].rstrip("_")
    return f"{sort} key {call.key if call.path is None else call.path}"


def key_enter(state: State, thread: Thread, name: str, call: KeyArguments) -> None:
    """May: who makes something, or removes its name, is noticed by who looks for that."""
    medium = _medium(name, call)
    if medium is None:
        return
    key = state.keys.setdefault(medium, Key())
    makes = not MAKES.isdisjoint(call.flags) and not call.exists
    if makes:
        key.again = key.again or bool(key.gone)
        key.made.setdefault(thread.chain, thread.last)
        state.came((medium, "made"), thread, Choice.WHICH_WRITER)
    if name == "mq_unlink":
        _name_removed(state, thread, medium)
    elif makes:
        may.into(state, thread, medium, _reason(name))


def _name_removed(state: State, thread: Thread, medium: str) -> None:
    state.keys.setdefault(medium, Key()).gone.setdefault(thread.chain, thread.last)
    state.came((medium, "gone"), thread, Choice.WHICH_END)
    may.into(state, thread, medium)


def key_leave(
    state: State, thread: Thread, enter: int, name: str, call: KeyArguments, leave: Leave
) -> None:
    """Remember what was made; may: what was found, or not, tells of who made it."""
    medium = _medium(name, call)
    tells = MAKES.isdisjoint(call.flags) or not EXCLUSIVE.isdisjoint(call.flags)
    if medium is not None and (tells or leave.error is not None):
        _tells(state, thread, enter, medium, leave.error)
    if medium is not None and leave.error == "ENOENT":
        state.refused.setdefault(medium, {})[thread.chain] = enter
    elif medium is not None and leave.error is None and not call.exists:
        for chain, look in state.refused.get(medium, {}).items():
            if chain is not thread.chain:
                state.edge(chain, look, thread, Kind.LOOK, choice=Choice.NOT_YET)
    match leave.results:
        case KeyResults(object=str(found), values=values, room=room):
            made_here = not call.exists or bool(state.keys.get(medium or "", Key()).made)
            _found(state, found, values if made_here else None, room)
            if medium is not None:
                state.keyed[found] = medium


def _tells(state: State, thread: Thread, enter: int, medium: str, error: str | None) -> None:
    """Found: who finds something by its key, or finds nothing, comes after who has done that."""
    key = state.keys.get(medium)
    if key is None:
        return
    if error in (None, "EEXIST") and key.made and not key.again:
        _caused(state, thread, key.made, (medium, "made"), Choice.WHICH_WRITER, Kind.FOUND)
    elif (
        error == "ENOENT"
        and key.gone
        and not key.again
        and all(state.reaches(point, enter) for point in key.made.values())
    ):
        _caused(state, thread, key.gone, (medium, "gone"), Choice.WHICH_END, Kind.REMOVED)
    elif medium in state.media:
        chain = state.media[medium]
        state.edge(chain, thread.last, thread, Kind.MAY, reason=_reason(medium))


def _caused(
    state: State,
    thread: Thread,
    causes: dict[Chain, int],
    key: tuple[str, str],
    choice: Choice,
    kind: Kind,
) -> None:
    """One of these has brought it: if there are several, it could have been any."""
    if len(causes) > 1:
        state.rivals.chosen.add(key)
    why = choice if key in state.rivals.chosen else None
    for chain, point in causes.items():
        if chain is not thread.chain:
            state.edge(chain, point, thread, kind, choice=why)
            state.rivals.answered(key, chain, thread.chain)


def _found(
    state: State,
    name: str,
    values: tuple[int, ...] | None,
    room: int | None,
) -> None:
    queue, semaphores_of = state.queues.get(name), state.semaphores.get(name)
    if (queue and not queue.gone) or (semaphores_of and not semaphores_of.gone):
        return
    state.removals.pop(name, None)
    if name.startswith("semaphores"):
        semaphores.made(state, name, values)
    else:
        messages.made(state, name, values[0] if values else None, room if values else None)


def control_enter(state: State, thread: Thread, call: ControlArguments) -> None:
    """May: what a call changes somebody may see."""
    if call.command == "IPC_RMID" and call.object is not None:
        state.removals.setdefault(call.object, {}).setdefault(thread.chain, thread.last)
        state.came((call.object, "removal"), thread, Choice.WHICH_END)
        if call.object in state.keyed:
            _name_removed(state, thread, state.keyed[call.object])
    elif call.command in (None, "IPC_SET"):
        may.everybody(state, thread, _reason(call.object))
        messages.changed(state, call.object)
    semaphores.control_enter(state, thread, call)


def control_leave(
    state: State, thread: Thread, enter: int, call: ControlArguments, leave: Leave
) -> None:
    """Removed: see messages.removed; may: what is looked at others may have changed."""
    name = call.object
    if name is None:
        may.anything(state, thread, _reason(name))
        return
    removals = state.removals.get(name, {})
    if leave.error is not None:
        if call.command == "IPC_RMID" and removals.get(thread.chain) == enter:
            del removals[thread.chain]
            late = leave.error in messages.GONE and removals
            # It came too late, and could have been first, unless it waited for the other.
            if late and not all(state.reaches(first, enter) for first in removals.values()):
                state.late_removals.setdefault(name, {})[thread.chain] = enter
        messages.removed(state, thread, name, sure=leave.error in messages.GONE)
    elif call.command == "IPC_RMID":
        for gone in (state.queues.get(name), state.semaphores.get(name)):
            if gone is not None:
                gone.gone = True
        used = {**messages.used(state, name), **semaphores.used(state, name)}
        for chain, point in used.items():
            if chain is not thread.chain:
                state.edge(chain, point, thread, Kind.LOOK, choice=Choice.NOT_YET)
    else:
        semaphores.control_leave(state, thread, enter, call, leave)
