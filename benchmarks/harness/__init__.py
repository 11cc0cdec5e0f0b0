"""What the benchmarks share: interleaved rounds, statistics, rows with targets, one table."""

from benchmarks.harness.measure import Effort, Quantity, Samples, interleaved, quantity
from benchmarks.harness.programs import compiled, seconds_of, turns_of
from benchmarks.harness.row import Row, Target, at_most

__all__ = [
    "Effort",
    "Quantity",
    "Row",
    "Samples",
    "Target",
    "at_most",
    "compiled",
    "interleaved",
    "quantity",
    "seconds_of",
    "turns_of",
]
