"""Waits that no system call of the recording shows: for locks, other threads and signals.

The functions in which a thread waits for these are noted, with when they were entered and left, so
it is known from them that it did not run. Where a limit cut the run short, what the thread computed
in all tells as much of a wait that nothing has noted, as that of `with lock:`: a thread that has
computed for 40 ms in all, and done nothing for 2 s, has waited for at least 1.96 s of them.
"""

from joinscope.explanation.call_chain import Symbolizer
from joinscope.joins.lifetimes import Lifetime, Lifetimes
from joinscope.recording.call_stacks import Frame

LOCKS = frozenset(
    [
        *("lock.acquire", "_thread.lock.acquire", "_thread.RLock.acquire", "RLock.acquire"),
        *("SemLock.acquire", "_multiprocessing.SemLock.acquire"),
        *("_ThreadHandle.join", "_thread._ThreadHandle.join"),
        *("signal.pause", "signal.sigwait", "signal.sigwaitinfo", "signal.sigtimedwait"),
        *("_signal.pause", "_signal.sigwait", "_signal.sigwaitinfo", "_signal.sigtimedwait"),
        # of the C library
        *("pause", "sigsuspend", "sigwait", "pthread_join", "pthread_mutex_lock"),
        *("pthread_cond_wait", "sem_wait"),
    ]
)
FUTEX = "futex"  # the system call by which all of them wait, if it is seen at all
SHORT = 5_000_000  # ns: a lock that was free; to note it takes its time, too
LockWait = tuple[Frame, int, int | None]


def lock_waits(lifetimes: Lifetimes, symbolizer: Symbolizer) -> dict[int, list[LockWait]]:
    """The frames that waited, by the ids of their threads, with when: None, it never returned."""
    found: dict[int, list[LockWait]] = {}
    for tid, frame in lifetimes.stacks.frames:
        if frame.inherited or frame.start is None or symbolizer.name(frame) not in LOCKS:
            continue
        if frame.end is None and not _is_in(lifetimes, symbolizer, tid, frame):
            continue
        if frame.end is None or frame.end - frame.start >= SHORT:
            found.setdefault(tid, []).append((frame, frame.start, frame.end))
    return found


def _is_in(lifetimes: Lifetimes, symbolizer: Symbolizer, tid: int, frame: Frame) -> bool:
    """Whether a thread is in a frame that it has not noted to have left.

    C notes that at once; Python only with what it notes next, which may never have come.
    """
    return symbolizer.program is not None and lifetimes.stacks.innermost(tid) is frame


def idle_at_the_end(lifetimes: Lifetimes, life: Lifetime) -> tuple[int, str] | None:
    """Since when the first thread has waited at a limit in no recorded call, and in which call.

    None if it ran then, or is in a call that is recorded.
    """
    tid = life.process.pid
    standing, cut_at = lifetimes.standing.get(tid), lifetimes.cut_at
    if standing is None or cut_at is None or standing.state not in ("S", "D"):
        return None
    if any(call.tid == tid for call in lifetimes.cut):
        return None
    last = max([life.start, *(call.end or call.start for call in life.calls if call.tid == tid)])
    since = min(last + (standing.cpu or 0), cut_at)
    return since, standing.call or ""
