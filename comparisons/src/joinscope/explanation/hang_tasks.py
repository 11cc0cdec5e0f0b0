"""Hangs for a task that is not done: a worker of a Pool has ended with it, or a thread failed."""

from joinscope.explanation.hang_traps import TaskLost, ThreadFailed, WorkersReplaced
from joinscope.explanation.thread_look import ThreadLook, in_module
from joinscope.live.wait_graph import Waiter

POOL = "/multiprocessing/pool.py"
QUEUES = "/multiprocessing/queues.py"
RESULTS = "_handle_results"  # what runs in the thread of a Pool that sets results


def lost_task(look: ThreadLook, first: Waiter) -> TaskLost | WorkersReplaced | ThreadFailed | None:
    """A thread waits for a task of a Pool, of which a worker or a thread has failed."""
    if not in_module(look, first.tid, POOL, "get", "wait", "next"):
        return None
    failed = failed_thread(look, first.pid)
    if failed is not None and RESULTS in failed.thread:
        return failed  # whatever else runs: nobody but that thread sets a result
    ended, asked = look.earlier(), look.asked_to_end(first.pid)
    if asked is None and failed is None:  # what was before is not known: by what the workers do
        return TaskLost(terminated=False, idle=True) if _all_idle(look) else None
    if failed is not None or asked is None:
        return None
    if not ended:  # who was told in time has ended well
        return TaskLost(terminated=True) if _is_over(look, first.pid) else None
    if look.replaces_children(first.pid):
        return WorkersReplaced(len(ended))
    return TaskLost(terminated=all(each.pid in asked for each in ended))


def _is_over(look: ThreadLook, pid: int) -> bool:
    """Whether the Pool of a process is gone: its workers have ended, and so have its threads."""
    return len(look.snapshot.processes[pid].threads) == 1 and look.has_lost_workers(pid)


def failed_thread(look: ThreadLook, pid: int) -> ThreadFailed | None:
    """The thread that an exception has ended, if it was one of this process."""
    failed = look.failure(pid)
    return None if failed is None else ThreadFailed(*failed)


def _all_idle(look: ThreadLook) -> bool:
    """Whether every worker of a Pool waits for another task."""
    workers = [
        each.main.tid
        for each in look.snapshot.processes.values()
        if each.main is not None and in_module(look, each.main.tid, POOL, "worker")
    ]
    return bool(workers) and all(in_module(look, tid, QUEUES, "get") for tid in workers)
