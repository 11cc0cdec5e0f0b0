"""What the tests of the tracer share: recording a command, and that nothing is left behind."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from joinscope.recording.recorders import syscalls
from joinscope.recording.recording import Recording
from trace_events import read_events

STRICT = ("-std=gnu17", "-Wall", "-Wextra", "-Werror", "-O1")
PROGRAMS = Path(__file__).with_name("programs")

if sentence := syscalls.refusal():
    collect_ignore_glob = ["*"]
    print(f"no tests of the tracer: {sentence}", file=sys.stderr)


def marked(mark: str) -> set[int]:
    """The processes that have this text in their environment, zombies excepted."""
    found = set()
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark.encode() in (entry / "environ").read_bytes():
                found.add(int(entry.name))
        except OSError:  # it has ended, or is not ours
            continue
    return found


@pytest.fixture(autouse=True)
def mark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A mark on all that a test starts; in the end none of it is left."""
    name = f"TRACER_TEST={tmp_path}"
    monkeypatch.setenv("TRACER_TEST", str(tmp_path))
    yield name
    assert marked(name) - {os.getpid()} == set()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The path of a C test program, compiled."""
    folder = tmp_path_factory.mktemp("programs")

    def build(name: str) -> str:
        program = folder / name
        if not program.exists():
            subprocess.run(
                ["cc", *STRICT, "-pthread", "-o", str(program), str(PROGRAMS / f"{name}.c")],
                check=True,
            )
        return str(program)

    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    return build


def recorder(
    command: list[str], file: Path, *, seccomp: bool = True, tracees: int = 4096
) -> list[str]:
    """A shell's command line that records a command into a file."""
    line = syscalls.start_line(command, records=9, seccomp=seccomp, tracees=tracees)
    return ["sh", "-c", 'file=$1; shift; exec "$@" 9>"$file"', "sh", str(file), *line]


@pytest.fixture
def wait_until_gone(mark: str) -> Callable[[], None]:
    """Returns when nothing with the test's mark is left; the time limit ends a wait in vain."""

    def wait() -> None:
        while marked(mark) - {os.getpid()}:
            pass

    return wait


@pytest.fixture
def recorder_line() -> Callable[..., list[str]]:
    """A shell's command line that records a command into a file."""
    return recorder


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Recording]:
    """Record a command, and return its recording."""

    def run(command: list[str], *, seccomp: bool = True, tracees: int = 4096) -> Recording:
        file = tmp_path / "recording.jsonl"
        line = recorder(command, file, seccomp=seccomp, tracees=tracees)
        subprocess.run(line, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        return read_events(file)

    return run
