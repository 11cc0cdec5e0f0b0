"""The events of a recording, kept whole for tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from joinscope.recording.recording import Recording
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
    """Follows a recording and keeps its events."""

    def add(self, record: Record, /) -> None:
        """Take the next record, if it is about a thread."""
        rest = msgspec.to_builtins(record)
        if "tid" in rest:
            taken = (rest.pop("event"), rest.pop("tid"), rest.pop("pid"))
            if taken[0] in ("enter", "leave"):
                rest |= rest.pop("arguments", None) or rest.pop("results", None) or {}
            self.append(Event(*taken, rest.pop("call", None), rest.pop("class", None), rest))


def events(recording: Recording) -> Events:
    """What has followed the recording."""
    assert isinstance(recording.follower, Events)
    return recording.follower
