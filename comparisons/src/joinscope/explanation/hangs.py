"""The cause of a hang: who waited for whom when a run was cut short, and which trap that is.

The waits come from a snapshot of the processes, the program's own lines from the recording.
"""

from collections.abc import Sequence
from dataclasses import replace

from joinscope.explanation.call_chain import Symbolizer
from joinscope.explanation.enclosing import enclosing
from joinscope.explanation.hang_causes import EXIT, UTIL, HangCause
from joinscope.explanation.hang_look import HangLook, blocked, chain_of
from joinscope.explanation.hang_marks import hang_marks
from joinscope.explanation.hang_places import told_stacks
from joinscope.explanation.hang_traps import (
    BarrierUnmet,
    HangTrap,
    LockHeldByWaiter,
    NotifyAwaited,
    TaskLost,
    ThreadFailed,
    ThreadRemains,
    ThreadsStuck,
    WorkersReplaced,
)
from joinscope.explanation.known_traps import FullPipe
from joinscope.explanation.model import Blocked, Hang
from joinscope.explanation.python_waits import MANAGERS, idle_wait, python_wait
from joinscope.explanation.thread_look import ThreadLook, in_module
from joinscope.joins.account import Account
from joinscope.live.wait_graph import Chain, Waiter, WaitGraph
from joinscope.recording.error_lines import failed_thread


def hang(
    account: Account, symbolizer: Symbolizer, graph: WaitGraph, errors: Sequence[str] = ()
) -> Hang | None:
    """Who waited for whom; None if none of the program's processes was left.

    `errors` are the lines of standard error.
    """
    snapshot = graph.snapshot
    look = HangLook(account, symbolizer, snapshot, told_stacks(account), failed_thread(errors))
    graph.run([pid for pid in snapshot.processes if not look.is_stopped(pid)])
    living = [each.pid for each in snapshot.processes.values() if each.threads]
    found = next((way for pid in living if (way := graph.chain(pid))), None)
    if found is None:
        return None
    hung = hang_of(graph, look, found)
    return replace(hung, marks=hang_marks(look, hung))


def hang_of(graph: WaitGraph, look: ThreadLook, found: Chain) -> Hang:
    """The hang that a chain of waits is."""
    found = _into_server(graph, look, _past_server(graph, look, found))
    trap = HangCause(look, found).trap()
    if trap is None or isinstance(trap, ThreadsStuck):
        full = _unread_pipe(graph)
        found, trap = (found, trap) if full is None else (full, FullPipe(queue=False))
    if isinstance(trap, ThreadsStuck) and (dead := graph.dead_end(found.waiters[0].tid)):
        found, trap = dead, HangCause(look, dead).trap() or trap
    found = _without_guess(found, trap)
    shown = tuple(_in_python(look, each) for each in chain_of(found, look.name, look.place))
    if isinstance(trap, LockHeldByWaiter):
        shown = tuple(
            replace(each, within=enclosing(each.place)) if each.place else each for each in shown
        )
    within = {each.tid for each in found.waiters}
    others = [
        _idle(look, blocked(each, None, "waits", look.name, look.place(each)))
        for each in graph.waiters.values()
        if each.tid not in within and each.tid == each.pid and each.wait is not None
    ]
    return Hang(
        graph.stuck(found.waiters[0].tid),
        found.end,
        shown,
        found.back,
        trap,
        tuple(sorted(others, key=lambda each: each.idle is not None)),
        tuple(look.earlier()),
    )


def _idle(look: ThreadLook, blocked: Blocked) -> Blocked:
    """One that is not in the chain, with what its Python stack says of it."""
    idle = idle_wait(look.stack(blocked.thread or blocked.pid))
    return replace(_in_python(look, blocked), idle=idle)


def _in_python(look: ThreadLook, blocked: Blocked) -> Blocked:
    """With what its Python stack says that it waits for, if its call is that of a lock."""
    if blocked.awaits == "child" and in_module(look, blocked.thread or blocked.pid, UTIL, EXIT):
        return replace(blocked, exits=True)
    if blocked.awaits != "lock":
        return blocked
    return replace(blocked, python=python_wait(look.stack(blocked.thread or blocked.pid)))


def _past_server(graph: WaitGraph, look: ThreadLook, found: Chain) -> Chain:
    """A chain that leads over a fork server, led on to the worker that who joins it waits for.

    The server waits for its parent's requests as well, and for all of its workers: that may close
    a cycle, but is not the cause. Where it is not known who is joined it may have one worker alone.
    """
    for place, waiter in enumerate(found.waiters):
        if waiter.wait is None or not look.is_server(waiter.pid):
            continue
        joined = look.joins(found.waiters[place - 1].tid) if place else None
        workers = [] if joined is None else [joined]
        if joined is None and found.end == "cycle":
            workers = [pid for pid in waiter.wait.by if look.is_worker(pid)]
        way = graph.chain(workers[0]) if len(workers) == 1 else None
        if way is not None:
            return _joined(found.waiters[: place + 1], way)
    return found


def _into_server(graph: WaitGraph, look: ThreadLook, found: Chain) -> Chain:
    """A chain that ends with who waits for a Manager's answer, led on to the thread that gives it.

    A Manager has one for each client, which reads what that asks: if it waits as well, for what
    others should do at a Barrier or with a lock, the server is not the cause.
    """
    last = found.waiters[-1]
    ends = last.wait.ends if last.wait is not None and last.wait.awaits == "data" else ()
    if found.end != "outside" or len(ends) != 1:
        return found
    reader = graph.waiters.get(look.reader_of(ends[0].pid, ends[0].fd) or 0)
    if reader is None or reader.wait is None or reader.wait.awaits != "lock":
        return found
    if not in_module(look, reader.tid, MANAGERS, "serve_client"):
        return found  # who has read may have handed it on
    return Chain((*found.waiters, reader), "outside")


def _joined(before: tuple[Waiter, ...], way: Chain) -> Chain:
    """The waits `before`, and then those of a way, up to one that is among the first.

    Any process that holds the reading end of a pipe may make room in it: one of the first, too.
    """
    places = {each.tid: place for place, each in enumerate(before)}
    for number, each in enumerate(way.waiters):
        if each.tid in places:
            return Chain((*before, *way.waiters[:number]), "cycle", places[each.tid])
        if each.wait is not None and each.wait.awaits == "room" and way.end == "cycle":
            readers = (place for place, first in enumerate(before) if first.pid in each.wait.by)
            if (back := next(readers, None)) is not None:
                return Chain((*before, *way.waiters[: number + 1]), "cycle", back)
    back = None if way.back is None else way.back + len(before)
    return Chain((*before, *way.waiters), way.end, back)


def _without_guess(found: Chain, trap: HangTrap | None) -> Chain:
    """A chain that is not closed by a thread which only might be the one that is waited for.

    Nothing tells who would release a lock of a process's own: any thread of it is taken for that.
    Where the trap says whom the others wait for, they wait for no one else.
    """
    match trap:
        case ThreadFailed() if found.back is not None:
            return Chain(found.waiters[: found.back + 1], "nobody")
        case TaskLost() | WorkersReplaced():
            return Chain(found.waiters[:1], "nobody")
        case BarrierUnmet(tid) | NotifyAwaited(tid, _):
            tids = [each.tid for each in found.waiters]
            return Chain(found.waiters[: tids.index(tid) + 1], "nobody")
        case ThreadRemains():
            return Chain(found.waiters, "nobody" if found.end == "cycle" else found.end)
    return found


def _unread_pipe(graph: WaitGraph) -> Chain | None:
    """A process that waits for room in a pipe which only who waits for its end could read from.

    The way to the cause need not lead over that wait, if a thread of its own or an event loop has
    it; None if there is none.
    """
    stuck = [each for each in graph.waiters.values() if each.wait and graph.stuck(each.tid)]
    for writer in stuck:
        if writer.wait is None or writer.wait.awaits != "room" or len(writer.wait.by) != 1:
            continue
        for waiter in stuck:
            awaits = waiter.wait.awaits if waiter.wait is not None else "other"
            by = waiter.wait.by if waiter.wait is not None else ()
            mine = waiter.pid == writer.wait.by[0] != writer.pid
            if mine and awaits in ("child", "event") and writer.pid in by:
                return Chain((waiter, writer), "cycle", 0)
    return None
