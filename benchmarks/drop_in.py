"""What cjoin's Process costs: its start and join over multiprocessing's, under each start method.

Both do the same in Python but for the launch under fork and every look at the worker. Two programs
take turns, worker by worker: the speed of a machine changes from second to second by more than
what is measured here. And many pairs of programs follow each other, as where the objects of a
program lie in its memory decides what a fork has to copy: of multiprocessing over itself, twelve
pairs were 0.97 to 1.05.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median

from benchmarks.harness import Effort, Row, Samples, at_most, interleaved, quantity, turns_of
from benchmarks.harness.programs import PROGRAMS

PAIRS = 3  # for each of the effort's rounds
TURNS = {"fork": 150, "spawn": 16, "forkserver": 40}  # for each pair
LIBRARIES = ("cjoin", "multiprocessing")
MOST = 1.00


def pair(method: str) -> Samples:
    """A program of each library, for some turns."""
    line = [sys.executable, str(PROGRAMS / "start_join_turns.py"), method]
    with ExitStack() as stack:
        programs = {
            library: stack.enter_context(turns_of([*line, library])) for library in LIBRARIES
        }
        return interleaved(programs, rounds=TURNS[method])


def rows(effort: Effort) -> Iterator[Row]:
    """The pairs' ratios of typical times; beside each what one worker takes by multiprocessing."""
    for method in TURNS:
        pairs = [pair(method) for _ in range(PAIRS * effort.rounds)]
        ours, theirs = ([median(each.values[name]) for each in pairs] for name in LIBRARIES)
        ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
        beside = {"theirs": Samples({"theirs": theirs}).of("theirs", "ms")}
        ratio = quantity(ratios, median(ratios), "x")
        yield Row(f"{method}: start, join", ratio, beside, at_most(MOST, "<= 1.00"))
