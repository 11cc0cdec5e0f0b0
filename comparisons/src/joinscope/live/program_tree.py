"""Which processes belong to one that is looked at: those that could end what it waits for.

A program is the tree below its first process. From a worker one goes up to that: by who forked it,
as long as it has executed nothing since, and by the command lines of multiprocessing's own
processes. What only inherited a pipe, or maps a shared lock, belongs to it as well: an orphan, or
whoever reads what the program writes, if something of the program waits for just that.
"""

import os
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress

from joinscope.live.look import read, stat, tree
from joinscope.live.snapshot import FLAGS, FORKED, MemoryPart, Snapshot, memory_part
from joinscope.live.wait_graph import WaitGraph

OF_THE_KERNEL = 0x200000  # PF_KTHREAD, in field 9 of /proc/PID/stat (include/linux/sched.h)
PARENT, STARTED = 1, 19  # places among the fields of `stat`
# What multiprocessing starts new interpreters for, by their command lines.
SERVER, TRACKER, SPAWNED = (
    f"from multiprocessing.{name} import {function}"
    for name, function in (
        ("forkserver", "main"),
        ("resource_tracker", "main"),
        ("spawn", "spawn_main"),
    )
)
MOST = 400  # processes that are looked at


def program(pid: int, without: Container[int] = ()) -> list[int]:
    """The processes of the program that one belongs to, parents first."""
    return tree(first(pid), without)


def first(pid: int) -> int:
    """The first process of the program that one belongs to."""
    seen = {pid}
    while (above := _creator(pid)) is not None and above not in seen:
        seen.add(above)
        pid = above
    return pid


def is_forked(pid: int) -> bool:
    """Whether a process is a copy of another one, and has executed nothing since."""
    return bool(_field(pid, FLAGS) & FORKED)


def is_of_the_kernel(pid: int) -> bool:
    """Whether it is a thread of the kernel, and no program."""
    return bool(_field(pid, FLAGS) & OF_THE_KERNEL)


def parent_of(pid: int) -> int:
    """The PID of a process's parent; 0 if it has none that can be seen."""
    return _field(pid, PARENT)


def started(pid: int) -> int:
    """When a process was started, in clock ticks since boot."""
    return _field(pid, STARTED)


def command_of(pid: int) -> list[str]:
    """A process's command line."""
    return read(f"/proc/{pid}/cmdline").rstrip("\0").split("\0")


def _creator(pid: int) -> int | None:
    """The process above one, if it is of the same program."""
    above = parent_of(pid)
    if above <= 1:
        return None
    served = any(name in " ".join(command_of(pid)) for name in (SERVER, TRACKER, SPAWNED))
    return above if served or (is_forked(pid) and _exe(pid) == _exe(above)) else None


def _field(pid: int, place: int) -> int:
    fields = stat(f"/proc/{pid}")
    return int(fields[place]) if len(fields) > place else 0


def _exe(pid: int) -> str:
    with suppress(OSError):
        return os.readlink(f"/proc/{pid}/exe")  # noqa: PTH115 - a name, and no file to be opened
    return ""


def beyond(graph: WaitGraph, top: int) -> set[int]:
    """Processes outside of a snapshot that could end a wait in it; `top` is its first process.

    What that was executed with, such as its standard output, others hold for reasons of their own:
    of such an object only those count for whom somebody waits right there.
    """
    snapshot = graph.snapshot
    given = inherited(snapshot, top)
    waited = {each.wait.object for each in graph.waiters.values() if each.wait is not None} - {None}
    found: set[int] = set()
    for name, pids in snapshot.outside.items():
        if name not in given or {name, snapshot.peers.get(name)} & waited:
            found |= pids
    parts = list(shared_parts(graph))
    return found | (set(_mapping(parts, snapshot.processes)) if parts else set())


def inherited(snapshot: Snapshot, top: int) -> set[str]:
    """What a program's first process has open for those that it executes, as it was given it."""
    process = snapshot.processes.get(top)
    held = process.held if process is not None else None
    return {each.object for each in held or () if not _closes_on_exec(each.info)}


def _closes_on_exec(info: str) -> bool:
    flags = info.partition("flags:")[2].partition("\n")[0].strip()
    return bool(int(flags or "0", 8) & os.O_CLOEXEC)


def shared_parts(graph: WaitGraph) -> Iterator[MemoryPart]:
    """The parts of shared memory in which locks lie that somebody waits for."""
    for process, thread in graph.snapshot.threads():
        wait = graph.waiters[thread.tid].wait
        if wait is not None and wait.awaits == "lock" and thread.arguments:
            part = memory_part(process.pid, thread.arguments[0])
            if part is not None and part.shared:
                yield part


def _mapping(parts: Iterable[MemoryPart], known: Iterable[int]) -> Iterator[int]:
    """Others that map one of these, as far as that may be read."""
    files = {tuple(part.file.rpartition(":")[::2]) for part in parts}
    for pid in set(processes()) - set(known):
        for line in read(f"/proc/{pid}/maps").splitlines():
            fields = line.split(maxsplit=5)
            if len(fields) > 4 and (fields[3], fields[4]) in files:
                yield pid
                break


def processes() -> Iterator[int]:
    """Every process of this machine that can be seen."""
    for entry in os.listdir("/proc"):  # noqa: PTH208 - many, and small
        if entry.isdigit():
            yield int(entry)
