"""Calls that make, copy and close descriptors, as changes of the tables."""

from collections.abc import Mapping
from typing import Any

from joinscope.happens_before.entries import NONE, with_cloexec
from joinscope.happens_before.kernel_objects import UNREADABLE, sort
from joinscope.happens_before.kernel_state import Passage, Record, State, Thread
from joinscope.happens_before.kinds import Kind
from joinscope.happens_before.rules import may


def snapshot(state: State, thread: Thread, table: Mapping[str, Mapping[str, Any]]) -> None:
    """Possession: a process that was passed a descriptor has it after the object was made.

    Nobody can pass on a pipe before the call that makes it (unix(7), SCM_RIGHTS). Which socket it
    came through need not be known for that.
    """
    whole = {
        int(fd): _entry(state, each["object"] or UNREADABLE, each) for fd, each in table.items()
    }
    made: dict[int, int] = {}
    for fd in thread.process.table.replace(thread.last, whole):
        passage = _holds(state, thread, fd, whole[fd])
        if passage is not None and passage.made is not None:
            chain = state.graph.chain[passage.made]
            made[chain] = max(passage.made, made.get(chain, 0))
    for chain, point in made.items():
        if chain != thread.chain.number:
            state.follow(point, thread, Kind.POSSESSION)


def leave(state: State, thread: Thread, enter: int, call: Record, record: Record) -> None:
    """Apply a call of the class fd. A descriptor counts as closed from the enter of its close on.

    close(2): Linux releases the descriptor also where it fails with EINTR or EIO.
    """
    table, name = thread.process.table, str(record.get("call", ""))
    failed = record.get("error")
    if "fds" in record:
        _pair(state, thread, enter, call, record)
    elif name == "close":
        if failed in (None, "EINTR", "EIO"):
            _close(thread, int(call.get("fd", -1)), enter)
    elif name == "close_range":
        if failed is None:
            _close_range(thread, enter, call)
    elif call.get("command") == "F_SETFD":
        entry = table.entry(int(call.get("fd", -1)))
        if entry != NONE and failed is None:
            changed = with_cloexec(entry, cloexec=bool(call.get("cloexec")))
            table.change(int(call["fd"]), thread.last, changed)
    elif "object" in call and "fd" in record and failed is None:
        _copy(state, thread, enter, call, record)
    elif "object" in record and "fd" in record:
        opened(state, thread, record)


def opened(state: State, thread: Thread, record: Record) -> None:
    """A descriptor of something that was opened by its name.

    A pipe that is opened again through /proc can get writers after its end: no end proves anything.
    """
    name, fd = str(record.get("object", "")), int(record.get("fd", record.get("result", -1)))
    if fd < 0 or not name:
        return
    if sort(name) == "pipe":
        state.passage(name).closes = False
    _got(state, thread, fd, _entry(state, name, record))


def connect_enter(state: State, thread: Thread, call: Record) -> None:
    """Remember the first call that may have connected a socket."""
    if call.get("call") == "connect":
        state.connecting.setdefault(str(call.get("object", "")), thread.last)


def connect_leave(state: State, thread: Thread, enter: int, call: Record, record: Record) -> None:
    """Connection: connect's enter is before the leave of the accept that got its socket.

    Only where the recorder knows the peer; else whatever comes through a socket may come from
    anywhere.
    """
    name, result = str(record.get("call", "")), int(record.get("result", -1))
    if name == "shutdown":
        state.passage(str(call.get("object", ""))).closes = False
        return
    if record.get("error") or "object" not in (call if name == "connect" else record):
        return
    accepts = name.startswith("accept")
    if (name == "socket" or accepts) and result >= 0:
        state.forget(record["object"])
        _got(state, thread, result, _entry(state, record["object"], record, "rw"))
        if accepts:
            _accepted(state, thread, enter, record)


def _accepted(state: State, thread: Thread, enter: int, record: Record) -> None:
    peer = record.get("peer")
    connecting = state.connecting.get(str(peer)) if peer else None
    if connecting is None:
        may.anything(state, thread)
        return
    state.follow(connecting, thread, Kind.CONNECTION)
    here = state.passage(record["object"])
    there = state.passage(str(peer))
    for one, other, made in ((here, there, enter), (there, here, connecting)):
        one.made, one.peer = made, other.name
        one.stream.foreign, one.stream.exact = False, True


def _pair(state: State, thread: Thread, enter: int, call: Record, record: Record) -> None:
    names = record.get("objects") or [record["object"]] * 2
    modes = ("rw", "rw") if "objects" in record else ("r", "w")
    made: list[Passage] = [state.make(name, enter) for name in dict.fromkeys(names)]
    if len(made) == 2:
        made[0].peer, made[1].peer = names[1], names[0]
        for each in made:
            each.closes = "SOCK_STREAM" in str(call.get("type", ""))
    for fd, name, mode in zip(record["fds"], names, modes, strict=True):
        _got(state, thread, fd, _entry(state, name, record, mode))


def _copy(state: State, thread: Thread, enter: int, call: Record, record: Record) -> None:
    old, new = int(call.get("fd", -1)), int(record["fd"])
    if old == new:
        return
    entry = thread.process.table.entry(old)
    _close(thread, new, enter)
    if entry != NONE:
        changed = with_cloexec(entry, cloexec=bool(record.get("cloexec")))
        _got(state, thread, new, changed)


def _entry(state: State, name: str, said: Mapping[str, Any], mode: str | None = None) -> int:
    mode = said.get("mode", "rw") if mode is None else mode
    return state.entries.entry(name, mode, cloexec=bool(said.get("cloexec")))


def _got(state: State, thread: Thread, fd: int, entry: int) -> None:
    thread.process.table.change(fd, thread.last, entry)
    if thread.process.pidfds:
        thread.process.pidfds.pop(fd, None)
    _holds(state, thread, fd, entry)


def _holds(state: State, thread: Thread, fd: int, entry: int) -> Passage | None:
    """The pipe or socket that the thread's process has got; None if it is neither."""
    name = state.entries.name(entry)
    if sort(name) not in ("pipe", "socket"):
        return None
    passage = state.passage(name)
    passage.got.extend((thread.process.table.number, fd, thread.last))
    return passage


def _close(thread: Thread, fd: int, enter: int) -> None:
    table = thread.process.table
    if thread.process.pidfds:
        thread.process.pidfds.pop(fd, None)
    if table.entry(fd) != NONE:
        table.change(fd, enter, NONE)


def _close_range(thread: Thread, enter: int, call: Record) -> None:
    table, first, last = thread.process.table, int(call.get("first", 0)), int(call.get("last", 0))
    keep = "CLOSE_RANGE_CLOEXEC" in call.get("flags", ())
    for fd in table.every():
        entry = table.entry(fd)
        if entry == NONE or not first <= fd <= last:
            continue
        if keep:
            table.change(fd, thread.last, with_cloexec(entry, cloexec=True))
        else:
            table.change(fd, enter, NONE)
