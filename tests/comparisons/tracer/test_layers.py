"""The files of the tracer rely on each other one way: no cycle of includes, and none of calls."""

from pathlib import Path

import pytest
from c_graph import call_graph, include_graph
from graph_cycles import cycles

TRACER = Path(__file__).parents[3] / "comparisons" / "tracer"
INTERFACES = {"tracer.h"}
GENERATED = {"names.inc"}


def test_includes() -> None:
    """No header needs, by way of others or of its own .c file, itself."""
    assert cycles(include_graph(TRACER, INTERFACES, generated=GENERATED)) == set()


@pytest.mark.c_strict
def test_calls(tmp_path: Path, generated: Path) -> None:
    """No file uses, by way of others, what it defines itself."""
    assert cycles(call_graph(TRACER, tmp_path, "-std=gnu17", f"-I{generated}")) == set()


@pytest.mark.c_strict
def test_only_the_format_knows_the_json(tmp_path: Path, generated: Path) -> None:
    """Who has seen something says it to record.c, and writes nothing itself."""
    graph = call_graph(TRACER, tmp_path, "-std=gnu17", f"-I{generated}")
    writers = {name for name, used in graph.items() if "records/json" in used}
    assert writers == {"records/record", "records/field"}
