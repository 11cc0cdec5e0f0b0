"""A recording as Chrome trace events, which Perfetto's UI opens (ui.perfetto.dev).

Each thread is a track: a slice for its life, one for each program that it executes, one for each
system call and for each hold, and for a process one as a zombie. Arrows are the edges that order
has proved between threads: creation, data, ends of files, reaping, signals. Times are in
microseconds of the recording's own clock, CLOCK_MONOTONIC.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

import msgspec

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.graph import Chain, Kind, unpack
from joinscope.recording.recording import decoded
from joinscope.recording.records import (
    Arguments,
    Continue,
    Creation,
    Enter,
    Exec,
    FutexArguments,
    Held,
    Leave,
    LockArguments,
    MemoryArguments,
    Record,
    Released,
    Results,
    Signal,
    Stop,
    Termination,
    ThreadRecord,
    TimerArguments,
    WaitResults,
    tag_of,
)
from joinscope.render.chrome_trace.events import (
    Details,
    Event,
    Place,
    arrow,
    instant,
    process_name,
    slice_,
    thread_name,
    write_events,
)
from joinscope.render.wording.captions import LEGEND
from joinscope.render.wording.edges import EDGE


def events(records: Iterable[Record]) -> Iterator[Event]:
    """The trace events of a recording, in no order of time; of a partial one, as far as it goes."""
    order, tracks = HappensBefore(), _Tracks()
    for record in records:
        order.add(record)
        yield from tracks.add(record)
    yield from tracks.finish()
    yield from _arrows(order)


@dataclass(slots=True)
class _Open:
    """A slice that has begun: its name, category, track and start (ns)."""

    name: str
    category: str
    track: Place
    details: Details

    def ended(self, time: int) -> Event:
        return slice_(self.name, self.category, self.track, time, self.details)


class _Tracks:
    """The threads, and the slices that are open on each."""

    def __init__(self) -> None:
        self._last = 0
        self._open: dict[int, list[_Open]] = {}
        self._zombies: dict[int, _Open] = {}
        self._names: dict[int, str] = {}

    def add(self, record: Record) -> Iterator[Event]:
        """Take the next record; yield what has ended with it, or happened."""
        self._last = max(self._last, record.time)
        match record:
            case Creation(tid=tid, pid=pid):
                name = "thread" if tid != pid else "process"
                self._open[tid] = [_opened(name, "creation", record)]
                self._names[tid] = self._names.get(record.by or 0, "process")
                yield from self._named(tid, pid)
            case Exec(tid=tid, pid=pid, path=path):
                yield from self._end(tid, record.time, keep=1)
                name = path.rpartition("/")[2]
                self._names[tid] = name
                details: Details = {"path": path, "arguments": record.arguments}
                self._open.setdefault(tid, []).append(_opened(name, "exec", record, details))
                yield from self._named(tid, pid)
            case Enter(
                arguments=FutexArguments()
                | MemoryArguments()
                | LockArguments()
                | TimerArguments() as told
            ):
                yield instant(record.call, tag_of(type(told)), _place(record), _details(told))
            case Enter(tid=tid, arguments=arguments):
                call = _opened(record.call, tag_of(type(arguments)), record, _details(arguments))
                self._open.setdefault(tid, []).append(call)
            case Leave():
                yield from self._left(record)
            case Termination(tid=tid, pid=pid, status=status):
                yield from self._end(tid, record.time)
                if tid == pid:
                    self._zombies[pid] = _opened("zombie", "zombie", record, {"status": status})
            case Signal(code=code, sender=sender):
                about: Details = {"signal": record.signal, "code": code, "sender": sender}
                yield instant(record.name, "signal", _place(record), about)
            case Stop(signal=signal):
                yield instant("stopped", "stop", _place(record), {"signal": signal})
            case Continue():
                yield instant("continued", "continue", _place(record), {})
            case Held() | Released():
                yield from self._hold(record)

    def _hold(self, record: Held | Released) -> Iterator[Event]:
        """Begin a hold, or end it."""
        opened = self._open.setdefault(record.tid, [])
        if isinstance(record, Held):
            at = Place(record.pid, record.tid, record.time)
            about: Details = {"thread": record.name, "rule": record.rule}
            opened.append(_Open(LEGEND["held"], "hold", at, about))
        elif opened and opened[-1].category == "hold":
            hold = opened.pop()
            hold.details |= {"why": record.why}
            yield hold.ended(record.time)

    def _left(self, record: Leave) -> Iterator[Event]:
        """End the call; if it has reaped a child, that is no zombie any more."""
        opened = self._open.get(record.tid, [])
        if opened and opened[-1].name == record.call:
            call = opened.pop()
            call.details |= {"result": record.result, "error": record.error}
            if record.results is not None:
                call.details |= _details(record.results)
            yield call.ended(record.time)
        match record.results:
            case WaitResults(child=int(child), reaped=True):
                zombie = self._zombies.pop(child, None)
                if zombie is not None:
                    yield zombie.ended(record.time)

    def finish(self) -> Iterator[Event]:
        """End what is still open where the recording ends."""
        for tid in self._open:
            yield from self._end(tid, self._last)
        for zombie in self._zombies.values():  # reaped by whoever has adopted it
            yield zombie.ended(self._last)

    def _end(self, tid: int, time: int, keep: int = 0) -> Iterator[Event]:
        opened = self._open.get(tid, [])
        while len(opened) > keep:
            yield opened.pop().ended(time)

    def _named(self, tid: int, pid: int) -> Iterator[Event]:
        name = self._names[tid]
        if tid == pid:
            yield process_name(pid, name)
        yield thread_name(pid, tid, name)


def _place(record: ThreadRecord) -> Place:
    return Place(record.pid, record.tid, record.time)


def _opened(
    name: str, category: str, record: ThreadRecord, details: Details | None = None
) -> _Open:
    return _Open(name, category, _place(record), details or {})


def _details(said: Arguments | Results) -> Details:
    """What a call was given, or has answered, by the names in the recording."""
    details: Details = msgspec.to_builtins(said)
    details.pop("class")
    return details


def _arrows(order: HappensBefore) -> Iterator[Event]:
    """An arrow for each proved edge from one thread to another."""
    graph, number = order.graph, 0
    for chain in graph.chains:
        if chain.owner == -1:
            continue
        for end, packed in zip(chain.targets, chain.edges, strict=True):
            start, source, kind, _why = unpack(packed)
            if kind is Kind.MAY:
                continue
            for first in _starts(order, graph.chains[source], start, end):
                if graph.chain[first] == chain.number:
                    continue
                number += 1
                ends = _point(order, first), _point(order, end)
                yield from arrow(EDGE[kind], "order", number, *ends)


def _starts(order: HappensBefore, source: Chain, start: int, end: int) -> Iterator[int]:
    """The points of threads that an edge comes from: of a virtual chain all that lead into it."""
    if source.owner != -1:
        yield start
        return
    for target, packed in zip(source.targets, source.edges, strict=True):
        first, number, kind, _why = unpack(packed)
        if target <= end and kind is not Kind.MAY and order.graph.chains[number].owner != -1:
            yield first


def _point(order: HappensBefore, point: int) -> Place:
    """Where and when a point is; the end of a call a moment earlier, so that its slice has it."""
    chain = order.graph.chains[order.graph.chain[point]]
    time = order.graph.time[point] - (order.what(point).event in {"leave", "termination"})
    return Place(order.process(point).pid, chain.tid, time)


def write(lines: Iterable[bytes], file: TextIO) -> None:
    """Write a recording, given as the lines of its file, as one JSON document.

    A last line that is cut short is left out. `file` should be UTF-8 with backslashreplace.
    """
    whole = (line for line in lines if line.endswith(b"\n"))
    write_events(events(decoded(whole, "the recording")), file)
