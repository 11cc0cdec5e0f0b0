"""Waits for locks are recorded where they are asked for: for how long, and as no event."""

import json
from typing import Any

import pytest
from traced_program import python

WAITS = 50  # ms
# Waits for a lock of its process, for a semaphore of several, and for a file that a child has
# locked until it sees that this process is in another call than its read.
PROGRAM = f"""
import fcntl, multiprocessing, tempfile, threading, time
lock, semaphore = threading.Lock(), multiprocessing.Semaphore(0)
lock.acquire()
lock.acquire(timeout={WAITS / 1000})
semaphore.acquire(timeout={WAITS / 1000})
parent, (r, w) = os.getpid(), os.pipe()
with tempfile.NamedTemporaryFile() as file:
    if os.fork() == 0:
        with open(file.name) as again:
            fcntl.flock(again, fcntl.LOCK_EX)
            call = lambda: open(f"/proc/{{parent}}/syscall").read().split()[0]
            while call() == "running":
                pass
            others = {{call(), "running"}}
            os.write(w, b"x")
            while call() in others:
                pass
            time.sleep({WAITS / 1000})
        os._exit(0)
    os.read(r, 1)
    fcntl.flock(file, fcntl.LOCK_EX)
    os.wait()
"""


def _records(lines: list[bytes], event: str) -> list[dict[str, Any]]:
    return [record for line in lines if (record := json.loads(line))["event"] == event]


@pytest.mark.parametrize("seccomp", [True, False])
def test_waits_are_recorded(*, seccomp: bool) -> None:
    """Of a lock, a semaphore and a file: by whom, in which call, from when to when."""
    lines = python(PROGRAM, seccomp=seccomp, waits=True).lines
    (header,) = _records(lines, "recording")
    assert header["waits"] is True
    first = _records(lines, "start")[0]["pid"]
    waited = [each for each in _records(lines, "waited") if each["tid"] == first]
    long = [each["call"] for each in waited if each["time"] - each["since"] > WAITS * 500_000]
    assert long == ["futex", "futex", "flock"]
    assert all(each["time"] - each["since"] >= 1_000_000 for each in waited)
    assert [each for each in _records(lines, "leave") if each["call"] in ("futex", "flock")] == []


def test_nobody_asked() -> None:
    """Without being asked for they are not, and no call more stops."""
    lines = python(PROGRAM).lines
    assert _records(lines, "waited") == []
    assert "waits" not in _records(lines, "recording")[0]


def test_a_killed_wait() -> None:
    """The wait of a process that is killed in it is recorded, up to its end."""
    lines = python(
        """
import signal, threading, time
child = os.fork()
if child == 0:
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
time.sleep(0.05)
os.kill(child, signal.SIGKILL)
os.waitpid(child, 0)
""",
        waits=True,
    ).lines
    (waited,) = _records(lines, "waited")
    *_, child = _records(lines, "creation")
    assert waited["tid"] == child["tid"]


def test_the_order_knows_nothing_of_it() -> None:
    """The same relations hold, for a wait is no point."""
    code = "import threading\nlock = threading.Lock()\nsay('first')\n{}\nsay('second')"
    waits = "lock.acquire(timeout=0.01), lock.acquire(timeout=0.01)"
    found = python(code.format(waits), waits=True)
    assert len(_records(found.lines, "waited")) == 1
    assert found.relation() is python(code.format("pass")).relation()
