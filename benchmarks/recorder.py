"""What the tracer costs: the recorder beside strace, both with the same calls.

The time is that of the program's own loop, taken inside it, so the start of either tracer is not
in it; that has rows of its own.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from joinscope.recording.recorders import syscalls

from benchmarks.harness import (
    Effort,
    Quantity,
    Row,
    Samples,
    at_most,
    compiled,
    interleaved,
    seconds_of,
)
from benchmarks.harness.programs import PROGRAMS

SOURCE = Path(__file__).parents[1] / "comparisons" / "tracer" / "calls" / "system_calls.inc"
ROWS = re.findall(r"^(?:CALL|CHANGE|MAY)\((\w+),", SOURCE.read_text("utf-8"), re.MULTILINE)
CALLS = sorted(set(ROWS))
STRACE = shutil.which("strace")
NO_STRACE = {"strace": "is not installed"}
SURPLUS = 0.25

Run = Callable[[Sequence[str]], float]


def bare(command: Sequence[str]) -> float:
    """Untraced."""
    return seconds_of(command)


def recorded(command: Sequence[str]) -> float:
    """Under our recorder, which writes to a file."""
    with tempfile.TemporaryFile() as file:
        line = syscalls.start_line(list(command), records=file.fileno())
        return seconds_of(line, keep=[file.fileno()])


def straced(command: Sequence[str]) -> float:
    """Under strace, with our calls, which writes to a file."""
    with tempfile.NamedTemporaryFile() as file:
        return seconds_of([*strace(file.name), *command])


def strace(output: str) -> list[str]:
    """The start of its command line."""
    calls = ",".join(f"?{name}" for name in CALLS)
    return ["strace", "-f", "--seccomp-bpf", "-q", "-o", output, "-e", f"trace={calls}"]


RUNS: Mapping[str, Run] = {"bare": bare, "recorded": recorded} | (
    {"strace": straced} if STRACE else {}
)


def compare(command: Sequence[str], rounds: int) -> Samples:
    """The command in each way."""
    ways = {name: partial(run, command) for name, run in RUNS.items()}
    return interleaved(ways, rounds=rounds)


def row(case: str, times: Samples, *, share: float, most: float | None = None) -> Row:
    """Recorded over bare: beyond 1 at most `share` of strace's surplus, and at most `most`."""
    value = times.ratio("recorded", "bare")
    if STRACE is None:
        return Row(case, value, NO_STRACE, at_most(1 + most) if most else None)
    beside = times.ratio("strace", "bare")
    limit = min(1 + share * (beside.best - 1), 1 + most if most else float("inf"))
    return Row(case, value, {"strace": beside}, at_most(limit, f"<= {limit:.2f}"))


def rows(effort: Effort) -> Iterator[Row]:
    """Ratios of time: 500 times fork and wait in C, 50 times start and join in Python."""
    with compiled("fork_wait") as program:
        yield row("C: fork, wait", compare([program, "500"], effort.rounds), share=0.5)
    for method in ("fork", "spawn", "forkserver"):
        command = [sys.executable, str(PROGRAMS / "start_join.py"), method, "50"]
        times = compare(command, effort.rounds)
        yield row(f"{method}: start, join", times, share=1, most=SURPLUS)
    yield from start_up(effort)


def start_up(effort: Effort) -> Iterator[Row]:
    """The start of the tracer: what `true` takes, all in all, beside what it takes untraced."""

    def elapsed(line: Sequence[str], keep: Sequence[int] = ()) -> float:
        start = time.perf_counter()
        subprocess.run(line, check=True, pass_fds=keep)
        return time.perf_counter() - start

    with Path(os.devnull).open("wb") as null:
        line = syscalls.start_line(["true"], records=null.fileno())
        ways = {
            "bare": lambda: elapsed(["true"]),
            "recorded": lambda: elapsed(line, [null.fileno()]),
        }
        if STRACE:
            ways["strace"] = lambda: elapsed([*strace(os.devnull), "true"])
        times = interleaved(ways, rounds=3 * effort.rounds)
    others: dict[str, Quantity | str] = {
        name: times.of(name, "ms") for name in ways if name != "recorded"
    }
    yield Row(
        "`true`, all in all", times.of("recorded", "ms"), others | ({} if STRACE else NO_STRACE)
    )
