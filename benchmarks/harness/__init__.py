"""What the benchmarks share: interleaved rounds, statistics, rows with targets, one table."""

from benchmarks.harness.measure import Effort, Quantity, Samples, interleaved
from benchmarks.harness.programs import compiled, seconds_of
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
    "seconds_of",
]
