"""joinscope is killed by SIGKILL, at any moment of its life: the next command leaves nothing of it.

No process, no zombie, no folder. What the killed programs had in the place for temporary files
themselves (multiprocessing's pymp-...) is theirs.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from command import traced

pytestmark = traced
SHORT, LONG = 20, 300
JOINSCOPE = [sys.executable, "-m", "joinscope"]
FOREVER = Path(__file__).parents[1] / "comparisons" / "tracer" / "programs"
QUICK = '#include <stdio.h>\nint main(void) { puts("quick"); }\n'
COMMANDS = ("compare", "explain python", "explain c", "orders", "record")
METHODS = ("fork", "spawn", "forkserver")
BYTES = 20  # of progress that a program makes in the life of a command


class Ground:
    """A folder of the test's own where everything is that a command may leave."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.temporary, self.cache = folder / "tmp", folder / "cache"
        for each in (self.temporary, self.cache):
            each.mkdir()
        for name in ("forever.py", "forever.c"):
            shutil.copy(FOREVER / name, folder)
        (folder / "quick.c").write_text(QUICK)
        self.mark = f"JOINSCOPE_TEST={folder}"
        self.environment = {
            **os.environ,
            "JOINSCOPE_TEST": str(folder),
            "TMPDIR": str(self.temporary),
            "XDG_CACHE_HOME": str(self.cache),
        }

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        null = subprocess.DEVNULL
        return subprocess.Popen(
            [*JOINSCOPE, *words],
            cwd=self.folder,
            env=self.environment,
            stdin=null,
            stdout=null,
            stderr=null,
        )

    def start_forever(self, kind: str, method: str) -> subprocess.Popen[bytes]:
        match kind:
            case "compare":
                words = ["compare", "forever.py", "forever.c", "--start-method", method]
            case "explain python":
                words = ["explain", "forever.py", method]
            case "explain c":
                words = ["explain", "forever.c"]
            case "orders":
                words = ["orders", "forever.py"]
            case _:
                words = ["record", "--", sys.executable, "forever.py", method]
        return self.start(*words)

    def progress(self) -> int:
        file = self.folder / "forever.progress"
        return file.stat().st_size if file.exists() else 0

    def processes(self) -> dict[int, str]:
        """All that any command here has started and that has not ended."""
        found = {}
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdigit() and self.mark.encode() in (entry / "environ").read_bytes():
                    found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
        return found

    def left(self) -> list[str]:
        """Folders and files that no program has made, outside of the cache's own."""
        places = [self.temporary, self.cache, self.cache / "joinscope"]
        found = [each for place in places if place.exists() for each in place.iterdir()]
        kept = {self.cache / "joinscope", self.cache / "joinscope" / "lock"}
        programs = {
            each.parent
            for each in self.cache.glob("joinscope/*/*.sha256")
            if each.with_suffix("").exists()
        }
        return sorted(
            str(each)
            for each in found
            if each not in kept | programs and not each.name.startswith("pymp-")
        )


def reaped() -> int:
    """Reap what init would have reaped, which we are here; return how many still run."""
    with suppress(ChildProcessError):
        while True:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return 1
    return 0


@pytest.fixture(scope="module")
def seconds(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long a command lives until its program has made some progress."""
    ground = Ground(tmp_path_factory.mktemp("life"))
    begin = time.monotonic()
    with ground.start_forever("compare", "spawn") as command:
        while ground.progress() < BYTES:
            assert command.poll() is None
        taken = time.monotonic() - begin
        command.kill()
    while ground.processes():
        reaped()
    return taken


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    made = Ground(tmp_path)
    yield made
    for pid in made.processes():  # of a test that has failed
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize(
    "seed",
    [
        *range(SHORT),
        *(pytest.param(each, marks=pytest.mark.stress) for each in range(SHORT, SHORT + LONG)),
    ],
)
def test_the_next_command_leaves_nothing(seed: int, ground: Ground, seconds: float) -> None:
    """Whatever is killed, and whenever: after the next command nothing is left of either."""
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    kind = COMMANDS[seed % len(COMMANDS)]
    with ground.start_forever(kind, draw.choice(METHODS)) as command:
        with suppress(subprocess.TimeoutExpired):
            command.wait(draw.uniform(0, seconds))
        command.kill()
    assert command.returncode == -signal.SIGKILL
    with ground.start("explain", "quick.c") as command:
        pass
    assert command.returncode == 0
    assert ground.processes() == {}
    assert reaped() == 0
    assert ground.left() == []


def test_without_the_next_command(ground: Ground) -> None:
    """The folders of a killed command are there until then: the test above can fail."""
    with ground.start_forever("explain python", "fork") as command:
        while ground.progress() < BYTES:
            assert command.poll() is None
        command.kill()
    assert [each for each in ground.left() if "/tmp/joinscope-run-" in each]
    while ground.processes():
        reaped()
