"""What explaining costs: `joinscope explain` beside the same program, run by itself."""

import multiprocessing
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness import Effort, Row, at_most, interleaved
from benchmarks.harness.programs import PROGRAMS

SECONDS = 1.0  # that explaining the article's program may add
MANY, SECONDS_OF_MANY = 1000, 20.0


def elapsed(command: Sequence[str | Path]) -> float:
    """Run a command; what it took, all in all, in seconds."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def row(
    case: str, bare: Sequence[str | Path], target: Sequence[str], most: float | None, rounds: int
) -> Row:
    """Explained over bare: at most so many seconds more; None: only to be known."""
    with TemporaryDirectory() as folder:
        line: list[str | Path] = [sys.executable, "-m", "joinscope", "explain", "--deadline", "600"]
        html: list[str | Path] = ["--format", "html", "-o", Path(folder, "report.html")]
        times = interleaved(
            {
                "bare": partial(elapsed, bare),
                "explained": partial(elapsed, [*line, *html, *target]),
            },
            rounds=rounds,
        )
    alone = times.of("bare")
    ratio, beside = times.ratio("explained", "bare"), {"bare": alone}
    beside["explained"] = times.of("explained")
    if most is None:
        return Row(case, ratio, beside)
    limit = 1 + most / alone.best
    return Row(case, ratio, beside, at_most(limit, f"<= {limit:.2f}: {most:g} s more"))


def rows(effort: Effort) -> Iterator[Row]:
    """Ratios of time: the article's program in both languages, and a thousand workers."""
    name, method = "worker_and_join", multiprocessing.get_context().get_start_method()
    bare = [sys.executable, "-m", "pyjoin", name]
    like_it = [name, "--start-method", method]
    yield row(f"{name}, {method}, to HTML", bare, like_it, SECONDS, effort.rounds)
    yield row(f"{name}, every start method", bare, [name], None, effort.rounds)
    if not effort.quick:
        many = [str(PROGRAMS / "start_join.py"), "fork", str(MANY)]
        case = f"{MANY} workers, to HTML"
        yield row(case, [sys.executable, *many], many, SECONDS_OF_MANY, 2)
