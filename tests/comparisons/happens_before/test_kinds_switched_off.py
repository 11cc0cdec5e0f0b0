"""Each kind of edge is needed: without it, the tests of it fail."""

import inspect
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from itertools import product
from pathlib import Path
from types import ModuleType

import pytest
from broken_order import broken
from command import traced
from joinscope.happens_before.graph import Kind
from record_writer import OTHER, PARENT, WORKER, RecordWriter


def _module(file: Path) -> ModuleType:
    spec = spec_from_file_location(f"switched_off_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FILES = sorted(Path(__file__).parent.glob("test_*.py"))
KINDS = _module(Path(__file__).with_name("test_every_kind.py")).TESTS


def _test(name: str) -> Callable[..., None]:
    """A test beside this one."""
    (file,) = (each for each in FILES if f"\ndef {name}(" in each.read_text("utf-8"))
    found: Callable[..., None] = getattr(_module(file), name)
    return found


def _rows(test: Callable[..., None]) -> Iterator[dict[str, object]]:
    """The parameters of a test: those of each of its cases."""
    marks = [each for each in getattr(test, "pytestmark", ()) if each.name == "parametrize"]
    cases = []
    for mark in marks:
        names, values = mark.args
        several = isinstance(names, tuple)
        cases.append(
            [dict(zip(names, each, strict=True)) if several else {names: each} for each in values]
        )
    for case in product(*cases):
        yield {name: value for each in case for name, value in each.items()}


def _fails(name: str, tmp_path: Path) -> bool:
    """Whether a test fails in one of its cases."""
    test = _test(name)
    wanted = inspect.signature(test).parameters
    for row in _rows(test):
        given = {"tmp_path": tmp_path, **_scenes(), **row}
        own = [each for each in wanted if each not in given]
        given |= {each: _scene(test, each) for each in own}
        try:
            test(**{each: given[each] for each in wanted})
        except AssertionError:
            return True
    return False


def _scene(test: Callable[..., None], name: str) -> RecordWriter:
    """What a fixture beside the test makes of a scene."""
    make = test.__globals__[name].__wrapped__
    scenes = _scenes()
    made: RecordWriter = make(*(scenes[each] for each in inspect.signature(make).parameters))
    return made


def _scenes() -> dict[str, object]:
    """What conftest.py has for the tests of made records."""
    two, three = RecordWriter(), RecordWriter()
    for each in (two, three):
        each.pipe(PARENT)
        each.make(PARENT, WORKER)
    three.make(PARENT, OTHER)
    return {"writer": RecordWriter(), "two": two, "three": three}


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_of_made_records(kind: Kind, tmp_path: Path) -> None:
    """The test of made records that shows a kind fails where edges of that kind are left out."""
    name, *_ = KINDS[kind]
    assert not _fails(name, tmp_path)
    with broken(kind):
        assert _fails(name, tmp_path)


@traced
@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_of_real_programs(kind: Kind, tmp_path: Path) -> None:
    """So does the test of a real program."""
    *_, name = KINDS[kind]
    with broken(kind):
        assert _fails(name, tmp_path)
