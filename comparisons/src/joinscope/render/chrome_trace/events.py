"""Chrome trace events: slices, instants, arrows and names of tracks, in the format's own keys.

Times come in ns and are written in microseconds. Names are written as UTF-8, which Perfetto's UI
shows; as escapes it would not.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

Details = dict[str, object]
Event = dict[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """A moment (ns) on the track of a thread."""

    pid: int
    tid: int
    time: int

    def keys(self) -> Event:
        """As an event has it."""
        return {"pid": self.pid, "tid": self.tid, "ts": self.time / 1000}


def slice_(name: str, category: str, begin: Place, end: int, details: Details) -> Event:
    """Something that takes time, until `end` (ns)."""
    # Not (end - begin) / 1000: then rounding would let it end behind what begins at its end.
    duration = max(end / 1000 - begin.time / 1000, 0)
    times = begin.keys() | {"dur": duration}
    return {"ph": "X", "name": name, "cat": category, **times, "args": details}


def instant(name: str, category: str, place: Place, details: Details) -> Event:
    """Something that happens at one moment, to one thread."""
    return {"ph": "i", "s": "t", "name": name, "cat": category, **place.keys(), "args": details}


def arrow(name: str, category: str, number: int, source: Place, target: Place) -> Iterator[Event]:
    """An arrow, whose number is its own, from one slice to another: the two in which it ends."""
    both = {"name": name, "cat": category, "id": number}
    yield {"ph": "s", **both, **source.keys()}
    yield {"ph": "f", "bp": "e", **both, **target.keys()}


def process_name(pid: int, name: str) -> Event:
    """What a process is called."""
    return {"ph": "M", "name": "process_name", "pid": pid, "args": {"name": name}}


def thread_name(pid: int, tid: int, name: str) -> Event:
    """What a track is called."""
    return {"ph": "M", "name": "thread_name", "pid": pid, "tid": tid, "args": {"name": name}}


def write_events(events: Iterable[Event], file: TextIO) -> None:
    """Write events as one JSON document. `file` should be UTF-8 with backslashreplace."""
    file.write('{"displayTimeUnit": "ns", "traceEvents": [')
    for number, event in enumerate(events):
        file.write(",\n" if number else "\n")
        json.dump(event, file, ensure_ascii=False)
    file.write("\n]}\n")
