"""Who waited for whom where the untraced run was cut short: less is known of that one.

There is no recording of it: names come from the processes, lines from the notes that it has left.
"""

from itertools import pairwise

from joinscope.explanation.call_chain import Symbolizer
from joinscope.explanation.hang_look import chain_of, may_wait_in, own_site
from joinscope.explanation.model import Hang, Place
from joinscope.live.wait_graph import Chain, Waiter, WaitGraph
from joinscope.recording.call_stacks import Calls

# For what Python waits in functions that are all noted. It reads and writes, and takes locks, also
# where none is, as by `for line in file` and `with lock`: what was noted last may have returned.
NOTED = frozenset(["child", "signal", "time"])


def untraced_hang(graph: WaitGraph, symbolizer: Symbolizer, stacks: Calls | None) -> Hang | None:
    """The chain of waits of the program's first process; None if nothing was left of that."""
    processes = graph.snapshot.processes
    root = next(iter(processes), None)
    found = None if root is None else graph.chain(root)
    if root is None or found is None:
        return None
    found = _known(found)

    def name(pid: int) -> str:
        if pid == root:
            return "parent"
        process = processes.get(pid)
        if process is None:
            return str(pid)
        return "worker" if process.name == processes[root].name else process.name

    def place(waiter: Waiter) -> Place | None:
        frame = None if stacks is None else stacks.innermost(waiter.tid)
        if frame is None or not may_wait_in(waiter, symbolizer.name(frame)):
            return None
        awaits = waiter.wait.awaits if waiter.wait is not None else "other"
        if symbolizer.program is None and awaits not in NOTED:
            return None
        return own_site(symbolizer, frame)

    stuck = graph.stuck(found.waiters[0].tid)
    return Hang(stuck, found.end, tuple(chain_of(found, name, place)), found.back, None)


def _known(found: Chain) -> Chain:
    """A chain up to a lock of a process's own: which thread would release it nothing tells here."""
    for place, (waiter, following) in enumerate(pairwise(found.waiters)):
        wait = waiter.wait
        guessed = wait is not None and wait.awaits == "lock" and not (wait.held or wait.owner)
        if guessed and following.pid == waiter.pid:
            return Chain(found.waiters[: place + 1], "nobody")
    return found
