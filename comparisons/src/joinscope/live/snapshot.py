"""A snapshot of a process tree: its threads, what each process holds, and who else holds it."""

import os
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fcntl import F_GETPIPE_SZ, fcntl, ioctl
from signal import SIGWINCH
from termios import FIONREAD

from joinscope.live.cgroup_freezer import is_frozen
from joinscope.live.look import Thread, read, stat, threads
from joinscope.live.socket_peers import peers

# In field 9 of /proc/PID/stat (include/linux/sched.h).
FLAGS = 6  # its place among the fields of `stat`
FORKED = 0x40  # PF_FORKNOEXEC: it has executed nothing since it was forked
MODES = {os.O_RDONLY: "r", os.O_WRONLY: "w", os.O_RDWR: "rw"}
# Where threads sleep that are frozen, by cgroup v2 and v1.
FREEZERS = ("get_signal", "do_freezer_trap", "__refrigerator")
SHARED_ENDS = ("pipe:", "socket:")
ENDED = "ZX"
PAGE, LONGEST_PATH = 4096, 4096  # PATH_MAX


@dataclass(frozen=True, slots=True)
class Held:
    """A descriptor of a process: what it stands for, how it is open, and its fdinfo as it is."""

    fd: int
    object: str
    mode: str
    info: str


@dataclass(frozen=True, slots=True)
class LiveProcess:
    """A process of the tree, as it is now.

    `status` is the wait status word of one that has `ended` and is not reaped, None of others.
    `caught` are the signals that it has handlers for, `ignored` and `blocked` those that do nothing
    to it, or not yet; `timers` is whether it has a POSIX timer, or may have one, where the kernel
    does not tell; `held` are its descriptors, None where they may not be read. `forked`: it is a
    copy of its parent, and has executed nothing since. `tracer` is the PID of who traces it, 0 if
    nobody does; `frozen`: its cgroup is. `edits_lines`: it has the library readline.
    """

    pid: int
    parent: int
    name: str
    command: tuple[str, ...]
    ended: bool
    status: int | None
    caught: frozenset[int]
    ignored: frozenset[int]
    blocked: frozenset[int]
    timers: bool
    held: tuple[Held, ...] | None
    threads: tuple[Thread, ...]
    forked: bool = False
    tracer: int = 0
    frozen: bool = False
    edits_lines: bool = False

    def holds(self, fd: int) -> Held | None:
        """Its descriptor of this number."""
        return next((each for each in self.held or () if each.fd == fd), None)

    @property
    def reader(self) -> int:
        """The thread by which its memory is read: one that has ended, the first too, has none."""
        return self.threads[0].tid if self.threads else self.pid

    @property
    def main(self) -> Thread | None:
        """Its first thread; None if that has ended."""
        return next((each for each in self.threads if each.tid == self.pid), None)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A process tree at a moment.

    `processes` has them by PID, parents first. `outside` has the processes outside of the tree
    that hold a pipe or socket of the tree, too. `peers` has the other end of each connected unix
    socket. `calls` has the names of the system calls that the threads are in, by number.
    `searches`: who holds a lock is looked for in the memory of the processes, which takes time.
    """

    processes: Mapping[int, LiveProcess]
    outside: Mapping[str, frozenset[int]]
    peers: Mapping[str, str]
    calls: Mapping[int, str]
    searches: bool = True

    def holders(self, name: str, mode: str) -> list[tuple[LiveProcess, Held]]:
        """Who in the tree has a pipe or a socket open so that `mode`, r or w, may be done."""
        return [
            (process, held)
            for process in self.processes.values()
            for held in process.held or ()
            if held.object == name and mode in held.mode
        ]

    def threads(self) -> Iterator[tuple[LiveProcess, Thread]]:
        """Every thread of the tree."""
        for process in self.processes.values():
            for thread in process.threads:
                yield process, thread


def snapshot(
    pids: list[int],
    call_name: Callable[[int], str | None],
    *,
    without: Container[int] = (),
    searches: bool = True,
) -> Snapshot:
    """The processes as they are; `call_name` names a system call by its number.

    Processes and threads `without` are left out.
    """
    of_pid = defaultdict(list)
    for thread in threads(pids, without):
        of_pid[thread.pid].append(thread)
    processes = {pid: found for pid in pids if (found := _process(pid, of_pid[pid]))}
    numbers = {each.call for one in of_pid.values() for each in one if each.call is not None}
    ours = {held.object for each in processes.values() for held in each.held or ()}
    shared = {name for name in ours if name.startswith(SHARED_ENDS)}
    sockets = peers() if any(name.startswith("socket:") for name in shared) else {}
    shared |= {sockets[name] for name in shared if name in sockets}
    return Snapshot(
        processes,
        _outside(set(processes), shared, without),
        {one: other for one, other in sockets.items() if one in shared},
        {number: name for number in numbers if (name := call_name(number))},
        searches,
    )


def _process(pid: int, found: Iterable[Thread]) -> LiveProcess | None:
    fields = stat(f"/proc/{pid}")
    if not fields:
        return None
    alive = tuple(found)
    ended = fields[0] in ENDED and not alive
    status = read(f"/proc/{pid}/status")
    name = read(f"/proc/{pid}/stat").partition("(")[2].rpartition(")")[0]
    return LiveProcess(
        pid,
        int(fields[1]),
        name,
        tuple(read(f"/proc/{pid}/cmdline").rstrip("\0").split("\0")),
        ended,
        int(fields[-1]) if ended else None,
        frozenset(_signals(status, "SigCgt")),
        frozenset(_signals(status, "SigIgn")),
        frozenset(_signals(status, "SigBlk")),
        _may_have_timers(pid),
        () if ended else _held(alive[0].tid if alive else pid),
        alive,
        bool(int(fields[FLAGS]) & FORKED),
        tracer_of(status),
        _may_be_frozen(alive) and is_frozen(pid),
        SIGWINCH in _signals(status, "SigCgt") and "/libreadline." in read(f"/proc/{pid}/maps"),
    )


def _may_have_timers(pid: int) -> bool:
    """Whether a process has a POSIX timer; a kernel without CHECKPOINT_RESTORE has no such file."""
    file = f"/proc/{pid}/timers"
    return bool(read(file)) or not os.path.exists(file)  # noqa: PTH110


def tracer_of(status: str) -> int:
    """The thread that traces a process, by the status of that; 0: none does."""
    word = status.partition("\nTracerPid:")[2].partition("\n")[0].strip()
    return int(word or "0")


def _may_be_frozen(alive: tuple[Thread, ...]) -> bool:
    """Whether a thread sleeps on its way out of its call, as they all do where a cgroup is frozen.

    Its call is told as if it still waited in that.
    """
    first = alive[0] if alive else None
    if first is None or first.state not in "SD":
        return False
    return read(f"/proc/{first.pid}/task/{first.tid}/wchan") in FREEZERS


def _signals(status: str, field: str) -> Iterator[int]:
    """The signals in a field of /proc/PID/status."""
    word = status.partition(f"\n{field}:")[2].partition("\n")[0].strip()
    mask = int(word or "0", 16)
    yield from (number for number in range(1, 65) if mask >> (number - 1) & 1)


def _held(pid: int) -> tuple[Held, ...] | None:
    found = []
    try:
        for fd in sorted(map(int, os.listdir(f"/proc/{pid}/fd"))):  # noqa: PTH208 - many, and small
            name, info = os.readlink(f"/proc/{pid}/fd/{fd}"), read(f"/proc/{pid}/fdinfo/{fd}")  # noqa: PTH115
            flags = info.partition("flags:")[2].partition("\n")[0].strip()
            mode = MODES.get(int(flags or "0", 8) & os.O_ACCMODE, "")
            found.append(Held(fd, name, mode, info))
    except OSError:
        return None
    return tuple(found)


def _outside(
    ours: set[int], shared: set[str], without: Container[int]
) -> dict[str, frozenset[int]]:
    """Who else on this machine has one of these open, as far as that may be read."""
    found: dict[str, set[int]] = defaultdict(set)
    for entry in os.listdir("/proc") if shared else ():  # noqa: PTH208 - many, and small
        if not entry.isdigit() or int(entry) in ours or int(entry) in without:
            continue
        with suppress(OSError):
            for fd in os.listdir(f"/proc/{entry}/fd"):  # noqa: PTH208
                with suppress(OSError):
                    name = os.readlink(f"/proc/{entry}/fd/{fd}")  # noqa: PTH115
                    if name in shared:
                        found[name].add(int(entry))
    return {name: frozenset(pids) for name, pids in found.items()}


def pipe_fill(pid: int, fd: int) -> tuple[int, int] | None:
    """How many bytes are in the pipe whose reading end this descriptor is, and how many it takes.

    None if it cannot be told. For a moment there is one reader more, which no writer notices.
    """
    with suppress(OSError):
        end = os.open(f"/proc/{pid}/fd/{fd}", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            size = bytearray(4)
            ioctl(end, FIONREAD, size)
            return int.from_bytes(size, "little"), fcntl(end, F_GETPIPE_SZ)
        finally:
            os.close(end)
    return None


def memory(pid: int, address: int, size: int) -> bytes | None:
    """So many bytes of a process's memory; None if they may not be read."""
    with suppress(OSError, OverflowError), open(f"/proc/{pid}/mem", "rb", buffering=0) as file:  # noqa: PTH123
        found = os.pread(file.fileno(), size, address)
        return found if len(found) == size else None
    return None


def memory_path(pid: int, address: int) -> str:
    """The path that begins there in a process's memory; empty if it may not be read.

    It is read by pages, for what comes behind its last one may not be there.
    """
    text = b""
    while b"\0" not in text and len(text) < LONGEST_PATH:
        start = address + len(text)
        piece = memory(pid, start, PAGE - start % PAGE)
        if piece is None:
            return ""
        text += piece
    return os.fsdecode(text.partition(b"\0")[0])


@dataclass(frozen=True, slots=True)
class MemoryPart:
    """A part of a process's memory, `shared` with whoever maps `file` (device and inode), too."""

    start: int
    shared: bool
    file: str
    path: str


def memory_part(pid: int, address: int) -> MemoryPart | None:
    """The part of a process's memory in which an address lies."""
    for line in read(f"/proc/{pid}/maps").splitlines():
        words = line.split(maxsplit=5)
        start, _, end = words[0].partition("-")
        if int(start, 16) <= address < int(end, 16):
            path = words[5] if len(words) > 5 else ""
            return MemoryPart(int(start, 16), words[1][3:4] == "s", f"{words[3]}:{words[4]}", path)
    return None
