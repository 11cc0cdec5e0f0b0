"""Options of pipes and sockets that decide whether calls wait, for how long, and what they get."""

from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.rules import may
from joinscope.recording.records import OptionArguments


def enter(state: State, thread: Thread, call: OptionArguments) -> None:
    """From here on the object may have it, whoever uses it: also what was forked or passed on."""
    if call.shared:
        may.everybody(state, thread, Reason.DESCRIPTOR_STATE)
    channel = state.channel_of(call.object)
    if channel is None:
        return
    match call.option:
        case "O_NONBLOCK":
            # Of a FIFO it tells that somebody may have opened it without waiting, too.
            channel.hasty = channel.hasty or channel.fifo or call.value != 0
        case "SO_RCVTIMEO":
            channel.timed = channel.timed or call.value != 0
        case "SO_SNDTIMEO":
            channel.sends_timed = channel.sends_timed or call.value != 0
        case "F_SETPIPE_SZ":
            channel.choked = True
        case "SO_SNDBUF" | "SO_SNDBUFFORCE":
            if channel.peer is not None:
                channel.peer.choked = True
            channel.choked = True
        case "SO_PEEK_OFF":  # a peek is then of bytes further on
            channel.stream.abandon()
            channel.made = None
        case "SO_RCVLOWAT":
            pass  # a read waits for more than a byte, and is taken for luck all the same
