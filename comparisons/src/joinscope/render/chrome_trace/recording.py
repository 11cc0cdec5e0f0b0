"""A recording as Chrome trace events, which Perfetto's UI opens (ui.perfetto.dev).

Each thread is a track: a slice for its life, one for each program that it executes, one for each
system call, and for a process one as a zombie. Arrows are the edges that order has proved between
threads: creation, data, ends of files, reaping, signals. Times are in microseconds of the
recording's own clock, CLOCK_MONOTONIC.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.graph import Chain, unpack
from joinscope.happens_before.kinds import Kind

Record = Mapping[str, Any]
Event = dict[str, Any]

NAMELESS = {"event", "time", "tid", "pid", "call", "class"}
# What happens at one moment, and how it is called.
INSTANTS = {"signal": "{name}", "stop": "stopped", "continue": "continued"}


def events(records: Iterable[Record]) -> Iterator[Event]:
    """The trace events of a recording, in no order of time; of a partial one, as far as it goes."""
    history, tracks = HappensBefore(), _Tracks()
    for record in records:
        history.add(record)
        yield from tracks.add(record)
    yield from tracks.finish()
    yield from _arrows(history)


class _Tracks:
    """The threads, and the slices that are open on each."""

    def __init__(self) -> None:
        self._last = 0
        self._open: dict[int, list[Event]] = {}
        self._zombies: dict[int, Event] = {}
        self._names: dict[int, str] = {}

    def add(self, record: Record) -> Iterator[Event]:
        """Take the next record; yield what has ended with it, or happened."""
        event = record["event"]
        self._last = max(self._last, record.get("time", 0))
        if "tid" not in record:
            return
        tid, pid, time = record["tid"], record["pid"], record["time"]
        match event:
            case "birth":
                self._open[tid] = [_slice("thread" if tid != pid else "process", record)]
                self._names[tid] = self._names.get(record["by"] or 0, "process")
                yield from self._named(tid, pid)
            case "exec":
                yield from self._end(tid, time, keep=1)
                name = str(record["path"]).rpartition("/")[2]
                self._names[tid] = name
                self._open.setdefault(tid, []).append(_slice(name, record, category="exec"))
                yield from self._named(tid, pid)
            case "enter":
                self._open.setdefault(tid, []).append(_slice(record["call"], record))
            case "leave":
                yield from self._left(record)
            case "death":
                yield from self._end(tid, time)
                if tid == pid:
                    self._zombies[pid] = _slice("zombie", record, category="zombie")
            case _ if event in INSTANTS:
                yield {**_at(record), "ph": "i", "s": "t", "name": INSTANTS[event].format(**record)}

    def _left(self, record: Record) -> Iterator[Event]:
        """End the call; if it has reaped a child, that is no zombie any more."""
        opened = self._open.get(record["tid"], [])
        if opened and opened[-1]["name"] == record["call"] and "class" in record:
            call = opened.pop()
            call["args"] |= _arguments(record)
            yield _ended(call, record["time"])
        zombie = self._zombies.pop(record.get("reaped") or 0, None)
        if zombie is not None:
            yield _ended(zombie, record["time"])

    def finish(self) -> Iterator[Event]:
        """End what is still open where the recording ends."""
        for tid in self._open:
            yield from self._end(tid, self._last)
        for zombie in self._zombies.values():  # reaped by whoever has adopted it
            yield _ended(zombie, self._last)

    def _end(self, tid: int, time: int, keep: int = 0) -> Iterator[Event]:
        opened = self._open.get(tid, [])
        while len(opened) > keep:
            yield _ended(opened.pop(), time)

    def _named(self, tid: int, pid: int) -> Iterator[Event]:
        name = self._names[tid]
        if tid == pid:
            yield {"ph": "M", "name": "process_name", "pid": pid, "args": {"name": name}}
        yield {"ph": "M", "name": "thread_name", "pid": pid, "tid": tid, "args": {"name": name}}


def _at(record: Record) -> Event:
    return {
        "pid": record["pid"],
        "tid": record["tid"],
        "ts": record["time"] / 1000,
        "cat": record.get("class", record["event"]),
        "args": _arguments(record),
    }


def _arguments(record: Record) -> Event:
    return {name: value for name, value in record.items() if name not in NAMELESS}


def _slice(name: str, record: Record, category: str = "") -> Event:
    begun = _at(record)
    return {"ph": "X", "name": name, **begun, "cat": category or begun["cat"]}


def _ended(begun: Event, time: int) -> Event:
    return {**begun, "dur": max(time / 1000 - begun["ts"], 0)}


def _arrows(history: HappensBefore) -> Iterator[Event]:
    """An arrow for each proved edge from one thread to another."""
    graph, number = history.graph, 0
    for chain in graph.chains:
        if chain.owner == -1:
            continue
        for end, packed in zip(chain.targets, chain.edges, strict=True):
            start, source, kind = unpack(packed)
            if kind is Kind.MAY:
                continue
            for first in _starts(history, graph.chains[source], start, end):
                if graph.chain[first] == chain.number:
                    continue
                number += 1
                arrow = {"name": str(kind), "cat": "order", "id": number}
                yield {**arrow, "ph": "s", **_point(history, first)}
                yield {**arrow, "ph": "f", "bp": "e", **_point(history, end)}


def _starts(history: HappensBefore, source: Chain, start: int, end: int) -> Iterator[int]:
    """The points of threads that an edge comes from: of a virtual chain all that lead into it."""
    if source.owner != -1:
        yield start
        return
    for target, packed in zip(source.targets, source.edges, strict=True):
        first, number, kind = unpack(packed)
        if target <= end and kind is not Kind.MAY and history.graph.chains[number].owner != -1:
            yield first


def _point(history: HappensBefore, point: int) -> Event:
    """Where and when a point is; the end of a call a moment earlier, so that its slice has it."""
    chain = history.graph.chains[history.graph.chain[point]]
    time = history.graph.time[point] - (history.what(point).event in {"leave", "death"})
    return {"pid": history.process(point).pid, "tid": chain.tid, "ts": time / 1000}


def write(lines: Iterable[bytes], file: TextIO) -> None:
    """Write a recording, given as the lines of its file, as one JSON document.

    A last line that is cut short is left out. `file` should be UTF-8 with backslashreplace.
    """
    file.write('{"displayTimeUnit": "ns", "traceEvents": [')
    for number, event in enumerate(events(_parsed(lines))):
        file.write(",\n" if number else "\n")
        json.dump(event, file, ensure_ascii=False)
    file.write("\n]}\n")


def _parsed(lines: Iterable[bytes]) -> Iterator[Record]:
    for line in lines:
        if line.endswith(b"\n"):
            yield json.loads(line)
