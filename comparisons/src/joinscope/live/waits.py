"""What a thread waits for: the object, its other end, and who could end the wait.

A blocked thread's call and its six words come from /proc/TID/syscall; what they point to is read
from the memory of its process.
"""

import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from signal import SIGCHLD
from typing import Literal

from joinscope.live.file_locks import held_by
from joinscope.live.look import Thread, names, read
from joinscope.live.sem_locks import lock_counts
from joinscope.live.snapshot import (
    Held,
    LiveProcess,
    Snapshot,
    memory,
    memory_part,
    memory_path,
    pipe_fill,
    tracer_of,
)
from joinscope.live.socket_times import waits_for_ever
from joinscope.live.wait import End, Wait
from joinscope.live.wait_channels import wait_by_channel

WNOHANG = 1
P_PID, P_PIDFD = 1, 3
POLL_IN = 0x1 | 0x40 | 0x80 | 0x2000  # POLLIN, RDNORM, RDBAND, RDHUP
POLL_OUT = 0x4 | 0x100 | 0x200
EPOLL_HOW = 0xF << 28  # EPOLLEXCLUSIVE, WAKEUP, ONESHOT, ET: one that waits for no event is off
GONE = -1  # no process has a descriptor of that number
SET_BITS = 64
MOST_POLLED = 4096
FUTEX_COMMAND = 0x7F
FUTEX_WAITS = {0: "wait", 9: "bitset"}
READS = frozenset(["read", "readv", "recvfrom", "recvmsg", "preadv2"])
WRITES = frozenset(["write", "writev", "sendto", "sendmsg", "pwritev2", "vmsplice"])
SLEEPS = frozenset(["nanosleep", "clock_nanosleep"])
FORKS = frozenset(["vfork", "clone", "clone3"])
F_SETLKW, F_OFD_SETLKW = 7, 38
OPENS: dict[int, Literal["reading", "writing"]] = {os.O_RDONLY: "reading", os.O_WRONLY: "writing"}
AT_FDCWD = -100


def wait_of(snapshot: Snapshot, process: LiveProcess, thread: Thread) -> Wait | None:
    """What a thread waits for; None if it runs, is stopped, or that may not be read."""
    if thread.state not in "SD" or process.frozen:
        return None
    if thread.call is None:
        return wait_by_channel(snapshot, process, thread)
    call, words = snapshot.calls.get(thread.call, ""), thread.arguments
    if thread.state == "D":
        return _uninterruptible(snapshot, process, call)
    if call in READS or call in WRITES:
        return _of_descriptor(snapshot, process, call, words[0] & 0xFFFFFFFF)
    decode = DECODERS.get(call)
    return Wait("other", call) if decode is None else decode(snapshot, process, call, words)


def _uninterruptible(snapshot: Snapshot, process: LiveProcess, call: str) -> Wait:
    """A disk, or a child of vfork that has neither executed anything yet nor ended."""
    if call not in FORKS:
        return Wait("other", call)
    newest = [each for each in snapshot.processes.values() if each.parent == process.pid][-1:]
    by = tuple(each.pid for each in newest if not each.ended and each.forked)
    return Wait("child", call, closed=bool(by), by=by)


# ---- Children ----------------------------------------------------------------------------------


def _wait4(snapshot: Snapshot, process: LiveProcess, call: str, words: tuple[int, ...]) -> Wait:
    number = _int(words[0])
    return _of_children(snapshot, process, call, number if number > 0 else None, words[2])


def _waitid(snapshot: Snapshot, process: LiveProcess, call: str, words: tuple[int, ...]) -> Wait:
    number = None
    if _int(words[0]) == P_PID:
        number = _int(words[1])
    elif _int(words[0]) == P_PIDFD:
        number = _pid_of(process.holds(_int(words[1])))
    return _of_children(snapshot, process, call, number, words[3])


def _of_children(
    snapshot: Snapshot, process: LiveProcess, call: str, pid: int | None, options: int
) -> Wait:
    of = [each.pid for each in snapshot.processes.values() if each.parent == process.pid]
    if pid is not None:  # a PID of another namespace is none of ours
        of = [each for each in of if each == pid]
    closed = bool(of) and not (pid is None and _traces_others(snapshot, process))
    return Wait("child", call, timed=bool(options & WNOHANG), closed=closed, by=tuple(of))


def _traces_others(snapshot: Snapshot, process: LiveProcess) -> bool:
    """Whether a process traces one that is none of these: a wait for any child tells of that."""
    tracers = {each.tid for each in process.threads}
    statuses = (
        read(f"/proc/{each}/status")
        for each in names("/proc")
        if int(each) not in snapshot.processes
    )
    return any(tracer_of(each) in tracers for each in statuses)


def _pid_of(held: Held | None) -> int | None:
    """The PID of a pidfd."""
    text = "" if held is None else held.info.partition("\nPid:")[2].partition("\n")[0].strip()
    return int(text) if text.isdigit() else None


# ---- Pipes and sockets -------------------------------------------------------------------------


def _of_descriptor(
    snapshot: Snapshot, process: LiveProcess, call: str, fd: int, mode: str = ""
) -> Wait:
    """A wait for data from a descriptor, or for room in it."""
    reads = mode == "r" if mode else call in READS
    held = process.holds(fd)
    wait = Wait(
        "data" if reads else "room", call, fd=fd, object=None if held is None else held.object
    )
    if held is None:
        return wait
    if held.object.startswith("pipe:"):
        others = snapshot.holders(held.object, "w" if reads else "r")
        fill = None
        if not reads and others:
            fill = pipe_fill(others[0][0].pid, others[0][1].fd)
        # Who waits for a pipe whose other end nobody held would have been told so: where nobody is
        # seen to hold it, somebody does who cannot be seen, or it is on its way in a message.
        closed = bool(others) and held.object not in snapshot.outside
        return _ended_by(replace(wait, closed=closed, fill=fill), others)
    peer = snapshot.peers.get(held.object)
    if peer is not None:
        others = snapshot.holders(peer, "r")
        closed = bool(others) and not {peer, held.object} & snapshot.outside.keys()
        # A poll knows nothing of the socket's own time.
        free = bool(mode) or waits_for_ever(process.pid, fd, "r" if reads else "w")
        wait = replace(wait, timed=free is False, closed=closed and bool(free))
        return _ended_by(wait, others)
    return wait


def _ended_by(wait: Wait, others: list[tuple[LiveProcess, Held]]) -> Wait:
    ends = tuple(End(each.pid, held.fd) for each, held in others)
    return replace(wait, ends=ends, by=tuple(dict.fromkeys(each.pid for each in ends)))


def _open(snapshot: Snapshot, process: LiveProcess, call: str, words: tuple[int, ...]) -> Wait:
    """What opens one end of a FIFO waits for somebody, of the tree or not, to open the other."""
    del snapshot
    place = 0 if call == "open" else 1
    name = memory_path(process.reader, words[place])
    top = "root" if name.startswith("/") else "cwd"
    where = Path(f"/proc/{process.pid}/{top}/{name}")
    relative = call != "open" and not name.startswith("/") and _int(words[0]) != AT_FDCWD
    try:
        fifo = not relative and where.is_fifo()
    except OSError:
        fifo = False
    mode = words[place + 1] & os.O_ACCMODE
    if not fifo or mode not in OPENS:
        return Wait("other", call)
    return Wait("opening", call, object=name, opens=OPENS[mode])


# ---- Several descriptors -----------------------------------------------------------------------


def _poll(snapshot: Snapshot, process: LiveProcess, call: str, words: tuple[int, ...]) -> Wait:
    timed = _int(words[2]) >= 0 if call == "poll" else words[2] != 0
    data = memory(process.reader, words[0], 8 * words[1]) if words[1] <= MOST_POLLED else None
    if data is None:
        return Wait("event", call, timed=timed)
    polled = [(fd, events) for fd, events, _ in struct.iter_unpack("=iHH", data) if fd >= 0]
    return _any_of(snapshot, process, call, polled, timed=timed)


def _select(snapshot: Snapshot, process: LiveProcess, call: str, words: tuple[int, ...]) -> Wait:
    timed, polled = words[4] != 0, dict[int, int]()
    size = (words[0] + SET_BITS - 1) // SET_BITS * 8
    if words[0] > MOST_POLLED:
        return Wait("event", call, timed=timed)
    for address, events in ((words[1], POLL_IN), (words[2], POLL_OUT), (words[3], POLL_IN)):
        if address == 0:
            continue
        data = memory(process.reader, address, size)
        if data is None:
            return Wait("event", call, timed=timed)
        bits = int.from_bytes(data, "little")
        for fd in range(words[0]):
            if bits >> fd & 1:
                polled[fd] = polled.get(fd, 0) | events
    return _any_of(snapshot, process, call, list(polled.items()), timed=timed)


def _epoll(snapshot: Snapshot, process: LiveProcess, call: str, words: tuple[int, ...]) -> Wait:
    timed = words[3] != 0 if call == "epoll_pwait2" else _int(words[3]) >= 0
    held = process.holds(_int(words[0]))
    polled = []
    for line in (held.info if held else "").splitlines():
        fields = line.replace(":", " ").split()
        if fields[:1] == ["tfd"] and (events := int(fields[3], 16)) & ~EPOLL_HOW:
            # A descriptor that was closed is still waited for, if its file is open elsewhere.
            one = process.holds(int(fields[1]))
            kept = (
                one is None or "ino" not in fields or _is_of(one, fields[fields.index("ino") + 1])
            )
            polled.append((int(fields[1]) if kept else GONE, events))
    return _any_of(snapshot, process, call, polled, timed=timed)


def _is_of(held: Held, inode: str) -> bool:
    """Whether a descriptor is of the inode, which is in hexadecimal; of a file's it is not told."""
    number = held.object.partition(":[")[2].removesuffix("]")
    return not number.isdigit() or int(number) == int(inode, 16)


def _restarted(snapshot: Snapshot, process: LiveProcess, call: str, words: tuple[int, ...]) -> Wait:
    """What the kernel goes on with after a signal: /proc still has its six words, not its name.

    It is a poll if they say so: a list of descriptors that are open, each with events. The others
    that are restarted like that have other words: a sleep gives two addresses, or a clock and no
    address, and of a lock the first word is the address of a counter.
    """
    data = memory(process.reader, words[0], 8 * words[1]) if words[1] <= MOST_POLLED else None
    polled = [(fd, events) for fd, events, _ in struct.iter_unpack("=iHH", data or b"") if fd >= 0]
    if polled and all(events and process.holds(fd) for fd, events in polled):
        return _poll(snapshot, process, "poll", words)
    return Wait("other", call)


def _any_of(
    snapshot: Snapshot,
    process: LiveProcess,
    call: str,
    polled: list[tuple[int, int]],
    *,
    timed: bool,
) -> Wait:
    """A wait for one of several descriptors, or for none at all."""
    waits = list(_each(snapshot, process, call, polled))
    closed = bool(waits) and all(each.closed for each in waits)
    ends = tuple(dict.fromkeys(end for each in waits for end in each.ends))
    by = tuple(dict.fromkeys(pid for each in waits for pid in each.by))
    found = Wait("event", call, timed=timed, closed=closed, by=by, ends=ends)
    if len(waits) == 1:
        (one,) = waits
        return replace(found, awaits=one.awaits, fd=one.fd, object=one.object, fill=one.fill)
    return found


def _each(
    snapshot: Snapshot, process: LiveProcess, call: str, polled: list[tuple[int, int]]
) -> Iterator[Wait]:
    for fd, events in polled:
        held = process.holds(fd)
        if held is None:
            yield Wait("other", call, fd=fd)
        elif (pid := _pid_of(held)) is not None:
            known = pid in snapshot.processes
            yield Wait("child", call, closed=known, by=(pid,) if known else (), fd=fd)
        elif held.object == "anon_inode:[timerfd]":
            # The time that is left; a timer that is not set has none.
            left = held.info.partition("it_value: (")[2].partition(")")[0]
            yield Wait("time", call, closed=left == "0, 0", fd=fd, object=held.object)
        elif _private_listener(held):
            yield Wait("connection", call, closed=True, fd=fd, object=held.object)
        else:
            for mode, wanted in (("r", POLL_IN), ("w", POLL_OUT)):
                if events & wanted or (mode == "r" and not events & POLL_OUT):  # a hangup, too
                    yield _of_descriptor(snapshot, process, call, fd, mode)


def _private_listener(held: Held) -> bool:
    """Whether it is a socket that multiprocessing listens at in a folder of its own.

    Nobody but the program knows of it: the folder is new, and nobody else may enter it.
    """
    if not held.object.startswith("socket:"):
        return False
    inode = held.object[len("socket:[") : -1]
    for line in read("/proc/net/unix").splitlines():
        fields = line.split()
        if len(fields) > 7 and fields[6] == inode:
            return "/pymp-" in fields[7]
    return False


def _accept(snapshot: Snapshot, process: LiveProcess, call: str, words: tuple[int, ...]) -> Wait:
    del snapshot
    fd = _int(words[0])
    held = process.holds(fd)
    if held is None or not _private_listener(held):
        return Wait("connection", call, fd=fd)
    free = waits_for_ever(process.pid, fd, "r")
    return Wait("connection", call, timed=free is False, closed=bool(free), fd=fd)


# ---- Locks -------------------------------------------------------------------------------------


def _futex(snapshot: Snapshot, process: LiveProcess, call: str, words: tuple[int, ...]) -> Wait:
    address, command, value, timeout = words[0], words[1] & FUTEX_COMMAND, words[2], words[3]
    if command not in FUTEX_WAITS:
        return Wait("other", call)
    part = memory_part(process.reader, address)
    wait = Wait("lock", call, timed=timeout != 0)
    if part is None:
        return wait
    if part.shared:
        sharers = [
            each.pid
            for each in snapshot.processes.values()
            if not each.ended and _maps(each.reader, part.file)
        ]
        others = tuple(pid for pid in sharers if pid != process.pid)
        # A semaphore of multiprocessing has a name that nobody else knows.
        closed = "(deleted)" in part.path or "/sem.mp-" in part.path
        offset = address - part.start
        counts = lock_counts(sharers, part, offset) if snapshot.searches else None
        if counts is not None and counts.lock and sum(counts.by.values()) in (0, 1):
            others = tuple(pid for pid, count in counts.by.items() if count > 0)
            wait = replace(wait, held=True)
        elif counts is not None and not counts.lock:
            wait = replace(wait, untaken=not any(counts.by.values()))
        return replace(wait, closed=closed, by=others, object=part.path)
    tids = {each.tid for each in process.threads}
    if value in tids:
        return replace(wait, awaits="thread", closed=True, by=(process.pid,), owner=value)
    by = (process.pid,) if len(tids) > 1 else ()
    return replace(wait, closed=True, by=by, owner=_mutex_owner(process.reader, address, value))


def _maps(pid: int, file: str) -> bool:
    device, _, inode = file.rpartition(":")
    return any(
        fields[3:5] == [device, inode]
        for line in read(f"/proc/{pid}/maps").splitlines()
        if len(fields := line.split(maxsplit=5)) >= 5
    )


def _mutex_owner(pid: int, address: int, value: int) -> int | None:
    """The thread that has locked a mutex of glibc; None of other locks, which have no owner.

    A mutex that somebody waits for has the value 2, and its owner two words behind.
    """
    contended = 2
    if value != contended:
        return None
    data = memory(pid, address, 12)
    if data is None:
        return None
    word, _, owner = struct.unpack("=IIi", data)
    return owner if word == contended and owner > 0 else None


def _flock(snapshot: Snapshot, process: LiveProcess, call: str, words: tuple[int, ...]) -> Wait:
    held, found = process.holds(_int(words[0])), held_by(snapshot, process)
    wait = Wait("lock", call, fd=_int(words[0]), object=None if held is None else held.object)
    if found is None:
        return wait
    by, closed = found
    return replace(wait, closed=closed, by=by, held=bool(by))


def _fcntl(snapshot: Snapshot, process: LiveProcess, call: str, words: tuple[int, ...]) -> Wait:
    if words[1] in (F_SETLKW, F_OFD_SETLKW):
        return _flock(snapshot, process, call, words)
    return Wait("other", call)


# ---- Signals and time --------------------------------------------------------------------------


def _pause(snapshot: Snapshot, process: LiveProcess, call: str, words: tuple[int, ...]) -> Wait:
    del words
    children = tuple(
        each.pid
        for each in snapshot.processes.values()
        if each.parent == process.pid and not each.ended
    )
    # Only a handler lets it go on, and of those that count here only that of SIGCHLD.
    return Wait("signal", call, closed=True, by=children if SIGCHLD in process.caught else ())


def _sigwait(snapshot: Snapshot, process: LiveProcess, call: str, words: tuple[int, ...]) -> Wait:
    timed, data = words[2] != 0, memory(process.reader, words[0], 8)
    wanted = int.from_bytes(data or b"", "little")
    only_child = data is not None and wanted == 1 << (SIGCHLD - 1)
    children = [each.pid for each in snapshot.processes.values() if each.parent == process.pid]
    return Wait(
        "signal", call, timed=timed, closed=only_child, by=tuple(children) if only_child else ()
    )


def _sleep(snapshot: Snapshot, process: LiveProcess, call: str, words: tuple[int, ...]) -> Wait:
    del snapshot, process, words
    return Wait("time", call, timed=True)


def _int(word: int) -> int:
    """A word as the int that it was."""
    word &= 0xFFFFFFFF
    return word - (1 << 32) if word >> 31 else word


DECODERS: dict[str, Callable[[Snapshot, LiveProcess, str, tuple[int, ...]], Wait]] = {
    "wait4": _wait4,
    "waitid": _waitid,
    "poll": _poll,
    "ppoll": _poll,
    "restart_syscall": _restarted,
    "select": _select,
    "pselect6": _select,
    "epoll_wait": _epoll,
    "epoll_pwait": _epoll,
    "epoll_pwait2": _epoll,
    "accept": _accept,
    "accept4": _accept,
    "open": _open,
    "openat": _open,
    "futex": _futex,
    "flock": _flock,
    "fcntl": _fcntl,
    "pause": _pause,
    "rt_sigsuspend": _pause,
    "rt_sigtimedwait": _sigwait,
    **dict.fromkeys(SLEEPS, _sleep),
}
