"""The lines in which programs of Python called sys.exit(): it raises, and the exit comes later."""

from joinscope.explanation.call_chain import Symbolizer, frame_levels, own_place
from joinscope.explanation.model import Place
from joinscope.joins.lifetimes import Lifetime, Lifetimes
from joinscope.joins.system_call import SystemCall
from joinscope.recording.call_stacks import Frame
from joinscope.recording.records import ExitArguments


def asked_exits(lifetimes: Lifetimes) -> dict[int, Frame]:
    """The last call of it by each thread of which nothing caught the SystemExit."""
    return {
        tid: frame
        for tid, frame in lifetimes.stacks.frames
        if frame.function.name == "sys.exit" and lifetimes.stacks.uncaught.get(tid) == "SystemExit"
    }


def asked_line(
    symbolizer: Symbolizer, life: Lifetime, call: SystemCall, frame: Frame | None
) -> Place | None:
    """Where a process asked for the exit that it makes by a call, if that is a failure."""
    failed = isinstance(call.arguments, ExitArguments) and call.arguments.status != 0
    if frame is None or not failed or frame.inherited:
        return None
    if frame.start is None or not life.start <= frame.start <= call.start:
        return None
    return own_place(frame_levels(symbolizer, frame.inwards(), 0))
