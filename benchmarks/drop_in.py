"""What cjoin's Process costs: its start and join over multiprocessing's, under each start method.

Both do the same in Python but for the launch under fork and every look at the worker.
"""

import sys
from collections.abc import Iterator
from functools import partial

from benchmarks.harness import Effort, Row, at_most, interleaved, seconds_of
from benchmarks.harness.programs import PROGRAMS

WORKERS = {"fork": 20, "spawn": 2, "forkserver": 5}  # which noise often spares
ROUNDS = {"fork": 15, "spawn": 6, "forkserver": 8}  # for each of the effort's
MOST = 1.00


def seconds_each(method: str, library: str) -> float:
    """The seconds for each worker: started and joined."""
    workers = WORKERS[method]
    line = [sys.executable, str(PROGRAMS / "start_join.py"), method, str(workers), library]
    return seconds_of(line) / workers


def rows(effort: Effort) -> Iterator[Row]:
    """Ratios of time; beside each what one worker takes by multiprocessing."""
    for method in WORKERS:
        libraries = {
            each: partial(seconds_each, method, each) for each in ("cjoin", "multiprocessing")
        }
        times = interleaved(libraries, rounds=ROUNDS[method] * effort.rounds)
        beside = {"theirs": times.of("multiprocessing", "ms")}
        ratio = times.ratio("cjoin", "multiprocessing")
        yield Row(f"{method}: start, join", ratio, beside, at_most(MOST, "<= 1.00"))
