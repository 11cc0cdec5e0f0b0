"""Hangs for a task that is not done: a worker of a Pool has ended with it, or a thread failed."""

from collections.abc import Iterator
from signal import SIGHUP, SIGINT, SIGQUIT, SIGTERM

from joinscope.explanation.hang_look import HangLook
from joinscope.explanation.hang_traps import TaskLost, ThreadFailed, WorkersReplaced
from joinscope.live.wait_graph import Waiter
from joinscope.recording.records import KillArguments

POOL = "/multiprocessing/pool.py"
RESULTS = "_handle_results"  # what runs in the thread of a Pool that sets results
ENDING = frozenset([SIGHUP, SIGINT, SIGQUIT, SIGTERM])  # what asks a process to end
REPLACED = 8  # workers that failed alike, from which on a Pool is taken to replace them for ever
RECENTLY = 2 * 10**9  # ns before the run was cut, in which the last of them has ended


def lost_task(look: HangLook, first: Waiter) -> TaskLost | WorkersReplaced | ThreadFailed | None:
    """A thread waits for a task of a Pool, of which a worker or a thread has failed."""
    if not look.in_module(first.tid, POOL, "get", "wait", "next"):
        return None
    failed = failed_thread(look, first.pid)
    if failed is not None and RESULTS in failed.thread:
        return failed  # whatever else runs: nobody but that thread sets a result
    ended = list(look.earlier())
    if not ended or failed is not None:
        return None
    if _are_replaced(look, first.pid):
        return WorkersReplaced(len(ended))
    asked = set(_targets(look, first.pid))
    return TaskLost(terminated=all(each.pid in asked for each in ended))


def failed_thread(look: HangLook, pid: int) -> ThreadFailed | None:
    """The thread that an exception has ended, if it was one of this process."""
    if look.failed is None or not look.has_lost_thread(pid):
        return None
    return ThreadFailed(*look.failed)


def _are_replaced(look: HangLook, parent: int) -> bool:
    """Whether one child after the other has ended alike and with failure, up to now."""
    lifetimes = look.account.lifetimes
    failed = [
        life
        for life in lifetimes.all.values()
        if life.status and life.end is not None and not life.killed
    ]
    if len(failed) < REPLACED or len({each.status for each in failed}) > 1:
        return False
    until = lifetimes.cut_at or lifetimes.ended
    last = max(each.end or 0 for each in failed)
    children = all(each.by is not None and each.by.pid == parent for each in failed)
    return children and until - last < RECENTLY


def _targets(look: HangLook, pid: int) -> Iterator[int]:
    """The processes to which a process has sent a signal that asks to end."""
    life = look.life(pid)
    for call in life.calls if life is not None else ():
        arguments = call.arguments
        if not isinstance(arguments, KillArguments) or arguments.target is None:
            continue
        if arguments.signal in ENDING:
            yield arguments.target
