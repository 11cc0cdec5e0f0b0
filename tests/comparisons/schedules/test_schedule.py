"""Schedules as data: what a file may say, and what the tracer gets of it."""

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import msgspec
import pytest
from joinscope import schedule as module
from joinscope.errors import UsageError
from joinscope.schedule import Hold, Point, flat, read, schedule

WRITTEN = schedule(
    (
        Hold(
            Point("enter", "0.1", stream="stdout", nth=2),
            Point("leave", "0", call="wait", object="pipe:", result="positive"),
        ),
        Hold(Point("exit")),
    )
)


def test_a_schedule_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Nothing is lost on the way."""
    file = tmp_path / "schedule.json"
    file.write_bytes(msgspec.json.encode(WRITTEN))
    assert read(file) == WRITTEN


def test_the_published_schema(tmp_path: Path) -> None:
    """It takes the example of the module, in which most fields are absent, and what is written."""
    example = (module.__doc__ or "").split("\n\n")[1]
    published = files("joinscope") / "schema" / "schedule-1.json"
    schema = json.loads(published.read_text("utf-8"))
    file = tmp_path / "schedule.json"
    file.write_text(example)
    assert len(read(file).holds) == 1
    jsonschema.validate(json.loads(example), schema)
    jsonschema.validate(json.loads(msgspec.json.encode(WRITTEN)), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**json.loads(example), "more": 1}, schema)


def test_what_the_tracer_gets() -> None:
    """Numbers for words, 0 for what may be anything, and for until all else is quiet."""
    assert flat(WRITTEN) == [
        ((2, "0.1", None, None, 1, 0, 2), (3, "0", "wait", "pipe:", 0, 1, 0)),
        ((4, None, None, None, 0, 0, 0), (0, None, None, None, 0, 0, 0)),
    ]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"schema": "joinscope/schedule/2"}, "schema"),
        ({"holds": [{"at": {"where": "middle"}}]}, "middle"),
        ({"holds": [{"at": {"where": "enter", "nth": 0}}]}, "nth"),
        ({"holds": [{"at": {"where": "enter", "pid": 7}}]}, "pid"),
    ],
)
def test_what_is_no_schedule(tmp_path: Path, changed: object, problem: str) -> None:
    """It is refused, with the place of what is wrong."""
    file = tmp_path / "schedule.json"
    assert isinstance(changed, dict)
    file.write_text(json.dumps({"schema": "joinscope/schedule/1", "holds": [], **changed}))
    with pytest.raises(UsageError, match=problem):
        read(file)


def test_no_file(tmp_path: Path) -> None:
    """It is said in one sentence."""
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / "none.json")
