"""What process.h adds to the system calls: its start and join over a bare loop of the same calls.

The same calls are fflush() of both streams, two pipes, fork() or posix_spawn(), what the worker
reads, closes and flushes, and waitpid(). One program has both loops, so that the memory that is
copied and the image that is made are the same.
"""

from collections.abc import Iterator
from functools import partial

import cjoin

from benchmarks.harness import Effort, Row, at_most, compiled, interleaved, seconds_of

WORKERS = {"fork": 12, "spawn": 4}  # a few milliseconds, which noise often spares
ROUNDS = 40  # for each of the effort's
MOST = 1.05


def seconds_each(program: str, way: str, method: str) -> float:
    """The seconds for each worker: started, joined and closed."""
    workers = WORKERS[method]
    return seconds_of([program, way, method, str(workers)]) / workers


def rows(effort: Effort) -> Iterator[Row]:
    """Ratios of time under fork and spawn; beside each what one worker takes by bare calls."""
    with compiled("start_join", library=cjoin.get_include()) as program:
        for method in WORKERS:
            ways = {way: partial(seconds_each, program, way, method) for way in ("library", "bare")}
            times = interleaved(ways, rounds=ROUNDS * effort.rounds)
            ratio = times.ratio("library", "bare")
            beside = {"bare": times.of("bare", "us")}
            yield Row(f"{method}: start, join", ratio, beside, at_most(MOST))
