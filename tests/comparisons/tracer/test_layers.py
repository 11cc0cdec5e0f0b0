"""The files of the tracer rely on each other one way: no cycle of includes, and none of calls."""

from pathlib import Path

import pytest
from c_graph import call_graph, include_graph
from graph_cycles import cycles

COMPARISONS = Path(__file__).parents[3] / "comparisons"
INTERFACES = {"tracer.h"}
(LIBRARY,) = (path for path in COMPARISONS.iterdir() if path.name in {"recorder", "tracer"})

# What is known to be wrong, and to go.
CALLED_IN_A_CYCLE = {
    frozenset(
        ("birth", "death", "event", "keeper", "note", "recorder", "system_call", "trace"),
    )
}
INCLUDED_IN_A_CYCLE = {each | {"start", "tracer.h"} for each in CALLED_IN_A_CYCLE}
if LIBRARY.name == "tracer":
    CALLED_IN_A_CYCLE = INCLUDED_IN_A_CYCLE = set()


def test_includes() -> None:
    """No header needs, by way of others or of its own .c file, itself."""
    assert cycles(include_graph(LIBRARY, INTERFACES)) == INCLUDED_IN_A_CYCLE


@pytest.mark.c_strict
def test_calls(tmp_path: Path) -> None:
    """No file uses, by way of others, what it defines itself."""
    assert cycles(call_graph(LIBRARY, tmp_path, "-std=gnu17")) == CALLED_IN_A_CYCLE
