"""A process's look at /proc/self/stat: what of others it can learn there.

From 3.12 on os.fork() reads it, to warn of a fork in a process with threads; it uses the number of
threads. Who reads it has all of it, though, so every field has to be accounted for (proc(5)):

- ppid: that the parent has ended.
- pgrp, session, tpgid, priority, nice, rt_priority, policy, processor: who sets these of another
  process tells it to all who come later as it is (hidden_calls).
- signal: those that were sent to this thread and are blocked, so who has sent one.
- cutime, cstime, cminflt, cmajflt: of children that it has waited for, so the waits tell it.
- state, num_threads, flags, blocked, sigignore, sigcatch: its own doing, or that of its threads,
  which share all memory.
- all others are of its own memory and program, or count time: they pass, whatever others do.
"""

from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import State, Thread


def looked(state: State, thread: Thread) -> None:
    """May: its parent's end, and the signals that others have sent."""
    process = thread.process
    if process.parent is not None and process.parent.gone:
        state.after(process.parent, thread, Kind.MAY, reason=Reason.PROCESS_LOOK)
    names = (0, thread.tid, process.pid)
    for kills in state.kills.values():
        for kill in kills:
            if kill.target in names and kill.thread.process is not process:
                state.follow(kill.enter, thread, Kind.MAY, reason=Reason.SIGNAL)
