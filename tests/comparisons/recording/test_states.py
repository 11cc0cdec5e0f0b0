"""Evidence from /proc: who waits, in which call, and who is a zombie.

Each program waits at a FIFO until the state that a test looks for has been seen, so that it cannot
be missed; where it never comes, the deadline ends the run, and the test fails.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from joinscope.recording.recorders import states, syscalls
from joinscope.recording.recording import Recording
from joinscope.recording.records import PrintedText, Record, SeenState, Start, decoder
from joinscope.recording.runner import PACKAGES, START, record

pytestmark = pytest.mark.skipif(states.refusal() is not None, reason="no states here")

Threads = Mapping[int, SeenState]
Look = Callable[[Threads, int], bool]
JOINS = """
import multiprocessing, sys
def wait(): open(sys.argv[2]).read()
if __name__ == "__main__":
    worker = multiprocessing.get_context(sys.argv[1]).Process(target=wait)
    worker.start()
    print("started", flush=True)
    worker.join()
"""


class Until:
    """Follows a recording, and lets the program go on once it is as wanted.

    `threads` holds the last record of each thread at that moment, `root` is the program's PID.
    """

    def __init__(self, fifo: Path, wanted: Look) -> None:
        self.fifo = fifo
        self.wanted = wanted
        self.seen = False
        self.root = 0
        self.threads: dict[int, SeenState] = {}

    def add(self, one: Record, /) -> None:
        """Take the next record."""
        if isinstance(one, Start):
            self.root = one.pid
        if isinstance(one, SeenState) and not self.seen:
            self.threads[one.tid] = one
            self.seen = self.wanted(self.threads, self.root)
            if self.seen:
                os.close(os.open(self.fifo, os.O_WRONLY))


Looking = Callable[[list[str], Look], tuple[Recording, Until]]


@pytest.fixture
def look(tmp_path: Path) -> Looking:
    """Record a command, which gets the FIFO as its last argument, until it is as wanted."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)

    def run(command: list[str], wanted: Look) -> tuple[Recording, Until]:
        until = Until(fifo, wanted)
        (recording,) = record(
            [[*command, str(fifo)]],
            through=["pipe"],
            deadline=60,
            evidence="states",
            consumers=[until],
        )
        assert (recording.complete, recording.limit, until.seen) == (True, None, True)
        assert recording.evidence == "states"
        assert recording.pid == until.root
        return recording, until

    return run


def waits(one: SeenState) -> bool:
    """Whether a thread waits for the FIFO's other end."""
    return one.state == "S" and one.call in {"open", "openat"}


@pytest.mark.parametrize(
    ("method", "served"), [("fork", "wait"), ("spawn", "wait"), ("forkserver", "poll")]
)
def test_which_class_of_call_serves_the_join(
    method: str, served: str, look: Looking, tmp_path: Path
) -> None:
    """While the worker waits the parent is seen in wait4, under forkserver in poll."""
    script = tmp_path / "joins.py"
    script.write_text(JOINS, "utf-8")

    def joins(threads: Threads, root: int) -> bool:
        return threads[root].call_class in {"wait", "poll"} and any(map(waits, threads.values()))

    recording, until = look([sys.executable, str(script), method], joins)
    assert until.threads[until.root].call_class == served
    assert served in recording.waited(until.root)


def test_a_parent_that_does_not_join_is_not_seen_waiting(look: Looking) -> None:
    """A parent that waits for the FIFO itself is seen in that call, and in no wait.

    As it starts it may sleep a moment in others, where the kernel waits for a page or for a lock.
    """
    recording, until = look(
        [sys.executable, "-c", "import sys; open(sys.argv[1]).read()"],
        lambda threads, root: waits(threads[root]),
    )
    waited = recording.waited(until.root)
    assert "open" in waited
    assert not waited & {"wait", "poll"}


def test_a_zombie_is_seen_until_it_is_reaped(look: Looking) -> None:
    """A worker that has ended is a zombie of its parent, and gone once that has waited."""
    code = (
        "import os, sys\n"
        "pid = os.fork()\n"
        "if pid == 0: os._exit(0)\n"
        "open(sys.argv[1]).read()\n"
        "os.waitpid(pid, 0)\n"
    )
    recording, until = look(
        [sys.executable, "-c", code],
        lambda threads, _: any(one.state == "Z" for one in threads.values()),
    )
    (zombie,) = [one for one in until.threads.values() if one.state == "Z"]
    assert zombie.parent == until.root
    last = [state for state in recording.states if state.pid == zombie.pid][-1]
    assert last.state in {"Z", "X"}


def test_a_stopped_process_is_seen(look: Looking) -> None:
    """A process that has stopped itself waits in no call."""
    code = (
        "import os, signal, sys\n"
        "pid = os.fork()\n"
        "if pid == 0: os.kill(os.getpid(), signal.SIGSTOP); os._exit(0)\n"
        "open(sys.argv[1]).read()\n"
        "os.kill(pid, signal.SIGCONT); os.waitpid(pid, 0)\n"
    )
    _, until = look(
        [sys.executable, "-c", code],
        lambda threads, _: any(one.state == "T" for one in threads.values()),
    )
    (stopped,) = [one for one in until.threads.values() if one.state == "T"]
    assert (stopped.call, stopped.call_class) == (None, None)


def test_each_thread_is_seen(look: Looking) -> None:
    """Of a process with two threads each has its own call."""
    code = (
        "import sys, threading\n"
        "thread = threading.Thread(target=lambda: open(sys.argv[1]).read())\n"
        "thread.start(); thread.join()\n"
    )
    _, until = look(
        [sys.executable, "-c", code],
        lambda threads, root: (
            any(map(waits, threads.values())) and threads[root].call_class == "futex"
        ),
    )
    assert {one.pid for one in until.threads.values()} == {until.root}
    assert len(until.threads) == 2


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs root")
def test_what_may_not_be_read_is_null() -> None:
    """Of a process that is not dumpable only the state is shown: no call is made up."""
    code = (
        "import ctypes, signal\n"
        "ctypes.CDLL(None).prctl(4, 0)\n"  # PR_SET_DUMPABLE
        "print('hidden', flush=True); signal.pause()\n"
    )
    settings = {
        "command": [sys.executable, "-c", code],
        "through": "pipe",
        "deadline": 60,
        "path": syscalls.path(),
        "ignored": [],
    }
    without = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
    with subprocess.Popen(
        [*without, sys.executable, "-c", START.format("states"), PACKAGES, json.dumps(settings)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        hidden, seen = False, None  # the line and the state come in either order
        for line in process.stdout:
            one = decoder().decode(line)
            hidden = hidden or isinstance(one, PrintedText)
            if isinstance(one, SeenState):
                seen = one
            if hidden and seen is not None and seen.state == "S":
                break
        process.stdin.close()
    assert seen is not None
    assert (seen.state, seen.call, seen.call_class, seen.wchan) == ("S", None, None, None)


def test_where_there_is_no_proc_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere than on Linux one sentence says why there are no states."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert states.refusal() == (
        "states of processes are read from Linux's /proc, and this is darwin"
    )
