"""What a report costs: `joinscope compare --report` beside `joinscope compare`.

Both start each program once traced; with a report they are instrumented, and each has an untraced
run as well, not only those that are shown.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness import Effort, Row, at_most, interleaved

MOST_TIMES, SECONDS = 1.2, 0.5


def elapsed(*arguments: str | Path) -> float:
    """Run `joinscope compare`; what it took, all in all, in seconds."""
    line: list[str | Path] = [sys.executable, "-m", "joinscope", "compare", *arguments]
    start = time.perf_counter()
    subprocess.run(line, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def rows(effort: Effort) -> Iterator[Row]:
    """The article's comparisons, under every start method."""
    with TemporaryDirectory() as folder:
        times = interleaved(
            {
                "compare": elapsed,
                "with a report": partial(elapsed, "--report", Path(folder, "report.html")),
            },
            rounds=effort.rounds,
        )
    without, beside = times.of("compare"), times.of("with a report")
    limit = MOST_TIMES + SECONDS / without.best
    yield Row(
        "compare --report over compare",
        times.ratio("with a report", "compare"),
        {"compare": without, "with a report": beside},
        at_most(limit, f"<= {limit:.2f}: {MOST_TIMES:g} times, {SECONDS:g} s more"),
    )
