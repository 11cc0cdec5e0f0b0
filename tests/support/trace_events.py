"""The events of a recording, kept whole for tests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from joinscope.recording.recording import Line, Recording, decoded
from joinscope.recording.records import Record


@dataclass(frozen=True)
class Event:
    """A record about a thread; `fields` holds what the other attributes do not.

    What a call was given, or has answered, is among them.
    """

    event: str
    tid: int
    pid: int
    call: str | None
    call_class: str | None
    fields: Mapping[str, Any]


class Events(list[Event]):
    """Takes the records of a recording and keeps its events."""

    def add(self, record: Record, /) -> None:
        """Take the next record, if it is about a thread."""
        rest = msgspec.to_builtins(record)
        if "tid" in rest:
            taken = (rest.pop("event"), rest.pop("tid"), rest.pop("pid"))
            if taken[0] in ("enter", "leave"):
                rest |= rest.pop("arguments", None) or rest.pop("results", None) or {}
            self.append(Event(*taken, rest.pop("call", None), rest.pop("class", None), rest))


@dataclass
class EventRecording(Recording):
    """A recording that keeps its events."""

    events: Events = field(default_factory=Events)

    def add(self, record: Record) -> list[Line]:
        """Take the next record."""
        self.events.add(record)
        return super().add(record)


def parse_events(lines: Iterable[str | bytes]) -> EventRecording:
    """A recording from its lines, with its events."""
    recording = EventRecording()
    for record in decoded(lines, "recording"):
        recording.add(record)
    recording.finish()
    return recording


def read_events(path: Path) -> EventRecording:
    """The recording in a file, with its events."""
    with path.open("rb") as file:
        return parse_events(file)


def events(recording: Recording) -> Events:
    """The events that a recording has kept."""
    assert isinstance(recording, EventRecording)
    return recording.events
