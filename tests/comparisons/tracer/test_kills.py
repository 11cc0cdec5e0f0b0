"""Whoever is killed, and whenever: nothing survives, and what was recorded reads.

What is recorded here never ends by itself. A moment is drawn from all of the life of a run: half
of them by its progress, the others by the clock, so that the time before the first record is met
as well.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from joinscope.happens_before.builder import HappensBefore
from joinscope.recording.recorders import process_tree
from joinscope.recording.recording import Recording, read
from joinscope.recording.records import Held, Record
from joinscope.recording.runner import record
from joinscope.schedule import Hold, Point, flat, schedule
from joinscope.vocabulary import Relation

PROGRAMS = Path(__file__).with_name("programs")
JOINSCOPE = [sys.executable, "-m", "joinscope"]
METHODS = ("fork", "spawn", "forkserver")
OPPOSITE = {Relation.BEFORE: Relation.AFTER, Relation.AFTER: Relation.BEFORE}
SHORT, LONG = 10, 200

moments = pytest.mark.parametrize(
    "seed",
    [
        *range(SHORT),
        *(pytest.param(each, marks=pytest.mark.stress) for each in range(SHORT, SHORT + LONG)),
    ],
)


class Victim:
    """A process that is killed when a file of its has grown so far, or after so many seconds."""

    def __init__(self, line: list[str], file: Path) -> None:
        self.file = file
        null = subprocess.DEVNULL
        self.process = subprocess.Popen(line, stdin=null, stdout=null)

    def grown(self, size: int) -> None:
        """Return once the file has this size."""
        while not self.file.exists() or self.file.stat().st_size < size:
            assert self.process.poll() is None

    def kill(self) -> None:
        """Kill it, and reap all that has lost its parent; the time limit ends a wait in vain."""
        self.process.kill()
        assert self.process.wait() == -signal.SIGKILL
        with suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)

    def kill_at_a_moment(self, draw: random.Random, size: int, seconds: float) -> None:
        """Kill it at a moment until the file has the size, which takes it some seconds."""
        if draw.random() < 0.5:
            self.grown(draw.randrange(size))
        else:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(draw.uniform(0, seconds))
        self.kill()


def lifetime(line: list[str], file: Path, size: int) -> float:
    """How many seconds a command takes until the file has this size."""
    begin = time.monotonic()
    victim = Victim(line, file)
    victim.grown(size)
    seconds = time.monotonic() - begin
    victim.kill()
    return seconds


@pytest.fixture
def forever(tmp_path: Path) -> Path:
    """The program in Python, in a folder where it may write."""
    return Path(shutil.copy(PROGRAMS / "forever.py", tmp_path))


def check(recording: Recording, history: HappensBefore, draw: random.Random) -> None:
    """A partial recording has an order, by which any two points relate to each other."""
    assert not recording.complete
    assert recording.exit_status is None
    count = len(history.graph)
    for _ in range(min(count, 20)):
        first, second = draw.randrange(count), draw.randrange(count)
        found = history.relation(first, second)
        assert history.relation(second, first) == OPPOSITE.get(found, found)


SIZE = 100_000  # bytes of a recording


@pytest.fixture(scope="module")
def record_seconds(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long `joinscope record` takes for its first bytes."""
    folder = tmp_path_factory.mktemp("life")
    program = shutil.copy(PROGRAMS / "forever.py", folder)
    line = [*JOINSCOPE, "record", "-o", str(folder / "life"), sys.executable, str(program), "fork"]
    return lifetime(line, folder / "life", SIZE)


@moments
def test_the_recorder_of_a_command_is_killed(
    seed: int, tmp_path: Path, forever: Path, compiled: Callable[[str], str], record_seconds: float
) -> None:
    """Whenever `joinscope record` is killed, so is the tree, and what was written can be read."""
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    python = [[sys.executable, str(forever), method] for method in METHODS]
    command = draw.choice([*python, [compiled("forever")]])
    file = tmp_path / "recording.jsonl"
    victim = Victim([*JOINSCOPE, "record", "-o", str(file), "--", *command], file)
    victim.kill_at_a_moment(draw, SIZE, record_seconds)
    if file.exists():
        history = HappensBefore()
        check(read(file, history), history, draw)


class Killing:
    """Kills the recorder at a certain record, and keeps the order."""

    def __init__(self, moment: int) -> None:
        self.moment = moment
        self.history = HappensBefore()

    def add(self, one: Record, /) -> None:
        """Take the next record."""
        self.history.add(one)
        self.moment -= 1
        if self.moment == 0:
            (supervisor,) = _children(os.getpid())
            (recorder,) = _children(supervisor)
            os.kill(recorder, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    """The children of a process; PIDs do not tell: from the highest they start again."""
    return [each.pid for each in process_tree.descendants() if _parent(each.pid) == pid]


def _parent(pid: int) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None  # it has just ended
    return int(stat.rpartition(")")[2].split()[1])


@moments
def test_the_recorder_of_a_program_is_killed(
    seed: int, forever: Path, compiled: Callable[[str], str]
) -> None:
    """Whenever a recorder is killed, record() returns what there is, and nothing is left."""
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    python = [[sys.executable, str(forever), method] for method in METHODS]
    command = draw.choice([*python, [compiled("forever")]])
    killing = Killing(draw.randrange(1, 1000))
    (recording,) = record(
        [command],
        through=[draw.choice(["terminal", "pipe"])],
        deadline=60,
        evidence="syscalls",
        consumers=[killing],
    )
    assert process_tree.descendants() == []
    assert killing.moment <= 0
    check(recording, killing.history, draw)


WORKERS = 20  # of a program in Python, counted by the bytes in its file


def compare_line(folder: Path, program: Path, method: str) -> list[str]:
    """The command line that compares two programs that never end."""
    c = shutil.copy(PROGRAMS / "forever.c", folder)
    return [*JOINSCOPE, "compare", str(program), str(c), "--start-method", method]


@pytest.fixture(scope="module")
def compare_seconds(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long `joinscope compare` takes for its first workers."""
    folder = tmp_path_factory.mktemp("life")
    program = Path(shutil.copy(PROGRAMS / "forever.py", folder))
    line = compare_line(folder, program, "spawn")
    return lifetime(line, program.with_suffix(".progress"), WORKERS)


@moments
def test_joinscope_is_killed(
    seed: int,
    tmp_path: Path,
    forever: Path,
    compare_seconds: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whenever `joinscope compare` is killed, its cancel pipes close and the recorders kill all."""
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # a compiler runs first
    line = compare_line(tmp_path, forever, draw.choice(METHODS))
    victim = Victim(line, forever.with_suffix(".progress"))
    victim.kill_at_a_moment(draw, WORKERS, compare_seconds)


class KillingHolders(Killing):
    """Kills the recorder when so many threads are held."""

    def add(self, one: Record, /) -> None:
        if isinstance(one, Held):
            super().add(one)


@moments
def test_the_recorder_is_killed_while_threads_are_held(seed: int) -> None:
    """Wherever they are held, none of them is left."""
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    code = (
        "import os, time\n"
        "for _ in range(3):\n"
        "    if os.fork() == 0:\n"
        "        os.write(1, b'line\\n')\n"
        "        os._exit(0)\n"
        "time.sleep(1000)\n"
    )
    points = [
        Point("birth", draw.choice(["0.1", "0.2", "0.3"])),
        *(Point(where, f"0.{n}", call="write") for where in ("enter", "leave") for n in (1, 2, 3)),
        *(Point("exit", f"0.{n}") for n in (1, 2, 3)),
    ]
    draw.shuffle(points)
    rules = flat(schedule(tuple(Hold(at, Point("exit", "0")) for at in points)))
    killing = KillingHolders(draw.randint(1, 3))
    (recording,) = record(
        [[sys.executable, "-S", "-I", "-c", code]],
        through=["pipe"],
        deadline=60,
        evidence="syscalls",
        consumers=[killing],
        holds=[rules],
    )
    assert killing.moment <= 0
    assert not recording.complete
