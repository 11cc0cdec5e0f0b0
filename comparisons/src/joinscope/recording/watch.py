"""Watches a run from outside: ends it in time, at a standstill, or when nobody waits any longer.

Before a run is ended its processes are looked at as they are: who waits for what shows in /proc,
and only as long as they are there. The recorder gets a letter through its cancel pipe, which says
why it has to end the run, and records that.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from joinscope.live.look import Thread, read, threads, tree
from joinscope.live.snapshot import snapshot
from joinscope.live.standstill import OF_THE_OBSERVER, DoubtKind, doubts, lives, quiet
from joinscope.live.wait_graph import WaitGraph
from joinscope.recording.call_names import call_name
from joinscope.recording.records import Limit

LETTERS: dict[Limit, bytes] = {"deadline": b"d", "standstill": b"s", "interrupt": b"i"}
BEGINNING = 0.5  # seconds in which a program may start without being looked at
INTERVAL = 0.2  # seconds between two looks
STILL = 0.6  # seconds in which nothing runs, before a program is said to stand still
SHARE = 20  # looking takes at most one part in so many of a processor's time
# What others than the program may change of it while nothing of it runs.
FROM_OUTSIDE = frozenset(["unreadable", "timer", "outside"])


@dataclass(frozen=True, slots=True)
class View:
    """Who waits for whom in a program that is quiet, and why that may change all the same."""

    graph: WaitGraph
    doubts: frozenset[DoubtKind]

    @property
    def still(self) -> bool:
        """Whether nothing can happen any more."""
        return lives(self.graph.snapshot) and not self.doubts

    @property
    def may_change(self) -> bool:
        """Whether somebody outside decides whether anything can happen."""
        return bool(self.doubts) and self.doubts <= FROM_OUTSIDE


class Watch:
    """A run that is watched; `supervisor` is the PID of its recorder's parent.

    `may_stand` says whether it may be told to stand still at all: whether it is known that no timer
    is set that /proc does not show.

    To find out who waits for whom takes a hundred times as long as a look. So that is done as soon
    as two looks agree that nothing runs, and is there when it is asked for: it is true as long as
    further looks agree.
    """

    def __init__(self, supervisor: int, deadline: float, may_stand: Callable[[], bool]) -> None:
        self._supervisor = supervisor
        self._may_stand = may_stand
        self.ended = False
        self._end = time.monotonic() + deadline
        self._next = time.monotonic() + BEGINNING
        self._seen: dict[int, Thread] = {}
        self._since = 0.0
        self._view: View | None = None
        self._next_view = 0.0

    def wait(self) -> float:
        """Seconds until `look` is to be called again."""
        if self.ended:
            return INTERVAL
        return max(0.0, min(self._next, self._end) - time.monotonic())

    def look(self) -> tuple[Limit, WaitGraph | None] | None:
        """Why the run must end now, and who waits for whom in it; None if it may go on."""
        now = time.monotonic()
        if self.ended or sys.platform != "linux":
            return None
        if now >= self._end:
            return "deadline", self.end()
        if now < self._next:
            return None
        # Where others keep the processors busy, a look takes long and costs no more.
        spent = time.thread_time()
        agreed = self._agrees(now)
        spent = time.thread_time() - spent
        self._next = time.monotonic() + max(INTERVAL, SHARE * spent)
        if not agreed:
            return None
        if now >= self._next_view and (self._view is None or self._view.may_change):
            self._take_view()
        told = self._since + STILL
        if self._view is None or not self._view.still or not self._may_stand():
            return None
        if now >= told:
            return "standstill", self._take(self._view)
        self._next = min(self._next, told)
        return None

    def end(self) -> WaitGraph | None:
        """Who waits for whom now; the run is over for this watch."""
        with suppress(OSError, ValueError, IndexError):
            if self._view is None or self._looked() != self._seen:
                self._view = self._viewed()
            return self._take(self._view)
        self.ended = True
        return None

    def _take(self, view: View) -> WaitGraph:
        self.ended = True
        return view.graph

    def _agrees(self, now: float) -> bool:
        """Whether nothing runs, and nothing did since the last look."""
        with suppress(OSError, ValueError, IndexError):  # what ends while it is looked at
            seen = self._looked()
            if quiet(seen) and seen == self._seen:
                return True
            self._seen, self._since, self._view = seen, now, None
        return False

    def _take_view(self) -> None:
        """See who waits for whom, if nothing runs meanwhile."""
        spent = time.thread_time()
        with suppress(OSError, ValueError, IndexError):
            view = self._viewed()
            self._view = view if self._looked() == self._seen else None
        self._next_view = time.monotonic() + SHARE * (time.thread_time() - spent)

    def _looked(self) -> dict[int, Thread]:
        return {each.tid: each for each in threads(self._program())}

    def _viewed(self) -> View:
        graph = WaitGraph(snapshot(self._program(), call_name))
        return View(graph, frozenset(each.kind for each in doubts(graph, OF_THE_OBSERVER)))

    def _program(self) -> list[int]:
        """The program's processes, without the recorder's own."""
        recorder, *_ = _children(self._supervisor)
        own = read(f"/proc/{recorder}/cmdline")
        found = []
        for child in _children(recorder):
            if read(f"/proc/{child}/cmdline") != own:  # the watchdog is a copy of the recorder
                found += tree(child)
        return found


def _children(pid: int) -> Iterator[int]:
    yield from map(int, read(f"/proc/{pid}/task/{pid}/children").split())


def send(cancel: int, limit: Limit) -> None:
    """Tell a recorder to end its run; it may have ended already."""
    with suppress(OSError):
        os.write(cancel, LETTERS[limit])
