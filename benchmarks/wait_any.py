"""Waiting for N workers as they end, one after the other: C beside multiprocessing.

process_wait_any() against multiprocessing.connection.wait(), each with all that are left. The
workers are pipes in one process, so that nothing is measured but the waiting. The exponent k says
that the time grows as N to the k: the slope of a line through the logarithms, by least squares.
"""

import math
import resource
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import cjoin

from benchmarks.harness import Effort, Row, Samples, compiled, interleaved, seconds_of
from benchmarks.harness.measure import Quantity, quantity
from benchmarks.harness.programs import PROGRAMS

SIZES = (10, 30, 100, 300, 1_000, 3_000)
LANGUAGES = ("C", "Python")
OTHERS = 50  # descriptors that a program has open besides


@contextmanager
def descriptors() -> Iterator[int]:
    """As many descriptors as may be had; how many that are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        yield sys.maxsize if hard == resource.RLIM_INFINITY else hard
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The slope of the seconds over the sizes, both as logarithms."""
    return statistics.linear_regression(
        [math.log(n) for n in sizes], [math.log(each) for each in seconds]
    ).slope


def exponents(sizes: Sequence[int], times: Samples, language: str) -> Quantity:
    """The exponent of the smallest times, and of those of each round."""
    curves = [times.values[f"{language} {n}"] for n in sizes]
    rounds = [exponent(sizes, seconds) for seconds in zip(*curves, strict=True)]
    return quantity(rounds, exponent(sizes, [min(each) for each in curves]), "")


def rows(effort: Effort) -> Iterator[Row]:
    """The time of each size in C, beside it in Python; then the exponents."""
    wanted = [n for n in SIZES if n <= 300 or not effort.quick]
    with descriptors() as most, compiled("wait_any", library=cjoin.get_include()) as program:
        sizes = [n for n in wanted if 2 * n + OTHERS <= most]
        if sizes != wanted:
            print(
                f"wait_any: at most {most:,} descriptors (ulimit -Hn): "
                f"{wanted[len(sizes)]:,} workers and more are left out",
                file=sys.stderr,
            )
        commands = {
            "C": [program],
            "Python": [sys.executable, str(PROGRAMS / "wait_any.py")],
        }
        times = interleaved(
            {
                f"{language} {n}": partial(seconds_of, [*commands[language], str(n)])
                for n in sizes
                for language in LANGUAGES
            },
            rounds=min(effort.rounds, 3),
        )
    for n in sizes:
        in_c, in_python = (_time(times, f"{language} {n}") for language in LANGUAGES)
        yield Row(f"C: {n:,} workers", in_c, {"Python": in_python})
    if len(sizes) > 1:
        in_c, in_python = (exponents(sizes, times, language) for language in LANGUAGES)
        yield Row("C: exponent", in_c, {"Python": in_python})


def _time(times: Samples, variant: str) -> Quantity:
    return times.of(variant, "us" if min(times.values[variant]) < 1e-3 else "ms")
