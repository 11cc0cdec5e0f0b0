"""Notes: what a program says to its tracer, by a write to a descriptor that does not exist."""

import sys

from joinscope.recording.byte_text import as_text
from joinscope.recording.records import Enter, Note, Record
from joinscope.recording.runner import record

NOTE = """\
import os
try:
    os.write(-2, {data!r})
except OSError as error:
    print(error.errno)
"""


class Records(list[Record]):
    """Follows a recording, and keeps each record."""

    def add(self, record: Record, /) -> None:
        self.append(record)


def recorded(data: bytes) -> tuple[Records, list[str]]:
    """The records of a program that writes this to no descriptor, and what it prints."""
    followed = Records()
    command = [sys.executable, "-c", NOTE.format(data=data)]
    (recording,) = record(
        [command], through=["pipe"], deadline=60.0, evidence="syscalls", consumers=[followed]
    )
    return followed, recording.texts


def test_a_note() -> None:
    """It is recorded as text, with every byte, and the call fails as without a tracer."""
    records, printed = recorded(b"joinscope note\nfirst \xc3\xa9 \xff\nsecond")
    (note,) = (each for each in records if isinstance(each, Note))
    assert note.text == as_text(b"first \xc3\xa9 \xff\nsecond")
    assert note.pid == note.tid
    assert printed == ["9"]
    assert written(records) == []


def test_no_note() -> None:
    """Any other write there is a write that fails."""
    records, printed = recorded(b"joinscope not")
    assert written(records) == ["write"]
    assert not [each for each in records if isinstance(each, Note)]
    assert printed == ["9"]


def written(records: Records) -> list[str]:
    """The calls that write to the descriptor of notes."""
    enters = (each for each in records if isinstance(each, Enter))
    return [each.call for each in enters if getattr(each.arguments, "fd", None) == -2]
