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

from joinscope.live.look import Thread, read, threads, tree
from joinscope.live.snapshot import Snapshot, snapshot
from joinscope.live.standstill import quiet, stands_still
from joinscope.live.wait_graph import WaitGraph
from joinscope.recording.call_names import call_name
from joinscope.recording.records import Limit

LETTERS: dict[Limit, bytes] = {"deadline": b"d", "standstill": b"s", "interrupt": b"i"}
BEGINNING = 0.5  # seconds in which a program may start without being looked at
INTERVAL = 0.2  # seconds between two looks
STILL = 0.8  # seconds in which nothing runs, before a program is said to stand still
SHARE = 20  # looking takes at most one part in so many of a processor's time


class Watch:
    """A run that is watched; `supervisor` is the PID of its recorder's parent.

    `may_stand` says whether it may be told to stand still at all: whether it is known that no timer
    is set that /proc does not show.
    """

    def __init__(self, supervisor: int, deadline: float, may_stand: Callable[[], bool]) -> None:
        self._supervisor = supervisor
        self._may_stand = may_stand
        self.ended = False
        self._end = time.monotonic() + deadline
        self._next = time.monotonic() + BEGINNING
        self._seen: dict[int, Thread] = {}
        self._since = 0.0

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
        found = self._stands(now)
        spent = time.thread_time() - spent
        self._next = time.monotonic() + max(INTERVAL, SHARE * spent)
        return None if found is None else ("standstill", self.end(found))

    def end(self, found: Snapshot | None = None) -> WaitGraph | None:
        """Who waits for whom now; the run is over for this watch."""
        self.ended = True
        with suppress(OSError, ValueError, IndexError):
            return WaitGraph(found or snapshot(self._program(), call_name))
        return None

    def _stands(self, now: float) -> Snapshot | None:
        with suppress(OSError, ValueError, IndexError):  # what ends while it is looked at
            seen = {each.tid: each for each in threads(self._program())}
            if not quiet(seen) or seen != self._seen:
                self._seen, self._since = seen, now
                return None
            if now < self._since + STILL or not self._may_stand():
                return None
            found = snapshot(self._program(), call_name)
            same = {each.tid: each for _, each in found.threads()} == seen
            return found if same and stands_still(found) else None
        return None

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
