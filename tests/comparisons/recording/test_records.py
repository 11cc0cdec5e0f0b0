"""The contract of a recording: what is no record of it is refused, in a sentence."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import msgspec
import pytest
from joinscope.errors import RecordingError
from joinscope.recording.record_schema import schema_text
from joinscope.recording.recording import decode, parse, read
from joinscope.recording.records import Complete, ReadArguments
from record_writer import PARENT, PIPE, RecordWriter
from recording_schema import PUBLISHED, checker


def test_the_published_schema_is_that_of_the_types() -> None:
    """The file that readers in other languages have says what ours reads."""
    assert schema_text() == PUBLISHED


@pytest.mark.parametrize(
    "module", ["joinscope.recording.record_schema", "joinscope.render.documents.json_text"]
)
def test_what_writes_schemas_says_how(module: str, tmp_path: Path) -> None:
    """Asked for help it prints that, and writes nothing."""
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: python -m {module} ")
    assert list(tmp_path.iterdir()) == []


def test_the_schema_refuses_an_unknown_field() -> None:
    """So does the schema, which has no field but those of the types."""
    check = checker()
    check({"event": "complete", "time": 1})
    with pytest.raises(jsonschema.ValidationError):
        check({"event": "complete", "time": 1, "more": 2})


def lines() -> list[bytes]:
    """A recording of a parent that reads from a pipe."""
    writer = RecordWriter()
    writer.pipe(PARENT)
    writer.read(PARENT, 0, PIPE)
    return writer.lines


def changed(number: int, **fields: object) -> list[bytes]:
    """The same, with other fields of one record: None takes a field out."""
    found = lines()
    record = {**json.loads(found[number]), **fields}
    kept = {name: value for name, value in record.items() if value is not None}
    return [*found[:number], json.dumps(kept).encode(), *found[number + 1 :]]


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (changed(6, more=1), "line 7 is no record .*: Object contains unknown field `more`"),
        (changed(6, time=None), "line 7 is no record .*missing required field `time`"),
        (changed(6, event="birth"), "line 7 is no record .*Invalid value 'birth' - at `\\$.event`"),
        (changed(6, tid="7"), "line 7 is no record .*Expected `int`, got `str` - at `\\$.tid`"),
        (
            changed(6, arguments={"class": "read", "fd": 3, "object": None, "flags": []}),
            "line 7 is no record .*missing required field `count` - at `\\$.arguments`",
        ),
        ([*lines()[:6], b'{"event": "enter"', *lines()[6:]], "line 7 is no record .*truncated"),
    ],
)
def test_what_is_no_record_is_refused(broken: list[bytes], sentence: str) -> None:
    """One sentence says which line, and what is wrong with it."""
    with pytest.raises(RecordingError, match=rf"^some\.jsonl: {sentence}"):
        parse(broken, name="some.jsonl")


def test_an_older_format_is_refused(tmp_path: Path) -> None:
    """One sentence says what it is, and what to do."""
    file = tmp_path / "old.jsonl"
    file.write_bytes(b"\n".join(changed(0, schema="joinscope/recording/1")))
    with pytest.raises(RecordingError) as caught:
        read(file)
    assert str(caught.value) == (
        f"{file} is a recording in the format joinscope/recording/1, and joinscope/recording/2 is "
        "what is read here: record it again"
    )


def test_a_recording_may_end_within_a_line() -> None:
    """Where its recorder was killed: that line is left out."""
    whole = lines()
    assert parse(whole).complete
    for end in range(1, len(whole[-1])):
        assert not parse([*whole[:-1], whole[-1][:end]]).complete


def test_a_recorder_that_writes_no_record_is_noticed() -> None:
    """Even if it is ours."""
    assert decode(b'{"event": "complete", "time": 1}', "the recorder") == Complete(time=1)
    with pytest.raises(RecordingError, match=r"^the recorder is no record of"):
        decode(b'{"event": "end", "time": 1}', "the recorder")


def test_a_made_record_has_no_invented_field() -> None:
    """Nor a value of another type: tests cannot feed what no recorder writes."""
    writer = RecordWriter()
    with pytest.raises(TypeError, match="Unexpected keyword argument 'peer'"):
        ReadArguments(3, PIPE, 1, (), peer="socket:[1]")  # type: ignore[call-arg]
    with pytest.raises(msgspec.ValidationError, match=r"Expected `int \| null`, got `str`"):
        writer.enter(PARENT, "read", ReadArguments(3, PIPE, "1", ()))  # type: ignore[arg-type]
