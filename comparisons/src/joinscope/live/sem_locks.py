"""Who holds a lock or semaphore of multiprocessing: a POSIX semaphore, which itself has no owner.

But each process has a SemLock object for it, which counts how often that process has acquired it,
and not released it since, and remembers the thread. It is found in the process's memory by its
pointer to the semaphore:

    struct { Py_ssize_t ob_refcnt; PyTypeObject *ob_type;
             sem_t *handle; unsigned long last_tid; int count, maxvalue, kind; char *name; }

as Modules/_multiprocessing/semaphore.c has had it from 3.11 to 3.15. Objects of another shape, such
as a free-threaded build's, are not recognised, and then nobody is known to hold anything.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from joinscope.live.look import read
from joinscope.live.snapshot import MemoryPart, memory

OBJECT = struct.Struct("=qQQQiii")
TELLING = 6  # bytes of a pointer: zeros follow, and who looks for an end of zeros finds many
HANDLE = 16  # bytes before it in the object
TYPE_NAME = 24  # offset of tp_name in a type
NAME = b"_multiprocessing.SemLock\0"
PART = 1 << 22  # bytes that are read at a time
MOST = 1 << 28  # bytes of a process that are searched


class MemoryUnreadError(Exception):
    """Some memory of a process could not be read, or is too much: the object may be there."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each of some processes has acquired a semaphore, and not released it since, by PID.

    `lock`: one at a time may have it. Of others a process may release what another one has taken.
    """

    lock: bool
    by: dict[int, int]


def lock_counts(pids: list[int], part: MemoryPart, offset: int) -> Counts | None:
    """The counts of the semaphore at this offset of a part of their memory.

    None if they are not known of all of them.
    """
    found: dict[int, int] = {}
    most = set[int]()
    for pid in pids:
        try:
            counts = [each for start in _starts(pid, part) for each in _counts(pid, start + offset)]
        except MemoryUnreadError:
            return None
        if not counts:
            return None
        found[pid] = sum(count for count, _ in counts)
        most.update(each for _, each in counts)
    return Counts(most == {1}, found)


def _counts(pid: int, handle: int) -> Iterator[tuple[int, int]]:
    """The count of each SemLock of a process with this handle, and how high its value may be."""
    needle = handle.to_bytes(8, "little")[:TELLING]
    for start, data in _private(pid):
        place = data.find(needle)
        while place != -1:
            found = data[place - HANDLE : place - HANDLE + OBJECT.size] if place >= HANDLE else b""
            if (start + place) % 8 == 0 and len(found) == OBJECT.size:
                references, kind, there, _, count, most, _ = OBJECT.unpack(found)
                if references > 0 and there == handle and _is_sem_lock(pid, kind):
                    yield count, most
            place = data.find(needle, place + 8)


def _is_sem_lock(pid: int, kind: int) -> bool:
    pointer = memory(pid, kind + TYPE_NAME, 8)
    if pointer is None:
        return False
    return memory(pid, int.from_bytes(pointer, "little"), len(NAME)) == NAME


def _starts(pid: int, part: MemoryPart) -> Iterator[int]:
    """Where a process has mapped a file."""
    for line in read(f"/proc/{pid}/maps").splitlines():
        words = line.split(maxsplit=5)
        if f"{words[3]}:{words[4]}" == part.file:
            yield int(words[0].partition("-")[0], 16)


def _private(pid: int) -> Iterator[tuple[int, bytes]]:
    """The memory of a process that it alone can write, as far as it is searched."""
    left = MOST
    for line in read(f"/proc/{pid}/maps").splitlines():
        words = line.split(maxsplit=5)
        if not words[1].startswith("rw-p") or words[4] != "0":  # no object of Python is in a file
            continue
        start, end = (int(each, 16) for each in words[0].split("-"))
        for first in range(start, end, PART):
            size = min(PART, end - first)
            left -= size
            data = memory(pid, first, size) if left > 0 else None
            if data is None:
                raise MemoryUnreadError
            yield first, data
