"""Programs in which nothing runs for seconds, and which end all the same: none is called stuck.

They run beside each other. Most wait three seconds, which is long enough for a standstill to be
told; what some of them wait for is done here, from outside, as long after their first line.
"""

import os
import shutil
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

if syscalls.refusal() is not None:
    collect_ignore = [__file__]

SECONDS = 3.0
C_WAYS = (
    *("alarm", "itimer", "posix_timer", "sigwait", "signalfd", "timerfd", "timerfd_poll"),
    *("timerfd_epoll", "sem_timedwait", "vfork", "of_a_child", "alarm_kills", "alarm_of_exec"),
)
KILLED = {"itimer", "posix_timer", "alarm_kills", "alarm_of_exec"}  # by SIGALRM
PYTHON = {
    "sleep": "import time; time.sleep(3)",
    "naps": "import time\nfor _ in range(30): time.sleep(0.1)",
    "select": "import select; select.select([], [], [], 3)",
    "poll": "import os, select; p = select.poll(); p.register(os.pipe()[0], 1); p.poll(3000)",
    "epoll": "import os, select; e = select.epoll(); e.register(os.pipe()[0], 1); e.poll(3)",
    "sigtimedwait": "import signal; signal.sigtimedwait([signal.SIGUSR1], 3)",
    "asyncio": "import asyncio; asyncio.run(asyncio.sleep(3))",
    "lock": "import threading; x = threading.Lock(); x.acquire(); x.acquire(timeout=3)",
    "event": "import threading; threading.Event().wait(3)",
    "thread": (
        "import threading, time\nx = threading.Thread(target=time.sleep, args=(3,))\n"
        "x.start()\nx.join()"
    ),
    "timer thread": "import threading; threading.Timer(3, print).start()",
    "queue": (
        "import multiprocessing as m, queue\ntry: m.Queue().get(timeout=3)\nexcept queue.Empty: 0"
    ),
    "join": (
        "import multiprocessing as m, time\n"
        "w = m.get_context('fork').Process(target=time.sleep, args=(3,))\nw.start()\nw.join()"
    ),
    "join with a timeout": (
        "import multiprocessing as m, signal\n"
        "w = m.get_context('fork').Process(target=signal.pause)\n"
        "w.start()\nw.join(3)\nw.kill()\nw.join()"
    ),
    "pool": (
        "import multiprocessing as m, time\n"
        "with m.get_context('fork').Pool(2) as p: p.map(time.sleep, [3, 3])"
    ),
    "executor": (
        "import multiprocessing as m, time\n"
        "from concurrent.futures import ProcessPoolExecutor as E\n"
        "with E(1, mp_context=m.get_context('fork')) as e: e.submit(time.sleep, 3)"
    ),
    "executor of spawn": (
        "import multiprocessing as m, time\n"
        "from concurrent.futures import ProcessPoolExecutor as E\n"
        "with E(1, mp_context=m.get_context('spawn')) as e: e.submit(time.sleep, 3)"
    ),
    "computing child": (
        "import multiprocessing as m, time\n"
        "def work():\n until = time.monotonic() + 3\n while time.monotonic() < until: pass\n"
        "w = m.get_context('fork').Process(target=work)\nw.start()\nw.join()"
    ),
    "subprocess with a timeout": (
        "import subprocess\ntry: subprocess.run(['sleep', '60'], timeout=3)\n"
        "except subprocess.TimeoutExpired: 0"
    ),
    "stopped, goes on": (
        "import os, signal, subprocess\n"
        "w = subprocess.Popen(['sh', '-c', 'kill -STOP $$; exit 0'])\n"
        "s = subprocess.Popen(['sh', '-c', f'sleep 3; kill -CONT {w.pid}'])\nw.wait()\ns.wait()"
    ),
}
SHELL = {
    "pipeline": "sleep 3 | cat",
    "in the background": "sleep 3 & wait",
    "a group of sleeps": "(sleep 1; sleep 1; sleep 1) | cat | cat",
    "trap": "trap 'exit 0' ALRM; (sleep 3; kill -ALRM $$) & wait",
}
# What they wait for comes from outside, once they have printed a line.
OUTSIDE = {
    "signal": (
        "import os, signal; signal.signal(10, lambda *_: None); "
        "print(os.getpid(), flush=True); signal.pause()"
    ),
    "sigwait": (
        "import os, signal; signal.pthread_sigmask(0, [10]); "
        "print(os.getpid(), flush=True); signal.sigwait([10])"
    ),
    "stop": "import os, signal; print(os.getpid(), flush=True); os.kill(os.getpid(), 19)",
    "fifo": "import sys; print('ready', flush=True); open(sys.argv[1]).read()",
    "network": (
        "import socket, sys; s = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); "
        "print('ready', flush=True); s.recv(1)"
    ),
    "unix socket": (
        "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); "
        "print('ready', flush=True); s.recv(1)"
    ),
    "listener": (
        "import socket, sys; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); "
        "print('ready', flush=True); s.accept()"
    ),
    "file lock": (
        "import fcntl, sys; f = open(sys.argv[1]); print('ready', flush=True); "
        "fcntl.flock(f, fcntl.LOCK_EX)"
    ),
}


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
    compiler = shutil.which("cc")
    assert compiler is not None
    found = tmp_path_factory.mktemp("slow") / "slow"
    source = Path(__file__).with_name("programs") / "slow.c"
    subprocess.run([compiler, "-Wall", "-Werror", "-o", found, source, "-lrt"], check=True)
    return found


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
    assert len(C_WAYS) + len(PYTHON) + len(SHELL) + len(OUTSIDE) >= 30
