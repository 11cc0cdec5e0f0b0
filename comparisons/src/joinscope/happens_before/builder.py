"""The order of a recording: built record by record, asked about any two of its points."""

from collections.abc import Iterable
from typing import NamedTuple, Self

from joinscope.happens_before.causal_past import CausalPast, Step, Ways
from joinscope.happens_before.graph import NEVER
from joinscope.happens_before.kernel_state import Process, State, Thread
from joinscope.happens_before.rules import creation, handlers, unread_writes
from joinscope.happens_before.rules.dispatch import HAPPENING, Happening, take
from joinscope.recording.records import (
    Arguments,
    Complete,
    Creation,
    Enter,
    Exiting,
    Header,
    Leave,
    Record,
    Termination,
    tag_of,
)
from joinscope.vocabulary import Relation


class What(NamedTuple):
    """What a point is: which event and, for enter and leave, which call of which class.

    In the words of a recording: see the tags in records.py.
    """

    event: str
    call: str = ""
    cls: str = ""


class HappensBefore:
    """The happens-before graph of a recording, and what happened at its points.

    A point is the number of a record of a thread. `printed` are the bytes that went to the
    program's standard output.
    """

    def __init__(self) -> None:
        self.state = State()
        self.graph = self.state.graph
        self.printed = self.state.printed
        self.reaps = self.state.reaps
        self._whats: dict[tuple[type[Happening], str, type[Arguments] | None], int] = {}
        self._names: list[What] = []
        self._settled = False

    @classmethod
    def of(cls, records: Iterable[Record]) -> Self:
        """The order of a whole recording."""
        order = cls()
        for record in records:
            order.add(record)
        order.settle()
        return order

    def settle(self) -> None:
        """All records are there: add what only shows at the end."""
        if not self._settled:
            self._settled = True
            unread_writes.settle(self.state)

    def add(self, record: Record) -> int | None:
        """Take the next record; return its point, None if it is not one."""
        if not isinstance(record, HAPPENING):
            if isinstance(record, Header):
                self.state.lookups = record.lookups
                self.state.pipe_room = record.pipe_room or 0
                self.state.socket_room = record.socket_room or 0
            elif isinstance(record, Complete):
                self.settle()
            return None
        if isinstance(record, Creation):
            return creation.created(
                self.state, record, lambda thread: self._point(thread, record)
            ).last
        thread = self.state.threads.get(record.tid)
        if thread is None:
            if isinstance(record, Termination | Exiting):
                return None
            process = self.state.processes.get(record.pid) or self.state.process(record.pid)
            thread = self.state.thread(record.tid, process)
        if thread.handlers and isinstance(record, Enter):
            handlers.enters(self.state, thread, record)
        thread.last = self._point(thread, record)
        take(self.state, thread, record)
        return thread.last

    def _point(self, thread: Thread, record: Happening) -> int:
        key: tuple[type[Happening], str, type[Arguments] | None]
        if isinstance(record, Enter):
            key = Enter, record.call, type(record.arguments)
        elif isinstance(record, Leave):
            key = Leave, record.call, type(thread.call[1].arguments) if thread.call else None
        else:
            key = type(record), "", None
        number = self._whats.get(key)
        if number is None:
            number = self._whats[key] = len(self._names)
            self._names.append(What(tag_of(key[0]), key[1], tag_of(key[2]) if key[2] else ""))
        return self.graph.point(thread.chain, record.time, number)

    def what(self, point: int) -> What:
        """What a point is."""
        return self._names[self.graph.what[point]]

    def process(self, point: int) -> Process:
        """Whose point it is."""
        return self.state.all_processes[self.graph.chains[self.graph.chain[point]].owner]

    def call_of(self, point: int) -> tuple[int, int | None]:
        """The first and last point of the call that a point belongs to; None: it never returned."""
        partner = self.graph.partner[point]
        what = self.what(point)
        if what.event not in ("enter", "leave"):
            return point, point
        if partner == NEVER:
            return (point, None) if what.event == "enter" else (point, point)
        return min(point, partner), max(point, partner)

    def path(self, first: int, second: int) -> list[Step] | None:
        """The shortest path from one point to another, as proof; None if there is none."""
        return CausalPast(self.graph, second, floor=first).path(first)

    def reaches(self, first: int, second: int, *, choices: bool = False, may: bool = False) -> bool:
        """Whether there is a path from one point to another.

        Over proofs; with `choices`, over edges that are choices, too; with `may`, over any.
        """
        if first > second:
            return False
        ways = Ways.MAY if may else Ways.CHOICES if choices else Ways.PROOFS
        return CausalPast(self.graph, second, floor=first, ways=ways).holds(first)

    def relation(self, first: int, second: int) -> Relation:
        """How the call or event of one point relates to that of another.

        A call is before another only if its last point is before the other's first one. An event
        is concurrent with itself.
        """
        (start, end), (other_start, other_end) = self.call_of(first), self.call_of(second)
        if start == other_start:
            return Relation.CONCURRENT
        if end is not None and self.reaches(end, other_start):
            return Relation.BEFORE
        if other_end is not None and self.reaches(other_end, start):
            return Relation.AFTER
        if end is None or other_end is None:
            return Relation.UNKNOWN
        if self.reaches(end, other_start, may=True) or self.reaches(other_end, start, may=True):
            return Relation.UNKNOWN
        return Relation.CONCURRENT
