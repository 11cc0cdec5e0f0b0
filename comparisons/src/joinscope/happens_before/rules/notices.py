"""Notices: the signal by which a POSIX queue tells that a message has come, mq_notify(3)."""

from joinscope.happens_before.choices import Choice, strongest
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.message_queues import Notice
from joinscope.happens_before.rules import may, messages
from joinscope.recording.records import NotifyArguments, Received

CODES = {"SI_MESGQ", None}  # None: nobody has asked for the code


def asked(state: State, thread: Thread, call: NotifyArguments) -> None:
    """A process asks for a signal, or for none any more."""
    queue = messages.queue_of(state, call.object)
    if queue is None:
        return
    queue.told.clear()
    queue.notice = None
    if call.signal is not None:
        queue.notice = Notice(thread.process.number, call.signal, thread.last)


def could_have_come(state: State, thread: Thread, number: int) -> bool:
    """Whether a signal that somebody has sent could as well have been that of a queue."""
    found = False
    for queue in state.queues.values():
        notice = queue.notice
        if notice is None or (notice.process, notice.signal) != (thread.process.number, number):
            continue
        found = True
        state.beside(thread, Choice.WHICH_SIGNAL, queue.told.values())
    return found


def taken(state: State, thread: Thread, what: Received, choice: Choice | None) -> bool:
    """Message: who is told of one by a signal comes after the send of it.

    It tells of the first message that came into an empty queue, which is the first of some thread
    since it was asked for. Returns whether a queue has sent that signal.
    """
    if what.code not in CODES:
        return False
    names, kills = (0, thread.tid, thread.process.pid), state.kills.get(what.signal, ())
    for queue in state.queues.values():
        notice = queue.notice
        if notice is None or (notice.process, notice.signal) != (
            thread.process.number,
            what.signal,
        ):
            continue
        if queue.outside or not queue.told:
            continue
        if what.code is None and any(each.target in names for each in kills):
            may.anything(state, thread, Reason.SIGNAL)  # it may be one of these
            return True
        key, sent = (queue.name, "notice"), (thread.process, what.signal)
        if len(queue.told) > 1:
            state.rivals.chosen.add(key)
        which = Choice.WHICH_WRITER if key in state.rivals.chosen else None
        if sent in state.rivals.chosen or any(each.target in names for each in kills):
            state.rivals.chosen.add(sent)
            which = which or Choice.WHICH_SIGNAL
            others = [each.enter for each in kills if each.target in names]
            state.beside(thread, Choice.WHICH_SIGNAL, others)
        for chain, enter in queue.told.items():
            state.edge(chain, enter, thread, Kind.MESSAGE, choice=strongest(which, choice))
            state.rivals.answered(key, chain, thread.chain)
            state.rivals.answered(sent, chain, thread.chain)
        queue.notice = None
        queue.told.clear()
        return True
    return False
