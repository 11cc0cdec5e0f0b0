"""What the recorder costs programs as people run them: `make -j2`, `python -m pytest`.

All in all, with the start of the tracer. Beside the recorder stands strace with the same calls;
beside the recorder with look-ups, which are dear, strace with those calls as well.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from joinscope.recording.recorders import syscalls

from benchmarks.harness import Effort, Quantity, Row, Samples, at_most, interleaved
from benchmarks.recorder import CALLS, NO_STRACE, SOURCE, STRACE

LOOKUPS = sorted(set(re.findall(r"^LOOKUP\((\w+),", SOURCE.read_text("utf-8"), re.MULTILINE)))
FILES, TESTS = 12, 30
FUNCTION = (
    "int function{n}(int k) {{ return k < 2 ? k : function{n}(k - 1) + function{n}(k - 2); }}\n"
)
MAKEFILE = """
objects = $(patsubst %.c,%.o,$(wildcard *.c))
program: $(objects)
\t$(CC) -o $@ $(objects)
"""
TEST = """
import pytest

@pytest.mark.parametrize("n", range({tests}))
def test_sum(n, tmp_path):
    (tmp_path / "n").write_text(str(n))
    assert sum(range(int((tmp_path / "n").read_text()) + 1)) == n * (n + 1) // 2
"""


@dataclass(frozen=True, slots=True)
class Work:
    """A command in a folder, which is cleared of what `made` matches before each run."""

    command: Sequence[str]
    folder: Path
    made: tuple[str, ...]

    def seconds(self, line: Sequence[str], keep: Sequence[int] = ()) -> float:
        """What a command line takes here, all in all."""
        for pattern in self.made:
            for each in self.folder.glob(pattern):
                each.unlink()
        start = time.perf_counter()
        subprocess.run(line, cwd=self.folder, check=True, pass_fds=keep, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start


@contextmanager
def made() -> Iterator[Work]:
    """A small C project, of which all is made again each time."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for n in range(FILES):
            (folder / f"file{n}.c").write_text(FUNCTION.format(n=n))
        (folder / "main.c").write_text("int main(void) { return 0; }\n")
        (folder / "Makefile").write_text(MAKEFILE)
        yield Work(["make", "-s", "-j2"], folder, ("*.o", "program"))


@contextmanager
def tested() -> Iterator[Work]:
    """A small suite of tests."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_sums.py").write_text(TEST.format(tests=TESTS))
        options = ["-q", "-p", "no:cacheprovider", "--basetemp", str(folder / "temporary")]
        command = [sys.executable, "-B", "-m", "pytest", "--rootdir", str(folder), *options]
        yield Work(command, folder, ())


def recorded(work: Work, *, lookups: bool) -> float:
    """Under our recorder, which writes to a file."""
    with tempfile.TemporaryFile() as file:
        line = syscalls.start_line(list(work.command), records=file.fileno(), lookups=lookups)
        return work.seconds(line, [file.fileno()])


def straced(work: Work, *, lookups: bool) -> float:
    """Under strace, with our calls, which writes to a file."""
    calls = ",".join(f"?{name}" for name in [*CALLS, *(LOOKUPS if lookups else [])])
    with tempfile.NamedTemporaryFile() as file:
        options = ["-f", "--seccomp-bpf", "-q", "-o", file.name, "-e", f"trace={calls}"]
        return work.seconds(["strace", *options, *work.command])


def compare(work: Work, rounds: int) -> Samples:
    """The work in each way, with look-ups and without, in turns."""
    ways: dict[str, Callable[[], float]] = {"bare": partial(work.seconds, work.command)}
    for lookups, name in ((False, ""), (True, ", look-ups")):
        ways[f"recorded{name}"] = partial(recorded, work, lookups=lookups)
        if STRACE:
            ways[f"strace{name}"] = partial(straced, work, lookups=lookups)
    return interleaved(ways, rounds=rounds)


def row(case: str, times: Samples, name: str) -> Row:
    """Recorded over bare: below strace over bare, with the same calls."""
    value = times.ratio(f"recorded{name}", "bare")
    alone: Mapping[str, Quantity | str] = {"bare": times.of("bare", "ms")}
    if not STRACE:
        return Row(f"{case}{name}", value, {**alone, **NO_STRACE})
    strace = times.ratio(f"strace{name}", "bare")
    limit = at_most(strace.best, f"<= {strace.best:.2f}: strace")
    return Row(f"{case}{name}", value, {"strace": strace, **alone}, None if name else limit)


def rows(effort: Effort) -> Iterator[Row]:
    """Ratios of time, each without look-ups and with them."""
    for case, needs, work in (("make -j2", "make", made), ("python -m pytest", None, tested)):
        if needs and shutil.which(needs) is None:
            print(f"real_programs: {needs} is not installed: {case} is left out", file=sys.stderr)
            continue
        with work() as prepared:
            times = compare(prepared, effort.rounds)
        for name in ("", ", look-ups"):
            yield row(case, times, name)
