"""Which comparisons of the catalog the gate takes; the others are for the stress session."""

from collections.abc import Iterable

import pytest
from _pytest.mark import ParameterSet

# Each kind of claim, each way in which a side can be left out, and each language alone.
SAMPLE = frozenset(
    {
        *("worker_and_join", "without_join", "join_timeout", "wait_for_any", "exit_codes"),
        *("killed", "zombie", "orphan", "terminate_swallowed", "join_twice", "sigchld_ignored"),
        *("join_in_order", "sigint_in_worker", "join_after_close", "child_falls_through"),
    }
)


def sampled(names: Iterable[str], sample: frozenset[str] = SAMPLE) -> list[ParameterSet]:
    """The names as parameters of a test: those that are not in the sample are marked `stress`."""
    return [
        pytest.param(name, marks=() if name in sample else (pytest.mark.stress,)) for name in names
    ]
