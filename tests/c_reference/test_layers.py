"""The files of process.h rely on each other one way: no cycle of includes, and none of calls."""

from pathlib import Path

import cjoin
import pytest
from c_graph import call_graph, include_graph
from graph_cycles import cycles

LIBRARY = Path(cjoin.get_include())
INTERFACES = {"process.h", "process_handle.h"}


def test_includes() -> None:
    """No header needs, by way of others or of its own .c file, itself."""
    assert cycles(include_graph(LIBRARY, INTERFACES)) == set()


@pytest.mark.c_strict
def test_calls(tmp_path: Path) -> None:
    """No file uses, by way of others, what it defines itself."""
    assert cycles(call_graph(LIBRARY, tmp_path, "-std=gnu17")) == set()


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library of an interface, two parts, and a third in a folder, without a cycle."""
    folder = tmp_path / "library"
    files = {
        "all.h": "int first(void);\n",
        "first.h": "int inner(void);\n",
        "first.c": '#include "all.h"\n#include "first.h"\n#include "deep/third.h"\n'
        "int first(void) { return third(); }\nint inner(void) { return 1; }\n",
        "second.h": '#include "all.h"\n#include "first.h"\nint second(void);\n',
        "second.c": '#include "second.h"\nint second(void) { return first() + inner(); }\n',
        "deep/third.h": "int third(void);\n",
        "deep/third.c": '#include "third.h"\nint third(void) { return 3; }\n',
    }
    for name, code in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(code)
    return folder


def test_a_sound_library(library: Path, tmp_path: Path) -> None:
    """Its edges are those that are written in it; the interface is a node by itself."""
    includes = include_graph(library, {"all.h"})
    assert includes == {
        "all.h": set(),
        "first": {"all.h", "deep/third"},
        "second": {"all.h", "first"},
        "deep/third": set(),
    }
    calls = call_graph(library, tmp_path)
    assert calls == {"first": {"deep/third"}, "second": {"first"}, "deep/third": set()}
    assert cycles(includes) == cycles(calls) == set()


def test_a_cycle_of_includes_is_found(library: Path) -> None:
    """One by way of a .c file, which counts as part of its header, too."""
    with (library / "deep/third.c").open("a") as file:
        file.write('#include "../second.h"\n')
    assert cycles(include_graph(library, {"all.h"})) == {
        frozenset({"first", "second", "deep/third"})
    }


def test_a_cycle_of_calls_is_found(library: Path, tmp_path: Path) -> None:
    """One that no include shows, too."""
    with (library / "deep/third.c").open("a") as file:
        file.write("int first(void);\nint again(void) { return first(); }\n")
    assert cycles(include_graph(library, {"all.h"})) == set()
    assert cycles(call_graph(library, tmp_path)) == {frozenset({"first", "deep/third"})}


def test_an_include_of_nothing_is_an_error(library: Path) -> None:
    """A header that is not there would be an edge that is not seen."""
    (library / "first.c").write_text('#include "gone.h"\n')
    with pytest.raises(ValueError, match=r"first\.c includes gone\.h, which is not there"):
        include_graph(library)
