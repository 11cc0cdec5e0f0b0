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
        """Whether the target was met, as shown: of mere numbers in hundredths. None without one."""
        if self.target is None:
            return None
        digits = 2 if self.value.unit in {"x", ""} else None
        return round(self.value.best, digits) <= round(self.target.limit, digits)
