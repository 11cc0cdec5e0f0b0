"""The contract against recordings of real programs: each of its fields is written by a recorder.

What no recorder writes would be a rule that never holds, or always: so a field that is renamed on
one side alone fails a test here.
"""

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from command import traced
from joinscope.errors import RecordingError
from joinscope.recording.recorders import syscalls
from joinscope.recording.recording import decode, parse
from joinscope.recording.records import (
    Arguments,
    Descriptor,
    FutexArguments,
    PendingArguments,
    Ready,
    Record,
    RestartArguments,
    Results,
)
from joinscope.recording.runner import PACKAGES, START
from traced_program import c, python, trace

pytestmark = traced
PROGRAM = Path(__file__).parent / "programs" / "every_field.c"
# What the hook of an explained program does, which a limit then ends.
TELLS = """
import faulthandler, os, threading
threading.Event().wait(0.01)
class NoFile:
    fileno = lambda self: 0x7FFFFF00
    flush = lambda self: None
faulthandler.register(64, file=NoFile())
try:
    os.write(-2, b'joinscope note\\ndumps 64\\n')
except OSError:
    pass
os.read(os.pipe()[0], 1)
"""
# A worker that is held, until its parent waits for it: on a pipe, and then for its end.
WAITS = """
import os
r, w = os.pipe()
if (pid := os.fork()) == 0:
    os.write(w, b'1')
    os._exit(0)
os.read(r, 1)
os.waitpid(pid, 0)
"""
HELD = ((1, "0.1", None, None, 0, 0, 0), (4, "0.1", None, None, 0, 0, 0))
QUIET = (0, None, None, None, 0, 0, 0)
Fields = dict[type[msgspec.Struct], set[str]]
# Structs without a field; and those that no program makes at will.
WITHOUT: set[type[msgspec.Struct]] = {
    *(FutexArguments, PendingArguments, RestartArguments),
}


def by_tag(union: object) -> dict[str, type[msgspec.Struct]]:
    return {each.__struct_config__.tag: each for each in get_args(union)}


RECORDS, ARGUMENTS, RESULTS = by_tag(Record), by_tag(Arguments), by_tag(Results)


def parts(line: bytes) -> Iterator[tuple[type[msgspec.Struct], dict[str, object]]]:
    """The types in a record, each with its fields as they stand in the line."""
    record = json.loads(line)
    yield RECORDS[record["event"]], record
    if "arguments" in record and record["event"] == "enter":
        yield ARGUMENTS[record["arguments"]["class"]], record["arguments"]
    if record.get("results"):
        yield RESULTS[record["results"]["class"]], record["results"]
        yield from ((Ready, each) for each in record["results"].get("ready") or ())
    yield from ((Descriptor, each) for each in record.get("table", {}).values())


def written(lines: Iterable[bytes]) -> Fields:
    """The fields that are not null somewhere, and not false."""
    found: Fields = defaultdict(set)
    for kind, fields in chain.from_iterable(map(parts, lines)):
        found[kind] |= {
            name for name, value in fields.items() if value is not None and value is not False
        }
    return found


def recorded(evidence: str, code: str, **settings: object) -> list[bytes]:
    """What one of the recorders in Python writes of a program."""
    given = {
        "command": [sys.executable, "-S", "-I", "-c", code],
        "through": "pipe",
        "deadline": 60,
        "ignored": [],
        **({"path": syscalls.path()} if evidence == "states" else {}),
        **settings,
    }
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", START.format(evidence), PACKAGES, json.dumps(given)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        return process.stdout.read().splitlines()


def cut_short(code: str) -> list[bytes]:
    """What the tracer writes of a program that a deadline ends."""
    with tempfile.TemporaryFile() as records:
        line = syscalls.start_line(
            [sys.executable, "-S", "-I", "-c", code],
            records=records.fileno(),
            deadline=5,  # an interpreter may need a second to begin, on a busy machine
            waits=True,
        )
        subprocess.run(line, pass_fds=[records.fileno()], check=False)
        records.seek(0)
        return records.read().splitlines()


def script(folder: Path) -> list[bytes]:
    """What the tracer writes of a shell that executes a script."""
    file = folder / "script.sh"
    file.write_text("exit 0\n")
    return trace(["sh", str(file)]).lines


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """What all recorders write of programs that do a little of everything."""
    prints = "import os, time; os.write(2, b'error\\n'); os.write(1, b'begun'); os._exit(0)"
    stays = "import os; pid = os.fork() or os.execlp('sleep', 'sleep', '1000'); os.waitpid(pid, 0)"
    return [
        *c(PROGRAM, tmp_path_factory.mktemp("every")).lines,
        *c(PROGRAM, tmp_path_factory.mktemp("every"), lookups=True).lines,
        *recorded("output", f"print('line', flush=True); {prints}"),
        *recorded("states", stays, deadline=5),
        *cut_short(TELLS),
        *script(tmp_path_factory.mktemp("script")),
        *trace([sys.executable, "-S", "-I", "-c", WAITS], holds=[(at, QUIET) for at in HELD]).lines,
    ]


def test_each_field_is_written(lines: list[bytes]) -> None:
    """By some recorder, and not always as null."""
    parse(lines)
    found = written(lines)
    every: set[type[msgspec.Struct]] = {Descriptor, Ready}
    every |= {*RECORDS.values(), *ARGUMENTS.values(), *RESULTS.values()} - WITHOUT
    lacking = {
        f"{kind.__name__}.{field}"
        for kind in every
        for field in kind.__struct_fields__
        if field not in found[kind]
    }
    assert lacking == set()


def test_a_field_that_is_left_out_is_noticed(lines: list[bytes]) -> None:
    """Whichever field a recorder does not write: either that is refused, or it has a default."""
    for line in lines:
        record = json.loads(line)
        places = [record, record.get("arguments"), record.get("results")]
        for (kind, _), fields in zip(parts(line), filter(_mapping, places), strict=False):
            for field in kind.__struct_fields__:
                if field not in fields or field in optional(kind):
                    continue
                taken = fields.pop(field)
                with pytest.raises(RecordingError, match=f"missing required field `{field}`"):
                    decode(json.dumps(record), "the recorder")
                fields[field] = taken


def _mapping(place: object) -> bool:
    return isinstance(place, dict)


def optional(kind: type[msgspec.Struct]) -> set[str]:
    """The fields that have a default, which says what their absence means."""
    return {each.name for each in msgspec.structs.fields(kind) if not each.required}


def test_a_field_that_the_tracer_leaves_out_is_noticed() -> None:
    """In a recording of a real program: what a rule has to ask for is never left to a default."""
    found = python("r, w = os.pipe()\nos.write(w, b'x')\nos.read(r, 1)\nsay('line')").lines
    for name in ("count", "flags", "object"):
        broken = [without(line, name) for line in found]
        with pytest.raises(RecordingError, match=f"missing required field `{name}`"):
            parse(broken)


def without(line: bytes, name: str) -> bytes:
    record = json.loads(line)
    if record["event"] == "enter" and record["call"] == "read":
        del record["arguments"][name]
    return json.dumps(record).encode()
