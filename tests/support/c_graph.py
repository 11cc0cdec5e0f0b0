"""Which files of a C library rely on which: by what they include, and by what they call.

A .c file and the header of its name are one node, by that name without the suffix and relative to
the library's folder. A header that is the interface of the whole library is a node by itself, for
any file may implement a part of it: it is named with its suffix.
"""

import re
import subprocess
from collections.abc import Collection
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
Graph = dict[str, set[str]]


def include_graph(
    library: Path, interfaces: Collection[str] = (), *, generated: Collection[str] = ()
) -> Graph:
    """The nodes with those whose headers they include; ValueError for a header that is not there.

    A header is looked for beside the file that includes it, then in the library's folder. What the
    build generates includes nothing, and is no node.
    """
    library = library.resolve()
    graph: Graph = {}
    for file in sorted(library.rglob("*.[ch]")):
        node = _node(file, library, interfaces)
        graph.setdefault(node, set())
        for name in set(INCLUDE.findall(file.read_text())).difference(generated):
            places = [file.parent / name, library / name]
            header = next((place for place in places if place.exists()), None)
            if header is None:
                raise ValueError(f"{file} includes {name}, which is not there")
            graph[node].update({_node(header.resolve(), library, interfaces)} - {node})
    return graph


def call_graph(library: Path, objects: Path, *options: str) -> Graph:
    """The .c files with those that define what they use: functions and variables.

    Each is compiled to an object in the folder `objects`, and its symbols are read.
    """
    defines: dict[str, str] = {}
    uses: dict[str, set[str]] = {}
    for file in sorted(library.rglob("*.c")):
        node = _node(file, library, ())
        target = objects / f"{node.replace('/', '.')}.o"
        includes = ("-I", str(library))
        subprocess.run(["cc", "-c", *options, *includes, "-o", target, file], check=True)
        listed = subprocess.run(["nm", "-P", target], capture_output=True, text=True, check=True)
        symbols = [line.split()[:2] for line in listed.stdout.splitlines()]
        defines |= {name: node for name, kind in symbols if kind in "TDBRCVW"}
        uses[node] = {name for name, kind in symbols if kind == "U"}
    return {
        node: {defines[name] for name in names if name in defines} for node, names in uses.items()
    }


def _node(file: Path, library: Path, interfaces: Collection[str]) -> str:
    path = file.relative_to(library)
    return str(path) if path.name in interfaces else str(path.with_suffix(""))
