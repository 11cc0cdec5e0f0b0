"""joinscope's rooms: data flows one way, so nobody imports from a room that comes later.

The rooms are in the order of the data's way, from what is claimed to what is shown. A room that is
new gets its place in FLOORS.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import joinscope
import pytest
from graph_cycles import cycles
from import_graph import import_graph

PACKAGE = Path(joinscope.__file__).parent
# A room may import those above it. Of two on one floor one may import the other.
FLOORS = (
    ("vocabulary", "errors", "limits", "schedule"),
    ("_recorder",),  # the tracer
    ("catalog",),
    ("programs",),
    ("live",),
    ("recording",),
    ("happens_before",),
    ("joins",),
    ("verdict", "explanation"),
    ("schedules", "pipeline"),
    ("render",),
    ("",),  # joinscope itself: the public functions
    ("cli", "notebook"),
    ("__main__",),
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
# Not even these, though they come earlier: what a run did is the same, whoever asked for it.
NEVER = {("recording", "catalog"), ("recording", "programs")}
LOOSE = {"__init__", "__main__", *FLOORS[0], "notebook", "pipeline"}
SHARE_NAMES = {"cli", "render"}  # a command and what shows it are called alike


def violations(package: Path) -> Iterator[str]:
    """A line for each thing that is not as the rooms have it."""
    graph = import_graph(package)
    beside: dict[str, set[str]] = {}
    for importer, imported in graph.items():
        one = _room(importer)
        if one not in FLOOR:
            yield f"{importer} is in no room that has a floor"
            continue
        for each in imported:
            other = _room(each)
            if (one, other) in NEVER or FLOOR.get(other, len(FLOORS)) > FLOOR[one]:
                yield f"{importer} imports {each}"
            elif other != one and FLOOR[other] == FLOOR[one]:
                beside.setdefault(one, set()).add(other)
    yield from (f"modules in a cycle: {', '.join(sorted(each))}" for each in cycles(graph))
    yield from (f"rooms in a cycle: {', '.join(sorted(each))}" for each in cycles(beside))
    yield from _names(graph, package)


def _room(module: str) -> str:
    """The part of a module's name after the package's; "" for the package itself."""
    return f"{module}.".split(".")[1]


def _names(graph: Mapping[str, object], package: Path) -> Iterator[str]:
    for file in package.glob("*.py"):
        if file.stem not in LOOSE:
            yield f"{package.name}.{file.stem} is loose"
    ours = [name for name in graph if name.count(".") > 1 and _room(name) not in SHARE_NAMES]
    count = Counter(name.rpartition(".")[2] for name in ours)
    for name, times in count.items():
        if times > 1:
            same = sorted(each for each in ours if each.endswith(f".{name}"))
            yield f"one name: {', '.join(same)}"


def test_the_rooms() -> None:
    """Nobody imports from a later room, nothing is in a cycle, and no name is there twice."""
    assert set(violations(PACKAGE)) == set()


def made(folder: Path, files: Mapping[str, str]) -> Path:
    """A package with these files."""
    package = folder / "joinscope"
    for name, code in files.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(code)
    return package


SOUND = {
    "vocabulary.py": "",
    "_recorder.pyi": "",
    "joins/roles.py": "from joinscope.vocabulary import Role",
    "joins/joins.py": "from joinscope.joins import roles",
    "recording/syscalls.py": "from joinscope import _recorder",
    "recording/runner.py": "from pathlib import Path\nprint(Path(__file__))",
    "verdict/judge.py": "import joinscope.joins.joins",
    "explanation/model.py": "from joinscope.verdict.judge import judge",
    "render/text/joins.py": "from joinscope.joins.joins import Join",
    "cli/orders.py": "from joinscope.render.text import joins",
}


def test_what_is_as_it_should_be(tmp_path: Path) -> None:
    """Imports of earlier rooms, of the own one, and of one neighbour are none to speak of."""
    assert list(violations(made(tmp_path, SOUND))) == []


@pytest.mark.parametrize(
    ("code", "imported"),
    [
        ("from joinscope.cli import orders", "joinscope.cli.orders"),
        ("import joinscope.cli.orders as o", "joinscope.cli.orders"),
        ("from ..cli.orders import o", "joinscope.cli.orders"),
        ("def f():\n from joinscope.render import text", "joinscope.render.text"),
        ("if TYPE_CHECKING:\n import joinscope.cli", "joinscope.cli"),
        ("x = import_module('joinscope.cli')", "joinscope.cli"),
        ("from joinscope import compare", "joinscope"),
        ("import joinscope\nprint(joinscope.__file__)", "joinscope"),
        ("import joinscope\njoinscope.cli.x()", "joinscope.cli"),
    ],
)
def test_an_import_from_a_later_room(tmp_path: Path, code: str, imported: str) -> None:
    """It is found wherever it stands and in whatever form."""
    package = made(tmp_path, {**SOUND, "joins/lifetimes.py": code})
    found = set(violations(package))
    assert f"joinscope.joins.lifetimes imports {imported}" in found
    assert all(each.startswith("joinscope.joins.lifetimes imports ") for each in found)


@pytest.mark.parametrize(
    ("file", "code", "found"),
    [
        ("joins/__init__.py", "from .. import cli", "joinscope.joins imports joinscope.cli"),
        (
            "joins/roles.py",
            "from joinscope.joins.joins import x",
            "modules in a cycle: joinscope.joins.joins, joinscope.joins.roles",
        ),
        (
            "recording/runner.py",
            "import joinscope.catalog",
            "joinscope.recording.runner imports joinscope.catalog",
        ),
        (
            "verdict/claims.py",
            "import joinscope.explanation.model",
            "rooms in a cycle: explanation, verdict",
        ),
        ("verdict/roles.py", "", "one name: joinscope.joins.roles, joinscope.verdict.roles"),
        ("roles.py", "", "joinscope.roles is loose"),
        ("attic/things.py", "", "joinscope.attic.things is in no room that has a floor"),
    ],
)
def test_what_is_refused(tmp_path: Path, file: str, code: str, found: str) -> None:
    """Each rule finds what breaks it."""
    package = made(tmp_path, {**SOUND, "catalog/__init__.py": "", file: code})
    assert found in list(violations(package))
