"""What a handle costs beside fork() and waitpid(), and a set of them with N workers.

Start and join take turns in one run, as ratios over the bare calls, process.h's beside them.

The workers of a set are real processes, which are told to end one after the other; the parent's
processor time counts: to tell, wait, reap and close. Beside it stands that of
multiprocessing.connection.wait(), for pipes, and without all that.
"""

import sys
from collections.abc import Iterator
from functools import partial

import cjoin

from benchmarks.harness import Effort, Row, at_most, compiled, interleaved, quantity, seconds_of
from benchmarks.harness.programs import PROGRAMS
from benchmarks.wait_any import LANGUAGES, OTHERS, SIZES, descriptors, exponents

WORKERS = 50
ROUNDS = 40  # for each of the effort's
MOST = 1.20
MOST_EXPONENT = 1.15
LEAST_TIMES = 30


def start_and_join(effort: Effort) -> Iterator[Row]:
    """The ratios over fork() and waitpid() alone."""
    library = cjoin.get_include()
    with compiled("start_join_handle", library=library, linux=True) as program:
        ways = {
            way: partial(seconds_of, [program, way, str(WORKERS)])
            for way in ("handle", "process", "fork")
        }
        times = interleaved(ways, rounds=ROUNDS * effort.rounds)
    beside = {"process.h": times.ratio("process", "fork")}
    yield Row("start, join", times.ratio("handle", "fork"), beside, at_most(MOST))


def sets(effort: Effort) -> Iterator[Row]:
    """The time of a worker at each size, beside it in Python; the exponents; the ratio."""
    with (
        descriptors() as most,
        compiled("wait_set", library=cjoin.get_include(), linux=True) as program,
    ):
        wanted = [n for n in SIZES if n <= 300 or not effort.quick]
        sizes = [n for n in wanted if 2 * n + OTHERS <= most]
        commands = {"C": [program], "Python": [sys.executable, str(PROGRAMS / "wait_set.py")]}
        times = interleaved(
            {
                f"{language} {n}": partial(seconds_of, [*commands[language], str(n)])
                for n in sizes
                for language in LANGUAGES
            },
            rounds=min(effort.rounds, 4),
        )
    for n in sizes:
        each = {
            language: [1e6 * value / n for value in times.values[f"{language} {n}"]]
            for language in LANGUAGES
        }
        in_c, in_python = (quantity(each[name], min(each[name]), "us") for name in LANGUAGES)
        yield Row(f"a worker of {n:,}", in_c, {"Python": in_python})
    if len(sizes) > 1:
        in_c, in_python = (exponents(sizes, times, language) for language in LANGUAGES)
        yield Row("exponent", in_c, {"Python": in_python}, at_most(MOST_EXPONENT))
    if SIZES[-1] in sizes:
        ours, theirs = (times.values[f"{language} {SIZES[-1]}"] for language in LANGUAGES)
        rounds = [LEAST_TIMES * one / other for one, other in zip(ours, theirs, strict=True)]
        best = LEAST_TIMES * min(ours) / min(theirs)
        case = f"{SIZES[-1]:,}: {LEAST_TIMES} times C"
        yield Row(case, quantity(rounds, best, "x"), {"over": "one Python"}, at_most(1))


def rows(effort: Effort) -> Iterator[Row]:
    """One handle, then sets of them; nothing where there are no pidfds."""
    if sys.platform == "linux":
        yield from start_and_join(effort)
        yield from sets(effort)
