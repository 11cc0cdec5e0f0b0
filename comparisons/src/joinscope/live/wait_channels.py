"""What a thread waits for by its wait channel alone: where its call and its memory may not be read.

/proc/TID/wchan names the function of the kernel in which a thread sleeps, and everybody may read
it. It tells no argument: neither which descriptor, nor which lock, nor for how long. So what is
made of it is never a proof; but wait4(2) and a write to a pipe take no time limit, and which pipe
is full may be looked at from outside.
"""

from joinscope.live.look import Thread, read
from joinscope.live.snapshot import Held, LiveProcess, Snapshot, pipe_fill
from joinscope.live.wait import End, Wait

CHILD = ("do_wait", "kernel_wait4")
WRITES = ("anon_pipe_write", "pipe_write")
LOCK = ("futex_do_wait", "futex_wait_queue", "futex_wait_queue_me")
PIPE = "pipe:"
PAGE = 4096  # a pipe with less room than that takes no other write of a page


def wait_by_channel(snapshot: Snapshot, process: LiveProcess, thread: Thread) -> Wait | None:
    """What a thread most likely waits for; None if its channel does not tell."""
    channel = read(f"/proc/{process.pid}/task/{thread.tid}/wchan")
    if channel in CHILD:
        children = [each.pid for each in snapshot.processes.values() if each.parent == process.pid]
        return Wait("child", channel, closed=bool(children), by=tuple(children))
    if channel in LOCK:
        alone = len(process.threads) == 1
        return Wait("lock", channel, closed=not alone, by=() if alone else (process.pid,))
    return _of_pipe(snapshot, process, channel) if channel in WRITES else None


def _of_pipe(snapshot: Snapshot, process: LiveProcess, channel: str) -> Wait | None:
    """The wait for room in the one pipe of a process that is full, if there is one."""
    if process.held is None:  # whoever waits for it is likely who should read
        by = (process.parent,) if process.parent in snapshot.processes else ()
        return Wait("room", channel, closed=bool(by), by=by, object=PIPE)
    full = {}
    for held in process.held:
        if held.object.startswith(PIPE) and "w" in held.mode and (fill := _fill(snapshot, held)):
            full[held.object] = (held, fill)
    if len(full) != 1:
        return None
    ((held, fill),) = full.values()
    ends = tuple(End(each.pid, one.fd) for each, one in snapshot.holders(held.object, "r"))
    return Wait(
        "room",
        channel,
        closed=bool(ends) and held.object not in snapshot.outside,
        by=tuple(dict.fromkeys(each.pid for each in ends)),
        fd=held.fd,
        object=held.object,
        ends=ends,
        fill=fill,
    )


def _fill(snapshot: Snapshot, held: Held) -> tuple[int, int] | None:
    """How full a pipe is in which there is no room for a page; None if there is."""
    for process, end in snapshot.holders(held.object, "r"):
        fill = pipe_fill(process.pid, end.fd)
        if fill is not None and fill[1] - fill[0] < PAGE:
            return fill
    return None
