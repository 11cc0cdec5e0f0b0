"""A row of the table: a case, what was measured, what it is compared with, and the target."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.harness.measure import Quantity


@dataclass(frozen=True, slots=True)
class Target:
    """The best value should be at most `limit`, which `text` says."""

    limit: float
    text: str


def at_most(limit: float, text: str | None = None) -> Target:
    """A target; the text is for limits that come from somewhere."""
    return Target(limit, text or f"<= {limit:g}")


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured in one case, of the same thing `beside` it, and the target if any.

    Beside it stands a sentence where it could not be measured: "no strace".
    """

    case: str
    value: Quantity
    beside: Mapping[str, Quantity | str] = field(default_factory=dict)
    target: Target | None = None

    @property
    def met(self) -> bool | None:
        """Whether the target was met; None without one. Of a ratio the hundredths count, as shown:
        no run tells less from noise.
        """  # noqa: D205 - it is one thought
        if self.target is None:
            return None
        best = round(self.value.best, 2) if self.value.unit == "x" else self.value.best
        return best <= self.target.limit
