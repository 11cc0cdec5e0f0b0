"""A program looked at twice, a moment apart: what has run between the looks is alive.

What could end a wait and does not show in /proc is looked for behind the second look, and then a
third one sees whether it has.

The processes are found first, by and by: who holds what somebody waits for belongs to them, and may
itself wait for somebody else.
"""

import time
from collections.abc import Callable, Container
from dataclasses import dataclass

from joinscope.live.look import threads, tree
from joinscope.live.program_tree import MOST, beyond, first, program
from joinscope.live.snapshot import Snapshot, snapshot
from joinscope.live.standstill import Doubt, doubts
from joinscope.live.unseen import Unseen, unseen
from joinscope.live.wait_graph import WaitGraph

APART = 0.1  # seconds


@dataclass(frozen=True, slots=True)
class Looks:
    """What two looks at a program have shown.

    `top` is its first process. `moved` are the threads that have run between the looks. `doubts`
    are the reasons why something in it may still happen, `unseen` those outside of what /proc
    shows; `changed`: processes or threads came or went, or there were too many to be looked at.
    """

    top: int
    graph: WaitGraph
    moved: frozenset[int]
    doubts: tuple[Doubt, ...]
    unseen: tuple[Unseen, ...]
    changed: bool

    @property
    def snapshot(self) -> Snapshot:
        """The processes at the second look."""
        return self.graph.snapshot

    @property
    def still(self) -> bool:
        """Whether nothing in the program ran, and nothing can: a proof that it is stuck.

        Who is stopped does not go on by itself, nor can any of the others have it go on.
        """
        stands = all(each.kind == "stopped" for each in self.doubts)
        return stands and not (self.moved or self.unseen or self.changed)


def look_twice(
    pid: int,
    call_name: Callable[[int], str | None],
    without: Container[int] = (),
    expected: frozenset[int] = frozenset(),
) -> Looks:
    """Look at the program that a process belongs to; it may have ended meanwhile.

    Processes and threads `without` are taken for none of it: who looks, on behalf of the program;
    nor are its handlers of the signals that are `expected`, by which that one is told.
    """
    top, pids = first(pid), _processes(pid, call_name, without)
    before = {each.tid: each for each in threads(pids, without)}
    time.sleep(APART)
    found = snapshot(pids, call_name, without=without)
    after = {each.tid: each for _, each in found.threads()}
    moved = {tid for tid, each in after.items() if before.get(tid, each) != each}
    graph = WaitGraph(found)
    doubted = tuple(doubts(graph, expected))
    graph.move(moved)
    hidden = tuple(unseen(graph, top))
    # A timer that went off before it was looked for is no more: what it did shows by now.
    last = {each.tid: each for each in threads(pids, without)}
    same = before.keys() == after.keys() and after == last and pids == _again(pids, without)
    return Looks(
        top,
        graph,
        frozenset(moved),
        doubted,
        hidden,
        not same or len(pids) >= MOST,
    )


def _processes(
    pid: int, call_name: Callable[[int], str | None], without: Container[int]
) -> list[int]:
    """The program of a process, and whoever could end a wait in it."""
    found = program(pid, without)
    while len(found) < MOST:
        graph = WaitGraph(snapshot(found, call_name, without=without, searches=False))
        more = sorted(each for each in beyond(graph, found[0]) - set(found) if each not in without)
        if not more:
            break
        for each in more:
            found += [one for one in tree(each, without) if one not in found]
    return found[:MOST]


def _again(pids: list[int], without: Container[int]) -> list[int]:
    """The same processes, and those that they have made since."""
    found = list(pids)
    for pid in pids:
        found += [one for one in tree(pid, without) if one not in found]
    return found
