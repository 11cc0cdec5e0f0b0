"""What recording and order keep of each worker, in bytes: counted, so that no clock can tell."""

import gc
import json
import tracemalloc
from collections.abc import Callable

import pytest
from joinscope.happens_before.builder import HappensBefore
from joinscope.recording.recording import parse
from scene import PARENT, Scene

TRACKER, SERVER, FIRST = 101, 102, 103
SHARED, WAKES, LISTENS = "pipe:[1]", "pipe:[2]", "socket:[3]"
WORKERS = 200


def forked(scene: Scene, worker: int) -> None:
    """One worker under fork: two pipes of which each side closes its half."""
    lives, tells = _names("pipe", worker, 2)
    scene.pipe(PARENT, lives, cloexec=True, fds=(5, 6))
    scene.pipe(PARENT, tells, cloexec=True, fds=(7, 8))
    scene.make(PARENT, worker)
    for tid, fds in ((worker, (5, 8)), (PARENT, (6, 7))):
        for fd in fds:
            scene.close(tid, fd)
    _ends(scene, worker)
    scene.reap(PARENT, worker)
    scene.close(PARENT, 5)
    scene.close(PARENT, 8)


def spawned(scene: Scene, worker: int) -> None:
    """One worker under spawn: vfork, exec, and its task through a pipe."""
    lives, task, failed = _names("pipe", worker, 3)
    scene.pipe(PARENT, lives, cloexec=True, fds=(5, 6))
    scene.pipe(PARENT, task, cloexec=True, fds=(7, 8))
    scene.pipe(PARENT, failed, cloexec=True, fds=(9, 10))
    scene.enter(PARENT, "create", "vfork")
    scene.born(worker, PARENT, "vfork")
    for fd in (4, 5, 7):
        scene.enter(worker, "fd", "fcntl", fd=fd, command="F_SETFD", cloexec=False)
        scene.leave(worker, "fd", "fcntl")
    scene.close(worker, 9)
    scene.enter(worker, "fd", "close_range", first=3, last=3, flags=[])
    scene.leave(worker, "fd", "close_range")
    scene.close(worker, 8)
    scene.close(worker, 10)
    scene.enter(worker, "exec", "execve", path="/bin/python3")
    scene.leave(PARENT, "create", "vfork", worker)
    scene.add("exec", worker, path="/bin/python3", arguments=["python3"])
    held = {0: "/dev/null", 1: "/dev/pts/0", 2: "/tmp/err", 4: SHARED, 5: lives, 7: task}
    _shows(scene, worker, held)
    for fd in (9, 10):
        scene.close(PARENT, fd)
    _sends(scene, PARENT, task)
    scene.close(PARENT, 7)
    scene.close(PARENT, 6)
    scene.enter(worker, "fd", "fcntl", fd=7, object=task, command="F_DUPFD_CLOEXEC")
    scene.leave(worker, "fd", "fcntl", 3, fd=3, object=task, cloexec=True)
    _gets(scene, worker, task)
    scene.close(worker, 7)
    _ends(scene, worker)
    scene.reap(PARENT, worker)
    scene.close(PARENT, 5)
    scene.close(PARENT, 8)
    _sends(scene, PARENT, SHARED, 13)
    _gets(scene, TRACKER, SHARED, 13)


def served(scene: Scene, worker: int) -> None:
    """One worker under a fork server: descriptors through a socket, its status through a pipe."""
    status, task = _names("pipe", worker, 2)
    here, there = _names("socket", worker, 2)
    scene.enter(PARENT, "connect", "socket")
    scene.leave(PARENT, "connect", "socket", 5, fd=5, object=here, cloexec=True)
    scene.enter(PARENT, "connect", "connect", fd=5, object=here, address="/tmp/listener")
    scene.leave(PARENT, "connect", "connect")
    scene.pipe(PARENT, status, cloexec=True, fds=(6, 7))
    scene.pipe(PARENT, task, cloexec=True, fds=(8, 9))
    scene.enter(SERVER, "connect", "accept4", fd=3, object=LISTENS)
    scene.leave(SERVER, "connect", "accept4", 9, fd=9, object=there, cloexec=True)
    _sends(scene, PARENT, here, 1)
    scene.enter(SERVER, "read", "recvmsg", fd=9, object=there, flags=[])
    scene.leave(SERVER, "read", "recvmsg", 1)
    _shows(scene, SERVER, {0: "/dev/null", 1: "/dev/pts/0", 4: SHARED, 10: task, 11: status})
    for tid, fds in ((PARENT, (8, 7, 5)), (SERVER, (9,))):
        for fd in fds:
            scene.close(tid, fd)
    _sends(scene, PARENT, task)
    scene.close(PARENT, 9)
    scene.make(SERVER, worker)
    for fd in (3, 8, 5, 6, 7, 11):
        scene.close(worker, fd)
    _sends(scene, SERVER, status, 8)
    _gets(scene, PARENT, status, 8)
    scene.close(SERVER, 10)
    _gets(scene, worker, task)
    scene.close(worker, 10)
    _ends(scene, worker)
    _sends(scene, SERVER, WAKES, 1)
    scene.poll(SERVER, "POLLIN", name=WAKES, call="epoll_wait")
    _gets(scene, SERVER, WAKES, 1)
    scene.reap(SERVER, worker)
    _sends(scene, SERVER, status, 8)
    scene.poll(PARENT, "POLLIN", name=status)
    scene.close(SERVER, 11)
    _gets(scene, PARENT, status, 8)
    scene.close(PARENT, 6)
    _sends(scene, PARENT, SHARED, 13)
    _gets(scene, TRACKER, SHARED, 13)


def _names(sort: str, worker: int, count: int) -> list[str]:
    return [f"{sort}:[{worker * 10 + number}]" for number in range(count)]


def _shows(scene: Scene, tid: int, held: dict[int, str]) -> None:
    table = {str(fd): {"object": name, "mode": "rw", "cloexec": False} for fd, name in held.items()}
    scene.add("descriptors", tid, table=table)


def _sends(scene: Scene, tid: int, name: str, size: int = 1000) -> None:
    scene.write(tid, size, name)


def _gets(scene: Scene, tid: int, name: str, size: int = 1000) -> None:
    scene.read(tid, size, name)


def _ends(scene: Scene, worker: int) -> None:
    scene.enter(worker, "exit", "exit_group", status=0)
    scene.exit(worker)


def _records(each: Callable[[Scene, int], None], workers: int) -> list[bytes]:
    """The records of workers, one after the other, as a recorder writes them."""
    scene = Scene()
    scene.pipe(PARENT, SHARED)
    scene.pipe(PARENT, WAKES, fds=(11, 12))
    scene.make(PARENT, TRACKER)
    scene.make(PARENT, SERVER)
    for worker in range(FIRST, FIRST + workers):
        each(scene, worker)
    return [json.dumps(record).encode() for record in scene.records]


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
def test_memory_of_a_worker(each: Callable[[Scene, int], None], most: int) -> None:
    """Each worker costs a few kilobytes, however many there were before it."""
    once, twice = (_kept(_records(each, times * WORKERS)) for times in (1, 2))
    assert (twice - once) / WORKERS < most
