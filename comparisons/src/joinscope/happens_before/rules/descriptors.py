"""Calls that make, copy and close descriptors, as changes of the tables."""

from collections.abc import Iterator, Mapping

from joinscope.happens_before.channels import Channel
from joinscope.happens_before.fd_entries import NONE, with_cloexec
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.kernel_objects import PIDFD, UNREADABLE
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.rules import epoll_sets, eventfds, vain_polls
from joinscope.recording.records import (
    CloseArguments,
    CloseRangeArguments,
    CounterArguments,
    Descriptor,
    DescriptorFlagsArguments,
    DescriptorResults,
    DuplicateArguments,
    Leave,
    Mode,
    OpenArguments,
    PairResults,
    PipeArguments,
    SocketpairArguments,
)

DescriptorArguments = (
    CloseArguments
    | CloseRangeArguments
    | DuplicateArguments
    | DescriptorFlagsArguments
    | PipeArguments
    | SocketpairArguments
    | CounterArguments
    | OpenArguments
)


def snapshot(
    state: State, thread: Thread, table: Mapping[int, Descriptor], *, whole: bool = True
) -> None:
    """Possession: a process that was passed a descriptor has it after the object was made.

    Nobody can pass on a pipe before the call that makes it (unix(7), SCM_RIGHTS). Which socket it
    came through need not be known for that.
    """
    here = thread.process.table
    found = {
        fd: state.entries.entry(each.object or UNREADABLE, each.mode, cloexec=each.cloexec)
        for fd, each in table.items()
    }
    if state.sets_sent and any(each.object == epoll_sets.NAME for each in table.values()):
        epoll_sets.passed(state)
    for fd in list(here.pidfds or ()) if whole else table:
        if fd not in table or table[fd].object != PIDFD:
            _no_pidfd(thread, fd)
    made: dict[int, int] = {}
    new = here.replace(thread.last, found) if whole else here.add(thread.last, found)
    for fd in new:
        channel = _holds(state, thread, fd, found[fd])
        if channel is not None and channel.made is not None and not channel.fifo:
            chain = state.graph.chain[channel.made]
            made[chain] = max(channel.made, made.get(chain, 0))
    for chain, point in made.items():
        if chain != thread.chain.number:
            state.follow(point, thread, Kind.POSSESSION)


def unaccounted(state: State, thread: Thread) -> None:
    """Whatever the thread's process has open may be read and written unseen from now on."""
    epoll_sets.passed(state)
    for channel in _open(state, thread):
        for each in (channel, channel.inbox):
            if each is not None:
                each.made = None
                each.stream.abandon()


def unshared(state: State, thread: Thread) -> None:
    """unshare(2), CLONE_FILES: a thread may have a table of its own, which is not known.

    So nobody can tell who lets go of what is open here; a table of one thread is its own already.
    """
    if thread.process.table.users > 1:
        for channel in _open(state, thread):
            channel.reopened = True


def _open(state: State, thread: Thread) -> Iterator[Channel]:
    table = thread.process.table
    for fd in table.descriptors():
        entry_of_fd = table.entry(fd)
        if entry_of_fd != NONE:
            channel = state.channel_of(state.entries.name(entry_of_fd))
            if channel is not None:
                yield channel


def leave(
    state: State, thread: Thread, enter: int, call: DescriptorArguments, record: Leave
) -> None:
    """Apply a call. A descriptor counts as closed from the enter of its close on.

    close(2): Linux releases the descriptor also where it fails with EINTR or EIO.
    """
    table = thread.process.table
    match call, record:
        case CloseArguments(fd=fd), Leave(error=None | "EINTR" | "EIO"):
            _close(thread, fd, enter)
            vain_polls.closed(state, thread, call.object)
        case CloseRangeArguments(), Leave(error=None):
            _close_range(state, thread, enter, call)
        case DescriptorFlagsArguments(fd=fd, cloexec=cloexec), Leave(error=None):
            if (old := table.entry(fd)) != NONE:
                table.change(fd, thread.last, with_cloexec(old, cloexec=cloexec))
        case DuplicateArguments(fd=fd), Leave(results=DescriptorResults() as made):
            _copy(state, thread, enter, fd, made)
            if call.object == epoll_sets.NAME:
                epoll_sets.duplicated(state, fd, made.fd)
        case PipeArguments() as given, Leave(results=PairResults() as pair):
            _pipe(state, thread, enter, given, pair)
        case SocketpairArguments(), Leave(results=PairResults() as pair):
            _socketpair(state, thread, enter, call, pair)
        case OpenArguments(), Leave(results=DescriptorResults() as made):
            _opened(state, thread, made)
        case CounterArguments(), Leave(results=DescriptorResults() as made):
            _opened(state, thread, made)
            eventfds.made(state, call, made.object)


def entry(state: State, name: str | None, made: DescriptorResults | PairResults) -> int:
    """The entry of a new descriptor, which is open for both ways if its call does not say how."""
    mode = made.mode if isinstance(made, DescriptorResults) else None
    mode = "rw" if mode is None else mode
    return state.entries.entry(name or UNREADABLE, mode, cloexec=made.cloexec)


def got(state: State, thread: Thread, fd: int, found: int) -> None:
    """From now on the thread's process has this entry under this descriptor."""
    thread.process.table.change(fd, thread.last, found)
    _no_pidfd(thread, fd)
    _holds(state, thread, fd, found)


def _opened(state: State, thread: Thread, made: DescriptorResults) -> None:
    """A descriptor of something that was opened by its name.

    A pipe that is opened again through /proc can get writers after its end: no end proves anything.
    """
    channel = state.channel_of(made.object)
    if channel is not None and not channel.fifo:
        channel.reopened = True
    got(state, thread, made.fd, entry(state, made.object, made))


def _pipe(state: State, thread: Thread, enter: int, call: PipeArguments, pair: PairResults) -> None:
    name = pair.objects[0]
    if name is not None:
        made = state.make(name, enter)
        made.packets, made.hasty = "O_DIRECT" in call.flags, "O_NONBLOCK" in call.flags
    modes: tuple[Mode, Mode] = ("r", "w")
    for fd, mode in zip(pair.fds, modes, strict=True):
        found = state.entries.entry(name or UNREADABLE, mode, cloexec=pair.cloexec)
        got(state, thread, fd, found)


def _socketpair(
    state: State, thread: Thread, enter: int, call: SocketpairArguments, pair: PairResults
) -> None:
    one, other = pair.objects
    if one is not None and other is not None and call.family == "AF_UNIX":
        here, there = state.make(one, enter), state.make(other, enter)
        here.peer, there.peer = there, here
        here.packets = there.packets = call.type != "SOCK_STREAM"
        here.hasty = there.hasty = call.nonblocking
        here.directed = there.directed = call.type == "SOCK_DGRAM"
    for fd, name in zip(pair.fds, pair.objects, strict=True):
        got(state, thread, fd, entry(state, name, pair))


def _copy(state: State, thread: Thread, enter: int, old: int, made: DescriptorResults) -> None:
    if old == made.fd:
        return
    table = thread.process.table
    found, watched = table.entry(old), (table.pidfds or {}).get(old)
    _close(thread, made.fd, enter)
    if found != NONE:
        got(state, thread, made.fd, with_cloexec(found, cloexec=made.cloexec))
    if watched is not None:
        table.pidfds = {**(table.pidfds or {}), made.fd: watched}


def _holds(state: State, thread: Thread, fd: int, found: int) -> Channel | None:
    """The pipe or socket that the thread's process has got; None if it is neither."""
    channel = state.channel_of(state.entries.name(found))
    if channel is not None:
        channel.got.extend((thread.process.table.number, fd, thread.last))
    return channel


def _close(thread: Thread, fd: int, enter: int) -> None:
    table = thread.process.table
    _no_pidfd(thread, fd)
    if table.entry(fd) != NONE:
        table.change(fd, enter, NONE)


def _no_pidfd(thread: Thread, fd: int) -> None:
    if thread.process.table.pidfds:
        thread.process.table.pidfds.pop(fd, None)


def _close_range(state: State, thread: Thread, enter: int, call: CloseRangeArguments) -> None:
    table, keep = thread.process.table, "CLOSE_RANGE_CLOEXEC" in call.flags
    if "CLOSE_RANGE_UNSHARE" in call.flags:
        unshared(state, thread)
    if not keep:
        for fd in list(thread.process.table.pidfds or ()):
            if call.first <= fd <= call.last:
                _no_pidfd(thread, fd)
    for fd in table.descriptors():
        found = table.entry(fd)
        if found == NONE or not call.first <= fd <= call.last:
            continue
        if keep:
            table.change(fd, thread.last, with_cloexec(found, cloexec=True))
        else:
            table.change(fd, enter, NONE)
