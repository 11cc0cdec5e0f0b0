"""Kills: who sends a signal, to whom; and that it looks at the process by the way."""

from collections.abc import Iterable

from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import Kill, Process, State, Thread
from joinscope.happens_before.looks import IS_GONE
from joinscope.happens_before.rules import ends, may
from joinscope.recording.records import DescriptorResults, KillArguments, Leave, PidfdArguments

KILLED = 0  # in the place of a number: whichever signal has ended a process


def kill_enter(state: State, thread: Thread, call: KillArguments) -> None:
    """Remember who is about to send which signal to whom: it could have come sooner, too."""
    if call.signal == 0:
        return
    whom = None if thread.process.foreign else call.target
    kill = Kill(thread, thread.last, max(whom or 0, 0))
    state.kills.setdefault(call.signal, []).append(kill)
    for target in _targets(state, kill):
        for what in (call.signal, KILLED):
            state.came((target, what), thread, Choice.WHICH_SIGNAL)


def _targets(state: State, kill: Kill) -> Iterable[Process]:
    if kill.target == 0:
        return {key[0] for key in state.rivals.answers if isinstance(key, tuple)}
    thread = state.threads.get(kill.target)
    target = state.processes.get(kill.target) if thread is None else thread.process
    return () if target is None else (target,)


def kill_leave(
    state: State, thread: Thread, enter: int, call: KillArguments, record: Leave
) -> None:
    """Forget a call that has sent nothing. Who looked for the signal in vain did so before.

    Whatever it sends, it has looked at the process as well.
    """
    _looked(state, thread, enter, call, record)
    if call.signal == 0:
        return
    sent = state.kills.get(call.signal, [])
    if record.error is not None:
        sent[:] = [each for each in sent if each.enter != enter]
        return
    whom = None if thread.process.foreign else call.target
    for target in _targets(state, Kill(thread, enter, max(whom or 0, 0))):
        state.looks.came((target, call.signal), thread.chain, thread.last)
    if whom is None or whom <= 0:
        for key in state.looks.missed:  # who has looked may be in that group
            if isinstance(key, tuple) and key[1] == call.signal:
                state.looks.may_have_come(key, thread.chain, thread.last, Reason.SIGNAL)


def _looked(state: State, thread: Thread, enter: int, call: KillArguments, record: Leave) -> None:
    """Not yet, or gone: kill(2) finds a process until somebody has taken its status.

    That it is gone tells of its end, and may tell of who took the status; of one that nobody has
    recorded anything may be told. Of a group it is not known who is in it.
    """
    named = call.target if call.target is not None and call.target > 0 else None
    target = state.named(thread.process, named)
    if record.error is None and target is not None:
        state.looks.in_vain((IS_GONE, target), thread.chain, enter)
        if _is_known(state, target, enter):
            return
    elif record.error == "ESRCH":
        _is_gone(state, thread, target)
        return
    elif call.signal == 0 and record.error is None:
        may.everybody_since(state, thread, enter, Reason.PROCESS_LOOK)
    if call.signal == 0:
        may.anything(state, thread, Reason.PROCESS_LOOK)


def _is_gone(state: State, thread: Thread, target: Process | None) -> None:
    if target is not None and target.gone:
        ends.told(state, thread, target, Kind.GONE, choice=Choice.NON_BLOCKING)
        state.looks.came((IS_GONE, target), thread.chain, thread.last)
    may.anything(state, thread, Reason.PROCESS_LOOK)


def _is_known(state: State, target: Process, point: int) -> bool:
    """Whether a process has been there for certain, and was not only just made."""
    leader = state.threads.get(target.pid)
    if leader is None or not leader.chain.targets:
        return target is state.root or leader is None
    return state.reaches(leader.chain.targets[0], point)


def pidfd_opened(state: State, thread: Thread, call: PidfdArguments, record: Leave) -> None:
    """Remember which process a pidfd tells of. Nobody had taken its status yet, or it is gone."""
    target, table = state.named(thread.process, call.target), thread.process.table
    match record.results:
        case DescriptorResults(fd=fd) if target is not None:
            table.pidfds = {**(table.pidfds or {}), fd: target.number}
            state.looks.in_vain((IS_GONE, target), thread.chain, state.graph.partner[thread.last])
        case _ if record.error == "ESRCH":
            _is_gone(state, thread, target)
