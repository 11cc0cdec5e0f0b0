"""What recording and order keep of each worker, in bytes: counted, so that no clock can tell."""

import gc
import tracemalloc
from collections.abc import Callable

import pytest
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.causal_past import CausalPast
from joinscope.recording.recording import parse
from joinscope.recording.records import (
    AcceptArguments,
    AddressArguments,
    CloseRangeArguments,
    DescriptorFlagsArguments,
    DescriptorResults,
    DuplicateArguments,
    ExitArguments,
    SocketArguments,
)
from record_writer import PARENT, TERMINAL, RecordWriter

TRACKER, SERVER, FIRST = 101, 102, 103
SHARED, WAKES, LISTENS = "pipe:[1]", "pipe:[2]", "socket:[3]"
WORKERS = 200


def forked(writer: RecordWriter, worker: int) -> None:
    """One worker under fork: two pipes of which each side closes its half."""
    lives, tells = _names("pipe", worker, 2)
    writer.pipe(PARENT, lives, cloexec=True, fds=(5, 6))
    writer.pipe(PARENT, tells, cloexec=True, fds=(7, 8))
    writer.make(PARENT, worker)
    for tid, fds in ((worker, (5, 8)), (PARENT, (6, 7))):
        for fd in fds:
            writer.close(tid, fd)
    _ends(writer, worker)
    writer.reap(PARENT, worker)
    writer.close(PARENT, 5)
    writer.close(PARENT, 8)


def spawned(writer: RecordWriter, worker: int) -> None:
    """One worker under spawn: vfork, exec, and its task through a pipe."""
    lives, task, failed = _names("pipe", worker, 3)
    writer.pipe(PARENT, lives, cloexec=True, fds=(5, 6))
    writer.pipe(PARENT, task, cloexec=True, fds=(7, 8))
    writer.pipe(PARENT, failed, cloexec=True, fds=(9, 10))
    writer.creates(PARENT, "vfork")
    writer.created(worker, PARENT, "vfork")
    for fd in (4, 5, 7):
        writer.call(worker, "fcntl", DescriptorFlagsArguments(fd, TERMINAL, cloexec=False))
    writer.close(worker, 9)
    writer.call(worker, "close_range", CloseRangeArguments(3, 3, ()))
    writer.close(worker, 8)
    writer.close(worker, 10)
    writer.executes(worker, "/bin/python3")
    writer.leave(PARENT, "vfork", worker)
    writer.executed(worker, "/bin/python3", ("python3",))
    held: dict[int, str | None] = {
        0: "/dev/null",
        1: "/dev/pts/0",
        2: "/tmp/err",
        4: SHARED,
        5: lives,
        7: task,
    }
    _shows(writer, worker, held)
    for fd in (9, 10):
        writer.close(PARENT, fd)
    _sends(writer, PARENT, task)
    writer.close(PARENT, 7)
    writer.close(PARENT, 6)
    copied = DescriptorResults(3, task, cloexec=True)
    writer.call(worker, "fcntl", DuplicateArguments(7, task), 3, copied)
    _gets(writer, worker, task)
    writer.close(worker, 7)
    _ends(writer, worker)
    writer.reap(PARENT, worker)
    writer.close(PARENT, 5)
    writer.close(PARENT, 8)
    _sends(writer, PARENT, SHARED, 13)
    _gets(writer, TRACKER, SHARED, 13)


def served(writer: RecordWriter, worker: int) -> None:
    """One worker under a fork server: descriptors through a socket, its status through a pipe."""
    status, task = _names("pipe", worker, 2)
    here, there = _names("socket", worker, 2)
    made = DescriptorResults(5, here, cloexec=True, mode="rw")
    writer.call(PARENT, "socket", SocketArguments("AF_UNIX", "SOCK_STREAM"), 5, made)
    writer.call(PARENT, "connect", AddressArguments(5, here, "/tmp/listener"))
    writer.pipe(PARENT, status, cloexec=True, fds=(6, 7))
    writer.pipe(PARENT, task, cloexec=True, fds=(8, 9))
    made = DescriptorResults(9, there, cloexec=True, mode="rw")
    writer.call(SERVER, "accept4", AcceptArguments(3, LISTENS), 9, made)
    _sends(writer, PARENT, here, 1)
    writer.read(SERVER, 1, there, call="recvmsg")
    _shows(writer, SERVER, {0: "/dev/null", 1: "/dev/pts/0", 4: SHARED, 10: task, 11: status})
    for tid, fds in ((PARENT, (8, 7, 5)), (SERVER, (9,))):
        for fd in fds:
            writer.close(tid, fd)
    _sends(writer, PARENT, task)
    writer.close(PARENT, 9)
    writer.make(SERVER, worker)
    for fd in (3, 8, 5, 6, 7, 11):
        writer.close(worker, fd)
    _sends(writer, SERVER, status, 8)
    _gets(writer, PARENT, status, 8)
    writer.close(SERVER, 10)
    _gets(writer, worker, task)
    writer.close(worker, 10)
    _ends(writer, worker)
    _sends(writer, SERVER, WAKES, 1)
    writer.poll(SERVER, "POLLIN", name=WAKES, call="epoll_wait")
    _gets(writer, SERVER, WAKES, 1)
    writer.reap(SERVER, worker)
    _sends(writer, SERVER, status, 8)
    writer.poll(PARENT, "POLLIN", name=status)
    writer.close(SERVER, 11)
    _gets(writer, PARENT, status, 8)
    writer.close(PARENT, 6)
    _sends(writer, PARENT, SHARED, 13)
    _gets(writer, TRACKER, SHARED, 13)


def _names(sort: str, worker: int, count: int) -> list[str]:
    return [f"{sort}:[{worker * 10 + number}]" for number in range(count)]


def _shows(writer: RecordWriter, tid: int, held: dict[int, str | None]) -> None:
    writer.table(tid, held)


def _sends(writer: RecordWriter, tid: int, name: str, size: int = 1000) -> None:
    writer.write(tid, size, name)


def _gets(writer: RecordWriter, tid: int, name: str, size: int = 1000) -> None:
    writer.read(tid, size, name)


def _ends(writer: RecordWriter, worker: int) -> None:
    writer.enter(worker, "exit_group", ExitArguments(0))
    writer.exit(worker)


def _records(each: Callable[[RecordWriter, int], None], workers: int) -> list[bytes]:
    """The records of workers, one after the other, as a recorder writes them."""
    writer = RecordWriter()
    writer.pipe(PARENT, SHARED)
    writer.pipe(PARENT, WAKES, fds=(11, 12))
    writer.make(PARENT, TRACKER)
    writer.make(PARENT, SERVER)
    for worker in range(FIRST, FIRST + workers):
        each(writer, worker)
    return writer.lines


def _kept(records: list[bytes]) -> int:
    """The bytes that a recording and its order keep of these records."""
    gc.collect()
    tracemalloc.start()
    try:
        kept = parse(records, HappensBefore())
        gc.collect()
        used, _ = tracemalloc.get_traced_memory()
        del kept
    finally:
        tracemalloc.stop()
    return used


@pytest.mark.parametrize(
    ("each", "most"), [(forked, 4 * 1024), (spawned, 7 * 1024), (served, 8 * 1024)]
)
def test_memory_of_a_worker(each: Callable[[RecordWriter, int], None], most: int) -> None:
    """Each worker costs a few kilobytes, however many there were before it."""
    once, twice = (_kept(_records(each, times * WORKERS)) for times in (1, 2))
    assert (twice - once) / WORKERS < most


def registered(writer: RecordWriter, worker: int) -> None:
    """One worker that writes to the tracker, whose first read got less than it had asked for."""
    writer.make(PARENT, worker)
    _sends(writer, worker, SHARED, 13)
    _gets(writer, TRACKER, SHARED, 13)
    _ends(writer, worker)
    writer.reap(PARENT, worker)


def test_writes_after_a_short_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What each write is searched for does not grow with the writes before it: edges, counted."""
    taken = 0
    reach = CausalPast._reach  # noqa: SLF001 - there is no other place where each edge comes by

    def counted(past: CausalPast, found: object) -> None:
        nonlocal taken
        taken += 1
        reach(past, found)  # type: ignore[arg-type]

    monkeypatch.setattr(CausalPast, "_reach", counted)
    counts = []
    for times in (1, 2):
        taken = 0
        parse(_records(registered, times * WORKERS), HappensBefore())
        counts.append(taken)
    assert counts[0] > WORKERS
    assert counts[1] < 3 * counts[0]
