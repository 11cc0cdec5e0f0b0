"""How recording and order grow with the number of workers: time and bytes for each of them.

The workers do nothing, one after the other. The time is that of the traced loop and that of
reading its recording into memory and building the order from it; the bytes are what both keep.
"""

import gc
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from joinscope.happens_before.builder import HappensBefore
from joinscope.recording.recorders import syscalls
from joinscope.recording.recording import Recording, read

from benchmarks.harness import Effort, Row, Samples, at_most, compiled, interleaved, seconds_of
from benchmarks.harness.measure import quantity
from benchmarks.harness.programs import PROGRAMS

SIZES = (100, 1_000, 10_000)
MOST_TIMES = 1.3
MOST_BYTES = 8 * 1024


def record(command: Sequence[str], file: Path) -> float:
    """Record a command into a file; the seconds that it took."""
    with file.open("wb") as records:
        line = syscalls.start_line(list(command), records=records.fileno())
        return seconds_of(line, keep=[records.fileno()])


def order(file: Path) -> tuple[Recording, HappensBefore]:
    """A recording as joinscope keeps it, with its order."""
    history = HappensBefore()
    return read(file, history), history


def seconds_each(program: str, workers: int, file: Path) -> float:
    """The seconds for each worker: recorded, read and ordered."""
    recording = record([program, str(workers)], file)
    start = time.perf_counter()
    kept = order(file)
    seconds = time.perf_counter() - start
    del kept
    return (recording + seconds) / workers


def bytes_of(file: Path) -> int:
    """What a recording and its order keep in memory."""
    gc.collect()
    tracemalloc.start()
    try:
        kept = order(file)
        gc.collect()
        used, _ = tracemalloc.get_traced_memory()
        del kept
    finally:
        tracemalloc.stop()
    return used


def rows(effort: Effort) -> Iterator[Row]:
    """Time for each worker at each size beside the smallest; bytes for each worker."""
    sizes = SIZES[:2] if effort.quick else SIZES
    with compiled("fork_wait") as program, tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "recording")
        times = interleaved(
            {str(n): partial(seconds_each, program, n, file) for n in sizes},
            rounds=min(effort.rounds, 3),
        )
        for n in sizes:
            yield _time(times, n)
        for n in sizes:
            record([program, str(n)], file)
            yield _bytes(f"C: {n:,} workers", bytes_of(file) / n)
        for method in ("fork", "spawn", "forkserver"):
            n = 50 if effort.quick else 200
            record([sys.executable, str(PROGRAMS / "start_join.py"), method, str(n)], file)
            yield _bytes(f"{method}: {n:,} workers", bytes_of(file) / n)


def _time(times: Samples, n: int) -> Row:
    first = str(SIZES[0])
    if n == SIZES[0]:
        return Row(f"C: {n:,} workers, each", times.of(first, "us"))
    each = {"each": times.of(str(n), "us")}
    return Row(f"C: {n:,} over {first}", times.ratio(str(n), first), each, at_most(MOST_TIMES))


def _bytes(case: str, value: float) -> Row:
    return Row(case, quantity([value], value, "B"), target=at_most(MOST_BYTES, "<= 8 KB"))
