"""The C programs, on their own and behind cffi."""

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cjoin
import pytest
from claimed_lines import claimed_lines

NAMES = cjoin.names()
LINES = ["Starting worker", "Worker completed", "Parent process completed"]
TWINS = [
    (name, method)
    for name in NAMES
    for method in ("fork", "spawn", "forkserver")
    if cjoin.twin(name)
]


def head_comment(source: Path) -> str:
    """The head comment of a program, without its frame."""
    text = source.read_text().split("*/", 2)[1]
    return re.sub(r"^(/\*| \*) ?", "", text.strip(), flags=re.MULTILINE)


def build(source: Path, folder: Path) -> Path:
    """The program, built in a folder by the Build line of its own head comment."""
    (folder / source.name).write_bytes(source.read_bytes())
    (line,) = re.findall(r"^Build: *(.*(?:\n {8}.*)*)$", head_comment(source), re.MULTILINE)
    subprocess.run(["sh", "-ec", " ".join(line.split())], cwd=folder, check=True)
    return folder / source.stem


def assert_prints(program: Path, said: str, **environment: str) -> None:
    """The program prints what a head comment says, in that order unless it says otherwise."""
    first, *lines = said.partition("Prints:")[2].split("\n")
    claimed = claimed_lines(program.name)
    promised = [line.strip() for line in [first, *lines] if line.strip() in claimed]
    # Until its worker, whom it may not wait for, has closed the pipe.
    done = subprocess.run(
        [program], capture_output=True, text=True, check=True, env={**os.environ, **environment}
    )
    printed = done.stdout.splitlines()
    if "in any order" in first:
        promised.sort()
        printed.sort()
    assert sorted(promised) == sorted(claimed)
    assert promised == printed
    assert done.stderr == ""


class Built(dict[str, Path]):
    """Each program by its name, built by the line in its own head comment when it is asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, name: str) -> Path:
        self[name] = build(cjoin.source(name), self._folder)
        return self[name]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The programs, built in one folder."""
    return Built(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def built_twins(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every program on process.h, built likewise, in a folder as deep below the library's."""
    root = tmp_path_factory.mktemp("twins")
    (root / "process").symlink_to(cjoin.get_include().resolve())
    folder = root / "programs" / "on_process_h"
    folder.mkdir(parents=True)
    return {name: build(twin, folder) for name in NAMES if (twin := cjoin.twin(name))}


@pytest.mark.parametrize("name", NAMES)
def test_a_program_prints_what_its_head_comment_says(name: str, built: Built) -> None:
    """The Build line builds the program, which prints the Prints lines."""
    assert_prints(built[name], head_comment(cjoin.source(name)))


@pytest.mark.parametrize("name", ["ctrl_c_in_join", "sigint_in_worker"])
def test_a_program_ends_where_ctrl_c_is_ignored(name: str, built: Built) -> None:
    """As a shell has it in what runs in the background."""
    ignored = ["sh", "-c", 'trap "" INT; exec "$0"', str(built[name])]
    done = subprocess.run(ignored, capture_output=True, text=True, check=True, timeout=60)
    assert sorted(done.stdout.splitlines()) == sorted(claimed_lines(name))


@pytest.mark.parametrize(("name", "method"), TWINS)
def test_a_program_on_the_library_prints_what_its_head_comment_says(
    name: str, method: str, built_twins: dict[str, Path]
) -> None:
    """The same holds on process.h, under every start method."""
    twin = cjoin.twin(name)
    assert twin is not None
    assert_prints(built_twins[name], head_comment(twin), PROCESS_START_METHOD=method)


def test_a_wrong_head_comment_is_found(built_twins: dict[str, Path]) -> None:
    """A head comment that promises another order is refuted."""
    said = "Prints: " + "\n".join(["", *reversed(LINES)])
    with pytest.raises(AssertionError):
        assert_prints(built_twins["worker_and_join"], said, PROCESS_START_METHOD="fork")


@pytest.mark.parametrize("name", NAMES)
def test_the_same_file_runs_behind_cffi(name: str) -> None:
    """`python -m cjoin NAME` prints the lines that the standalone program prints."""
    command = [sys.executable, "-m", "cjoin", name]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert sorted(done.stdout.splitlines()) == sorted(claimed_lines(name))


def test_without_a_name_the_programs_are_listed() -> None:
    """`python -m cjoin` lists the programs: each C file has become a function."""
    done = subprocess.run(
        [sys.executable, "-m", "cjoin"], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == NAMES


def test_an_unknown_program_is_one_sentence() -> None:
    """Wrong usage ends with 2 and says what there is instead."""
    command = [sys.executable, "-m", "cjoin", "nothing"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        2,
        f"cjoin: no program 'nothing'; there are: {', '.join(NAMES)}\n",
    )


@contextmanager
def started(command: list[str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The program on a terminal, once its worker has printed its first line; and the worker."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, stdout=theirs, stderr=subprocess.PIPE)
    os.close(theirs)
    try:
        assert os.read(ours, 100) == b"Starting worker\r\n"
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        yield process, int(children)
    finally:
        process.kill()
        process.communicate()
        os.close(ours)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the worker in /proc")
def test_a_killed_worker_is_read_from_the_status_word(built: Built) -> None:
    """A worker that a signal ends is joined like any other, and the signal is named."""
    with started([str(built["worker_and_join"])]) as (process, worker):
        os.kill(worker, signal.SIGKILL)
        assert process.stderr is not None
        assert process.stderr.read() == b"worker: killed by signal 9\n"
        assert process.wait() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="finds the worker in /proc")
@pytest.mark.parametrize("way", ["standalone", "cffi"])
def test_an_interrupt_ends_the_parent_at_once(way: str, built: Built) -> None:
    """SIGINT ends the waiting parent, behind cffi as on its own: no Python handler holds it."""
    cffi = [sys.executable, "-m", "cjoin", "worker_and_join"]
    command = cffi if way == "cffi" else [str(built["worker_and_join"])]
    with started(command) as (process, worker):
        process.send_signal(signal.SIGINT)
        assert process.wait() == -signal.SIGINT
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)  # this process adopted it
