"""Notes: what a program says to its tracer, by a write to a descriptor that does not exist."""

import sys
from collections.abc import Mapping
from typing import Any

from joinscope.recording.runner import record
from recording_schema import checker

NOTE = """\
import os
try:
    os.write(-2, {data!r})
except OSError as error:
    print(error.errno)
"""


class Checked(list[Mapping[str, Any]]):
    """Follows a recording, and checks each record against the schema."""

    def __init__(self) -> None:
        super().__init__()
        self._check = checker()

    def add(self, record: Mapping[str, Any], /) -> None:
        self._check(record)
        self.append(record)


def recorded(data: bytes) -> tuple[Checked, list[str]]:
    """The records of a program that writes this to no descriptor, and what it prints."""
    followed = Checked()
    command = [sys.executable, "-c", NOTE.format(data=data)]
    (recording,) = record(
        [command], through=["pipe"], deadline=60.0, evidence="syscalls", followers=[followed]
    )
    return followed, recording.texts


def test_a_note() -> None:
    """It is recorded as text, with every byte, and the call fails as without a tracer."""
    records, printed = recorded(b"joinscope note\nfirst \xc3\xa9 \xff\nsecond")
    (note,) = (each for each in records if each["event"] == "note")
    assert note["text"] == "first \xe9 \udcff\nsecond"
    assert note["pid"] == note["tid"]
    assert printed == ["9"]
    assert not [each for each in records if each.get("fd") == -2]


def test_no_note() -> None:
    """Any other write there is a write that fails."""
    records, printed = recorded(b"joinscope not")
    assert [each["call"] for each in records if each.get("fd") == -2] == ["write"]
    assert not [each for each in records if each["event"] == "note"]
    assert printed == ["9"]
