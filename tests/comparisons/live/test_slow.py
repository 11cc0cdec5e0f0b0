"""Programs in which nothing runs for seconds, and which end all the same: none is called stuck.

They run beside each other. Most wait three seconds, which is long enough for a standstill to be
told; what some of them wait for is done here, from outside, as long after their first line.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from joinscope.recording.environment import controlled
from joinscope.recording.recorders import syscalls
from joinscope.recording.recording import Line, Recording
from joinscope.recording.runner import Surroundings, record
from slow_programs import BESIDE, C_WAYS, KILLED, OUTSIDE, PYTHON, SECONDS, SHELL, compiled

if syscalls.refusal() is not None:
    collect_ignore = [__file__]


@dataclass(frozen=True, slots=True)
class Slow:
    """A program that waits and ends: with 0, if nothing else is said."""

    name: str
    command: list[str]
    status: int = 0
    then: Callable[[str], object] = field(default=lambda _line: None)


@pytest.fixture(scope="module")
def slow_c(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The C program that has its ways to wait."""
    return compiled(tmp_path_factory.mktemp("slow"))


def ran(slow: list[Slow], stdin: str = os.devnull) -> dict[str, Recording]:
    """Run them all, and do from outside what they wait for."""
    timers: list[threading.Timer] = []

    def progress(number: int, line: Line | None) -> None:
        if line is not None:
            timers.append(threading.Timer(SECONDS, slow[number].then, [line.text]))
            timers[-1].start()

    found = record(
        [each.command for each in slow],
        through=["pipe"] * len(slow),
        deadline=60.0,
        evidence="syscalls",
        progress=progress,
        surroundings=Surroundings(controlled(), stdin),
    )
    for timer in timers:
        timer.join()
    return dict(zip([each.name for each in slow], found, strict=True))


def check(slow: list[Slow], stdin: str = os.devnull) -> None:
    """None of them is ended early, and each ends as it does alone."""
    found = ran(slow, stdin)
    assert {name: each.limit for name, each in found.items()} == dict.fromkeys(found)
    assert {name: each.exit_status for name, each in found.items()} == {
        each.name: each.status for each in slow
    }


def test_of_c(slow_c: Path) -> None:
    """Timers of every kind, one inherited by exec, and a parent that vfork suspends."""
    ended = {way: -signal.SIGALRM if way in KILLED else 0 for way in C_WAYS}
    check([Slow(way, [str(slow_c), way], ended[way]) for way in C_WAYS])


def test_of_c_beside(tmp_path: Path) -> None:
    """Times of calls and of sockets, a thread or a child of its own that sleeps or computes."""
    program = str(compiled(tmp_path, "slow_beside"))
    check([Slow(way, [program, way]) for way in BESIDE])


def test_of_python() -> None:
    """Times, children that sleep, compute or are stopped, and calls with a timeout."""
    check([Slow(name, [sys.executable, "-c", code]) for name, code in PYTHON.items()])


def test_of_the_shell() -> None:
    """Pipelines, jobs, and a trap."""
    check([Slow(name, ["/bin/sh", "-c", script]) for name, script in SHELL.items()])


def test_what_comes_from_outside(tmp_path: Path) -> None:
    """A signal, a writer, a peer or a lock outside of the program ends the wait."""
    fifo, path, bound, lock = (str(tmp_path / name) for name in ("fifo", "s", "b", "lock"))
    os.mkfifo(fifo)
    inet, unix = socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)
    with inet, unix, Path(lock).open("w") as file:
        unix.bind(path)
        unix.listen()
        subprocess.run(["flock", "-n", str(file.fileno())], pass_fds=[file.fileno()], check=True)

        def connect(_line: str) -> None:
            with socket.socket(socket.AF_UNIX) as one:
                one.connect(bound)

        def write(_line: str) -> None:
            Path(fifo).write_text("x")

        then: dict[str, tuple[str, Callable[[str], object]]] = {
            "signal": ("", lambda line: os.kill(int(line), signal.SIGUSR1)),
            "sigwait": ("", lambda line: os.kill(int(line), signal.SIGUSR1)),
            "stop": ("", lambda line: os.kill(int(line), signal.SIGCONT)),
            "fifo": (fifo, write),
            "network": (str(inet.getsockname()[1]), lambda _line: inet.accept()[0].close()),
            "unix socket": (path, lambda _line: unix.accept()[0].close()),
            "listener": (bound, connect),
            "file lock": (lock, lambda _line: file.close()),
        }
        check(
            [
                Slow(name, [sys.executable, "-c", code, then[name][0]], 0, then[name][1])
                for name, code in OUTSIDE.items()
            ]
        )


def test_a_question_at_a_terminal() -> None:
    """Somebody takes his time for an answer; a worker asks, and the parent waits for that."""
    code = (
        "import multiprocessing as m, os\ndef ask():\n print(os.read(0, 9).decode(), end='')\n"
        "w = m.get_context('fork').Process(target=ask)\nprint('asked', flush=True)\n"
        "w.start()\nw.join()"
    )
    master, slave = os.openpty()

    def answer(_line: str) -> None:
        os.write(master, b"yes\n")

    try:
        check([Slow("asks", [sys.executable, "-c", code], 0, answer)], os.ttyname(slave))
    finally:
        os.close(master)
        os.close(slave)


def test_there_are_thirty() -> None:
    """The table is long enough to be believed."""
    assert len(C_WAYS) + len(BESIDE) + len(PYTHON) + len(SHELL) + len(OUTSIDE) >= 30
