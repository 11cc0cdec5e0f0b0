"""Answers that change nothing in what the thread does next, by an axiom of its program's code.

They lie on a chain beside that of the thread, as what handlers do. Order leads on from there to the
thread's end alone: what is left to do then may be done by others, who learn of it.
"""

from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.rules import termination
from joinscope.recording.records import Leave, WaitArguments


def waited(state: State, thread: Thread, call: WaitArguments, leave: Leave) -> int | None:
    """A wait whose answer changes nothing. Returns the PID that was reaped."""
    chain, candidates = thread.chain, len(state.candidates)
    thread.handled = thread.handled or state.graph.virtual()
    thread.chain = thread.handled
    reaped = termination.waited(state, thread, call, leave)
    thread.chain = chain
    del state.candidates[candidates:]
    return reaped
