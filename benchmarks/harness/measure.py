"""Measures variants of one thing in one run, turn by turn, so that noise meets all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pyperf


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to measure: `rounds` of every variant; `quick` leaves out what takes long."""

    rounds: int
    quick: bool


@dataclass(frozen=True, slots=True)
class Quantity:
    """What was measured: the best value, the median and its deviation (MAD), and the unit.

    The unit "x" is that of a ratio, "" that of a number; others are "s", "ms", "us" and "B".
    """

    best: float
    median: float
    deviation: float
    unit: str


def quantity(values: list[float], best: float, unit: str) -> Quantity:
    """The statistics of some values."""
    # Its own metadata would be collected for each: what the machine is, the document says once.
    benchmark = pyperf.Benchmark(
        [pyperf.Run(values, metadata={"name": "values"}, collect_metadata=False)]
    )
    deviation = benchmark.median_abs_dev() if len(values) > 1 else 0.0
    return Quantity(best, benchmark.median(), deviation, unit)


@dataclass(slots=True)
class Samples:
    """The values of each variant, one a round."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def of(self, variant: str, unit: str = "s") -> Quantity:
        """The values of a variant; `best` is the smallest. Seconds are given in the unit."""
        scale = {"ms": 1e3, "us": 1e6}.get(unit, 1.0)
        values = [scale * value for value in self.values[variant]]
        return quantity(values, min(values), unit)

    def ratio(self, variant: str, base: str) -> Quantity:
        """A variant over the base: `best` is that of their smallest values, which noise, that
        only ever adds, has touched least; the median is that of the rounds.
        """  # noqa: D205 - it is one sentence
        pairs = zip(self.values[variant], self.values[base], strict=True)
        best = min(self.values[variant]) / min(self.values[base])
        return quantity([one / other for one, other in pairs], best, "x")


def interleaved(variants: Mapping[str, Callable[[], float]], *, rounds: int) -> Samples:
    """Call each variant once a round, another one first each time, after a round that warms up."""
    names = list(variants)
    samples = Samples({name: [] for name in names})
    for name in names:
        variants[name]()
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            samples.values[name].append(variants[name]())
    return samples
