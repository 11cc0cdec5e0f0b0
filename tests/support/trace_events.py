"""The events of a recording, kept whole for tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joinscope.recording.recording import Recording


@dataclass(frozen=True)
class Event:
    """A record about a thread; `fields` holds what the other attributes do not."""

    event: str
    tid: int
    pid: int
    call: str | None
    call_class: str | None
    fields: Mapping[str, Any]


class Events(list[Event]):
    """Follows a recording and keeps its events."""

    def add(self, record: Mapping[str, Any], /) -> None:
        """Take the next record, if it is about a thread."""
        if "tid" in record:
            rest = dict(record)
            taken = (rest.pop("event"), rest.pop("tid"), rest.pop("pid"))
            self.append(Event(*taken, rest.pop("call", None), rest.pop("class", None), rest))


def events(recording: Recording) -> Events:
    """What has followed the recording."""
    assert isinstance(recording.follower, Events)
    return recording.follower
