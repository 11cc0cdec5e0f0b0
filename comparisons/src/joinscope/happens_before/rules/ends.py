"""Answers that tell of the end of a process: what they come after.

Also after all looks that found that it had not come yet; and, for a process lets go of all that it
holds when it ends, maybe after those that found somebody at the other end of a pipe.
"""

from joinscope.happens_before import fd_table
from joinscope.happens_before.channels import Channel
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import Process, State, Thread
from joinscope.happens_before.looks import HAS_ENDED, HAS_HUNG_UP


def told(
    state: State, thread: Thread, process: Process, kind: Kind, choice: Choice | None = None
) -> None:
    """The thread's last point comes after the end of a process, and tells of it."""
    state.looks.came((HAS_ENDED, process), thread.chain, thread.last, choice)
    for channel in state.looks.ends:
        let_go(state, thread, channel)
    state.after(process, thread, kind, choice=choice)


def let_go(state: State, thread: Thread, channel: Channel) -> None:
    """May: somebody has let go of the other end, if nobody is known to hold it any more."""
    sender = channel if channel.pipe else channel.peer
    if sender is not None:
        end = state.entries.entry(sender.name, "w")
        if fd_table.is_held(state.tables, sender.got, end):
            return
    key, why = (HAS_HUNG_UP, channel), Reason.END_OF_CHANNEL
    state.looks.may_have_come(key, thread.chain, thread.last, why)
