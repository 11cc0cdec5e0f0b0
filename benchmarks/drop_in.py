"""What cjoin's Process costs: its start and join over multiprocessing's, under each start method.

Both do the same in Python but for the launch under fork and every look at the worker. They take
turns, worker by worker, in one program, so that the forks of both copy the same memory at the same
speed of the machine. How the program's objects lie in memory decides what a fork has to copy, so
many programs follow each other, each with some objects more.

To have the C loaded costs each fork of a program, whoever calls it: there is more to copy. For
that, a program of each library takes turns with the other; no limit is set.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from statistics import median

from benchmarks.harness import (
    Effort,
    Row,
    Samples,
    Target,
    at_most,
    interleaved,
    quantity,
    turns_of,
)
from benchmarks.harness.programs import PROGRAMS

PROGRAMS_EACH = 3  # for each of the effort's rounds
TURNS = {"fork": 150, "spawn": 16, "forkserver": 40}  # for each library and program
LIBRARIES = ("cjoin", "multiprocessing")
OBJECTS = 97  # that the next program has more
MOST = 1.00


def turns(method: str, number: int, *, programs: int) -> Samples:
    """Some turns of both libraries, in one program or in two, that are the number-th to run."""
    line = [sys.executable, str(PROGRAMS / "start_join_turns.py"), method, str(number * OBJECTS)]
    with ExitStack() as stack:
        started = [stack.enter_context(turns_of(line)) for _ in range(programs)]
        ways = {
            library: partial(started[place % programs], library)
            for place, library in enumerate(LIBRARIES)
        }
        return interleaved(ways, rounds=TURNS[method])


def row(case: str, samples: Sequence[Samples], target: Target | None = None) -> Row:
    """The typical ratio of two turns that follow each other, as the machine's speed then is one.

    Beside it stands what one worker takes by multiprocessing.
    """
    ours, theirs = (
        [value for each in samples for value in each.values[name]] for name in LIBRARIES
    )
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    beside = {"theirs": quantity([1e3 * value for value in theirs], 1e3 * median(theirs), "ms")}
    return Row(case, quantity(ratios, median(ratios), "x"), beside, target)


def rows(effort: Effort) -> Iterator[Row]:
    """Start and join under each start method; under fork also in programs of their own."""
    numbers = range(PROGRAMS_EACH * effort.rounds)
    for method in TURNS:
        samples = [turns(method, number, programs=1) for number in numbers]
        yield row(f"{method}: start, join", samples, at_most(MOST, "<= 1.00"))
    samples = [turns("fork", number, programs=2) for number in numbers]
    yield row("fork: a program of each", samples)
