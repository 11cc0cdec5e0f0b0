"""Who holds a lock on a file, by flock(2) or fcntl(2), and who waits for it: /proc/locks.

A line for each lock, and behind it, with `->` and the same number, one for each that waits for it:

    1: FLOCK  ADVISORY  WRITE 4711 fd:01:263 0 EOF
    1: -> FLOCK  ADVISORY  WRITE 4712 fd:01:263 0 EOF

A lock of flock belongs to the open file, and so to every process that has that open, as a child
that was forked has: which do tells fdinfo, in a line `lock:` of the same form. One of fcntl belongs
to its process alone; an "OFDLCK" has the PID -1, and belongs to the open file again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from joinscope.live.look import names, read
from joinscope.live.snapshot import LiveProcess, Snapshot

OF_PROCESS = "POSIX"
BLOCKED = "->"


@dataclass(frozen=True, slots=True)
class FileLock:
    """A lock that is held: of which kind, by which PID if it is of a process, on which file."""

    kind: str
    pid: int
    file: str


def held_by(snapshot: Snapshot, process: LiveProcess) -> tuple[tuple[int, ...], bool] | None:
    """Who holds the lock of a file that a process waits for, and whether that is all who might.

    None if it waits for none, or that is not told.
    """
    held = list(_awaited(process.pid))
    if not held:
        return None
    pids = [each for lock in held for each in _holders(snapshot, lock)]
    closed = bool(pids) and all(each in snapshot.processes for each in pids)
    ours = (each for each in pids if each in snapshot.processes)
    return tuple(dict.fromkeys(ours)), closed


def _awaited(pid: int) -> Iterator[FileLock]:
    """The locks that a process waits for, each as its holder has it."""
    found: dict[str, FileLock] = {}
    for line in read("/proc/locks").splitlines():
        number, *words = line.split()
        if words[:1] == [BLOCKED]:
            lock = _lock(words[1:])
            if lock is not None and lock.pid == pid and number in found:
                yield found[number]
        elif (lock := _lock(words)) is not None:
            found[number] = lock


def _lock(words: list[str]) -> FileLock | None:
    if len(words) < 5 or not words[3].lstrip("-").isdigit():
        return None
    return FileLock(words[0], int(words[3]), words[4])


def _holders(snapshot: Snapshot, lock: FileLock) -> Iterator[int]:
    """The processes that could release a lock: of the program those whose files are known."""
    if lock.kind == OF_PROCESS:
        yield lock.pid
        return
    for process in snapshot.processes.values():
        if any(_has(held.info, lock) for held in process.held or ()):
            yield process.pid
    for pid in names("/proc"):
        if int(pid) not in snapshot.processes:
            infos = (read(f"/proc/{pid}/fdinfo/{fd}") for fd in names(f"/proc/{pid}/fdinfo"))
            if any(_has(info, lock) for info in infos):
                yield int(pid)


def _has(info: str, lock: FileLock) -> bool:
    """Whether a descriptor is one of the open file that has a lock."""
    return any(
        _lock(line.split()[2:]) == lock for line in info.splitlines() if line.startswith("lock:")
    )
