"""What /proc does not show of a program, and could end a wait in it all the same.

- A process that may not be read may hold the other end of a pipe: one above the program, of what
  the program was given at its start; or one below it, which has outlived its parent.
- alarm(2) and setitimer(2) set a timer that no file of its process shows. The kernel's list of all
  timers, which root alone may read, tells whether there is one at all. Without it any process may
  have set one, also before it executed its program; most likely that names the call.
- In a container, or where /proc hides others' processes, there are some that cannot be seen.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGALRM
from typing import Literal

from joinscope.live.alarm_words import names_alarm
from joinscope.live.look import read, stat
from joinscope.live.program_tree import (
    inherited,
    is_of_the_kernel,
    parent_of,
    processes,
    started,
)
from joinscope.live.snapshot import Snapshot
from joinscope.live.wait_graph import WaitGraph

FIRST_NAMESPACE = "pid:[4026531836]"
# hidden: there are processes that cannot be seen. reader: one may not be read, and may hold what
# somebody waits for. alarm: some process has set one. may_alarm: it does not show whether one is
# set, and the program names that or cannot be searched; no_word: it names none. limit: a parent
# ends the program after some time.
UnseenKind = Literal["hidden", "reader", "alarm", "may_alarm", "no_word", "limit"]


@dataclass(frozen=True, slots=True)
class Unseen:
    """Something that may end a wait and that /proc does not show; `pid` is of whom."""

    kind: UnseenKind
    pid: int | None = None


def unseen(graph: WaitGraph, top: int) -> Iterator[Unseen]:
    """What may be at work in or around a program that was looked at."""
    snapshot = graph.snapshot
    given = {each.wait.object for each in graph.waiters.values() if each.wait} & inherited(
        snapshot, top
    )
    if _hides() or (given and _namespace() != FIRST_NAMESPACE):
        yield Unseen("hidden")
    above = set(_above(top))
    since = started(top)
    for pid in set(processes()) - set(snapshot.processes):
        may_hold = given if pid in above else _may_descend(pid, since, above)
        if may_hold and _is_secret(pid):
            yield Unseen("reader", pid)
    yield from _alarms(snapshot)
    parent = parent_of(top)
    if parent > 1 and read(f"/proc/{parent}/timers"):
        yield Unseen("limit", parent)


def _hides() -> bool:
    """Whether /proc leaves out the processes of others."""
    for line in read("/proc/self/mounts").splitlines():
        fields = line.split()
        if fields[1:3] == ["/proc", "proc"]:
            return "hidepid=" in fields[3] and "hidepid=0" not in fields[3]
    return False


def _namespace() -> str:
    with suppress(OSError):
        return str(Path("/proc/self/ns/pid").readlink())
    return ""


def _above(pid: int) -> Iterator[int]:
    while pid := parent_of(pid):
        yield pid


def _may_descend(pid: int, since: int, above: set[int]) -> bool:
    """Whether a process may be below a program that has begun then, and have outlived its parent.

    Then it has been adopted, by init or by a process above the program; what another process that
    is older has forked is its own.
    """
    while pid > 1 and started(pid) >= since:
        pid = parent_of(pid)
        if pid <= 1 or pid in above:
            return True
    return False


def _is_secret(pid: int) -> bool:
    """Whether it may not be read what a process holds."""
    try:
        os.listdir(f"/proc/{pid}/fd")  # noqa: PTH208 - many, and small
    except PermissionError:
        return not is_of_the_kernel(pid) and stat(f"/proc/{pid}")[:1] not in (["Z"], ["X"], [])
    except OSError:
        return False
    return False


def _alarms(snapshot: Snapshot) -> Iterator[Unseen]:
    """Who may have a timer of alarm or setitimer that is set; root's list does not tell who has."""
    timers = read("/proc/timer_list")
    if timers:
        if "it_real_fn" in timers:
            yield Unseen("alarm")
        return
    for each in snapshot.processes.values():
        if not each.ended and SIGALRM not in each.ignored:  # what it sends would be lost
            yield Unseen("may_alarm" if names_alarm(each) else "no_word", each.pid)
