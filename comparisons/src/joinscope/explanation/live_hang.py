"""Why a program that runs does not go on: who waits for whom in it now, and whether that ends."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from signal import SIGCHLD
from typing import Literal

from joinscope.explanation.hang_traps import PipeHeldByOrphan
from joinscope.explanation.hangs import hang_of
from joinscope.explanation.known_traps import FullPipe
from joinscope.explanation.live_look import LiveLook, kinds
from joinscope.explanation.model import Hang
from joinscope.live.python_stack import py_spy, python_stacks
from joinscope.live.standstill import Doubt, DoubtKind
from joinscope.live.two_looks import Looks
from joinscope.live.unseen import Unseen
from joinscope.vocabulary import Language

Verdict = Literal["stuck", "likely_stuck", "going_on", "unknown"]
LiveEvidence = Literal["memory", "states"]
StacksMissing = Literal["no_py_spy", "refused", "not_asked"]
# What is told of first, where a verdict is unknown.
FIRST: tuple[DoubtKind, ...] = ("unreadable", "traced", "frozen", "handler", "timer", "kernel")
FEW = 12  # processes that are asked for their stacks, if they are not in the chain


@dataclass(frozen=True, slots=True)
class ProcessDoubt:
    """Why a process of the program may go on; `process` is what it is called."""

    kind: DoubtKind
    process: str
    pid: int
    signal: int | None = None


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """Why a process does not go on.

    `process` is what it is called, `runtime` what runs it. `evidence`: `memory` if the calls of all
    threads and what these point to may be read, else `states`. `stacks_missing` is why there are no
    Python stacks, None if there are, or nothing of it is Python. The verdict: `stuck` if nothing in
    the program can end the wait, which is then proved; `likely_stuck` if that is so of all that may
    be seen, and only an alarm could end it that would not show, and which its programs do not name;
    or, where memory may not be read, by wait channels and a pipe that is full; `going_on` if it
    ends by itself; else `unknown`. The reasons why it is not proved are `doubts` and `unseen`.
    `moved`: something of it has run meanwhile. `timed`: the process itself waits no longer than a
    time that it has set. `ignores_children`: it ignores SIGCHLD while it waits for a child.
    """

    pid: int
    process: str
    runtime: str
    language: Language
    evidence: LiveEvidence
    stacks_missing: StacksMissing | None
    verdict: Verdict
    hang: Hang
    doubts: tuple[ProcessDoubt, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    moved: bool = False
    timed: bool = False
    ignores_children: bool = False


def answer(
    pid: int, looks: Looks, runtime: Callable[[int], str], *, stacks: bool
) -> LiveAnswer | None:
    """What two looks tell of a process; None if it has ended."""
    graph, snapshot = looks.graph, looks.snapshot
    found = graph.chain(pid)
    if found is None:
        return None
    roles = kinds(snapshot, looks.top)
    asked = list(snapshot.processes) if len(snapshot.processes) <= FEW else []
    wanted = dict.fromkeys([*(each.pid for each in found.waiters), *asked])
    living = [each for each in wanted if not snapshot.processes[each].ended]
    told = python_stacks(living) if stacks else {}
    look = LiveLook(snapshot, looks.top, roles, told)
    name = runtime(pid)
    language: Language = "python" if name.startswith(("python", "pypy")) else "c"
    missing = _missing(stacks=stacks) if language == "python" and not told else None
    first = found.waiters[0]
    hang = hang_of(graph, look, found)
    verdict = _verdict(looks, first.tid, hang)
    if verdict == "going_on" and not isinstance(hang.trap, PipeHeldByOrphan):
        hang = replace(hang, trap=None)  # who waits now may have what it waits for in a moment
    if verdict == "unknown" and (looks.moved or looks.changed):
        hang = replace(hang, trap=None)
    unproved = verdict in ("unknown", "likely_stuck")
    unreadable = any(each.kind == "unreadable" for each in looks.doubts)
    return LiveAnswer(
        pid,
        look.name(pid),
        name,
        language,
        "states" if unreadable else "memory",
        missing,
        verdict,
        hang,
        tuple(_of_process(look, looks.doubts)) if unproved else (),
        looks.unseen if unproved else (),
        bool(looks.moved) or looks.changed,
        first.wait is not None and first.wait.timed,
        first.wait is not None
        and first.wait.awaits == "child"
        and SIGCHLD in snapshot.processes[pid].ignored,
    )


def _verdict(looks: Looks, first: int, hang: Hang) -> Verdict:
    if looks.still:
        return "stuck"
    if looks.graph.going_on(first):
        return "going_on"
    if not looks.graph.stuck(first) or looks.moved or looks.changed:
        return "unknown"
    if any(each.kind != "no_word" for each in looks.unseen):
        return "unknown"
    doubts = {each.kind for each in looks.doubts} - {"stopped"}
    by_channels = doubts == {"unreadable"} and isinstance(hang.trap, FullPipe)
    return "likely_stuck" if not doubts or by_channels else "unknown"


def _missing(*, stacks: bool) -> StacksMissing:
    if not stacks:
        return "not_asked"
    return "refused" if py_spy() else "no_py_spy"


def _of_process(look: LiveLook, doubts: tuple[Doubt, ...]) -> list[ProcessDoubt]:
    """The doubts of each process, without its threads; what says most comes first."""
    found = dict.fromkeys(
        ProcessDoubt(each.kind, look.name(each.pid), each.pid, each.signal) for each in doubts
    )
    return sorted(found, key=lambda each: FIRST.index(each.kind) if each.kind in FIRST else 9)
