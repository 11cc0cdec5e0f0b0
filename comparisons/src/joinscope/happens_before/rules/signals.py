"""Signals: what a delivery comes after, or a call that has taken one.

A signal that its target waits for is a message; any other comes wherever the target happens to
be, so what it is delivered before or after is a choice, INTERRUPTED. The target waits for a signal
if it is in sigwait (or its kin), in pause or in sigsuspend, for as long as it takes, and no other
signal can end that. A signal that ends the target needs no such wait: nothing of it comes later.
"""

from collections.abc import Iterable
from signal import SIGCHLD, SIGCONT, SIGKILL, Signals

from joinscope.happens_before.choices import Choice, strongest
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import (
    Kill,
    Process,
    Rival,
    State,
    Thread,
)
from joinscope.happens_before.looks import HAS_ENDED
from joinscope.happens_before.rules import ends, handlers, may, notices
from joinscope.happens_before.rules.kills import KILLED
from joinscope.recording.records import (
    Leave,
    PendingResults,
    Received,
    Signal,
    Signalfd,
    SignalsResults,
    SignalWaitArguments,
)

OWN = {"SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS", "SIGPIPE", "SIGALRM"}
OWN |= {"SIGVTALRM", "SIGPROF", "SIGXCPU", "SIGXFSZ"}
SYNCHRONOUS = {"SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS", "SIGPIPE"}
SILENT = {"SIGCHLD", "SIGURG", "SIGWINCH"}  # by default they do nothing
STOPS = {"SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU"}
HARMLESS = {*SILENT, *STOPS, "SIGCONT"}  # what else is not handled ends its target
CHANGED = ("CLD_STOPPED", "CLD_TRAPPED", "CLD_CONTINUED")
ENDED = ("CLD_EXITED", "CLD_KILLED", "CLD_DUMPED")
WAITS = -1  # the timeout of who waits for as long as it takes


def delivered(state: State, thread: Thread, record: Signal) -> None:
    """Signal: the enter of the call that sent it is before its delivery.

    A signal that is ignored reaches nobody: what comes after it need not have waited for it. Nor
    need what a shell does (shells.py). Of a SIGCONT it has told already that the thread went on.
    """
    if record.name == "SIGCHLD" and thread.process in state.shells:
        return
    name, default = record.name, record.action == "default"
    ignored = record.action == "ignore" or (default and name in SILENT)
    if name in STOPS:
        thread.stopped_itself = state.named(thread.process, record.sender) is thread.process
    if name == "SIGCONT" and thread.resumed:
        thread.resumed = False
        ignored = ignored or default
    what = Received(record.signal, record.code, record.sender)
    if record.action in ("handle", None):
        apart = not _its_own(state, thread, record)
        awaits = _waits_for(thread, record.signal)
        sure = record.action is not None
        handlers.begins(thread, record.signal, apart=apart, awaited=awaits, sure=sure)
    if ignored or (name == "SIGCHLD" and thread.process in state.fork_servers):
        _use_up(state, thread, what)  # a fork server goes on alike: see fork_server.py
        return
    fatal = default and name not in HARMLESS
    awaited = fatal or _waits_for(thread, record.signal)
    if name == "SIGCHLD" and record.action is None and _told(state, thread, record):
        return
    if name == "SIGCHLD" and record.action is None and what.code in ENDED:
        what = Received(what.signal, None, what.sender)  # whether it was handled is not known
    taken(state, thread, what, None if awaited else Choice.INTERRUPTED, fatal=fatal)


def _told(state: State, thread: Thread, record: Signal) -> bool:
    """Whether a wait has told of this child's end already: then nobody looked up what is done."""
    child, process = state.named(thread.process, record.sender), thread.process
    known = child is not None and child.parent is process and child.gone
    return known and child not in (process.children or {}).values()


def _its_own(state: State, thread: Thread, record: Signal) -> bool:
    """Whether a thread has brought a signal on itself, which is delivered there and then.

    kill(2): a signal that a process sends itself is delivered before the call returns; if it is
    blocked, before the call returns that ends that. So are those of faults.
    """
    if record.sender is None:
        return record.name in SYNCHRONOUS
    sent = state.kills.get(record.signal, ())
    own = state.named(thread.process, record.sender) is thread.process
    return own and any(each.thread is thread for each in sent)


def _waits_for(thread: Thread, number: int) -> bool:
    """Whether the thread waits for this signal alone.

    Which signals have a handler another thread can change.
    """
    match thread.waiting:
        case SignalWaitArguments(signals=(only,), timeout=-1) if only == number:
            return len(thread.process.threads or ()) == 1
    return False


def waited(
    state: State, thread: Thread, enter: int, call: SignalWaitArguments, leave: Leave
) -> None:
    """Signal: a call that took a signal comes after what has sent it."""
    match leave.results:
        case SignalsResults(received=received):
            choice = _choice(call.signals, call.timeout)
            for each in received:
                taken(state, thread, each, choice)
        case _ if leave.error == "EAGAIN":
            _missed(state, thread, enter, call.signals)


def read(state: State, thread: Thread, enter: int, call: Signalfd, leave: Leave) -> None:
    """The same of a read from a signalfd."""
    match leave.results:
        case SignalsResults(received=received):
            choice = _choice(call.signals, 0 if call.nonblocking else WAITS)
            for each in received:
                taken(state, thread, each, choice)
                choice = choice or Choice.HOW_MUCH
        case _ if leave.error == "EAGAIN":
            _missed(state, thread, enter, call.signals)
        case _ if leave.error is None:
            may.anything(state, thread, Reason.UNREADABLE)


def pending(state: State, thread: Thread, enter: int, leave: Leave) -> None:
    """May: sigpending tells that a signal was sent, not by whom; or that none was."""
    match leave.results:
        case PendingResults(signals=tuple(found)):
            _missed(state, thread, enter, sorted(set(range(1, 65)) - set(found)))
            if found:
                may.anything(state, thread, Reason.SIGNAL)
        case _ if leave.error is None:
            may.anything(state, thread, Reason.UNREADABLE)


def _choice(signals: tuple[int, ...] | None, timeout: int | None) -> Choice | None:
    if timeout != WAITS:
        return Choice.TIMED if timeout else Choice.NON_BLOCKING
    return Choice.WHICH_SIGNAL if signals is None or len(signals) > 1 else None


def _missed(state: State, thread: Thread, enter: int, signals: Iterable[int] | None) -> None:
    """Not yet: nobody has sent one that is still there.

    Signals of one number do not queue: where one was taken before, another that is sent only later
    could have come with it (signal(7)).
    """
    for number in signals or ():
        choice = Choice.WHICH_SIGNAL if (thread.process, number) in state.signalled else None
        if number == SIGCHLD:
            _no_end(state, thread, enter, choice)
        state.looks.in_vain((thread.process, number), thread.chain, enter, choice)


def _no_end(state: State, thread: Thread, enter: int, choice: Choice | None) -> None:
    """Not yet: without SIGCHLD no child has ended, but for one whose signal was taken before."""
    for child in (thread.process.children or {}).values():
        if child.gone:
            may.everybody_since(state, thread, enter, Reason.CHILD_STATE)
        else:
            state.looks.in_vain((HAS_ENDED, child), thread.chain, enter, choice)


def taken(
    state: State, thread: Thread, what: Received, choice: Choice | None, *, fatal: bool = False
) -> None:
    """Signal: the enter of the call that sent it is before the thread's last point.

    The kernel names the sender (si_pid). Signals of one number do not queue; so of the calls of one
    thread that could have sent it, the oldest that no earlier delivery used up was made before this
    one, even if a later call has caused it. Calls of several threads of the sender cannot be told
    apart so. A signal of nobody in the recording is from outside.
    """
    state.signalled.add((thread.process, what.signal))
    name = Signals(what.signal).name if what.signal in set(Signals) else ""
    source = state.named(thread.process, what.sender)
    of_child = what.signal == SIGCHLD and what.code in (*ENDED, *CHANGED, None)
    if of_child and source is not None and source.parent is thread.process:
        _child(state, thread, source, what, choice)
        return
    if notices.taken(state, thread, what, choice):
        return
    own = name in OWN and (source is thread.process if what.sender is not None else True)
    if what.code == "SI_TIMER" or (own and not _sent_by(state, thread, what, source)):
        return  # its own doing, or that of the time
    if what.sender is None and what.code is not None:
        may.anything(state, thread, Reason.UNRECORDED_PROCESS)
        return
    if what.sender is None:  # nobody has asked: whoever has sent one may be the one
        names = _names(thread)
        sent = [each for each in state.kills.get(what.signal, ()) if each.target in names]
        if what.signal == SIGCHLD and not sent and _ended(state, thread, choice):
            return
    else:
        sent = _sent_by(state, thread, what, source)
    if not sent:
        if not _of_parent_s_end(state, thread, what, source, choice):
            may.anything(state, thread, Reason.UNRECORDED_PROCESS)
        return
    state.kills[what.signal].remove(sent[0])
    _caused(state, thread, what.signal, sent, choice, fatal=fatal)


def _of_parent_s_end(
    state: State, thread: Thread, what: Received, parent: Process | None, choice: Choice | None
) -> bool:
    """Signal: of a parent that has sent none it tells of the end, as was asked for.

    prctl(2), PR_SET_PDEATHSIG: it comes when the thread ends that has made the process.
    """
    ended = parent.ended or () if parent is not None and parent.gone else ()
    if parent is not thread.process.parent or len(ended) != 1:
        return False
    if any(each.target in _names(thread) for each in state.kills.get(what.signal, ())):
        choice = strongest(Choice.WHICH_SIGNAL, choice)
    for point in ended:
        state.follow(point, thread, Kind.SIGNAL, choice=choice)
    return True


def _caused(
    state: State,
    thread: Thread,
    number: int,
    sent: list[Kill],
    choice: Choice | None,
    *,
    fatal: bool = False,
) -> None:
    """Of several threads that can be the cause it may be any; of one the oldest call is."""
    first, rivals = sent[0], state.rivals
    keys = [(thread.process, number), *([(thread.process, KILLED)] if fatal else [])]
    firsts = {each.thread: each.enter for each in reversed(sent)}
    others = [
        each
        for each in (*sent, *state.kills.get(number, ()))
        if each.thread is not first.thread and each.target in _names(thread)
    ]
    if state.queues and notices.could_have_come(state, thread, number):
        rivals.chosen.update(keys)
    if others:
        rivals.chosen.update(keys)
        state.beside(thread, Choice.WHICH_SIGNAL, {each.enter for each in others})
    if len(firsts) > 1:
        for enter in firsts.values():
            state.follow(enter, thread, Kind.MAY, reason=Reason.SIGNAL)
        return
    handlers.caused(thread, Kind.SIGNAL, [first.enter], None, keys)
    if choice is None and not rivals.chosen.isdisjoint(keys):
        choice = Choice.WHICH_SIGNAL
    state.follow(first.enter, thread, Kind.SIGNAL, choice=choice)
    for key in keys:
        rivals.answered(key, first.thread.chain, thread.chain)


def _ended(state: State, thread: Thread, choice: Choice | None) -> bool:
    """SIGCHLD of a child that nobody has asked for; whether it can only tell of an end."""
    ended = [each for each in (thread.process.children or {}).values() if each.gone]
    for each in ended:
        told = Received(SIGCHLD, "CLD_EXITED", each.pid)
        _child(state, thread, each, told, choice or (Choice.WHICH_CHILD if ended[1:] else None))
    return bool(ended)


def _use_up(state: State, thread: Thread, what: Received) -> None:
    sent = _sent_by(state, thread, what, state.named(thread.process, what.sender))
    if sent:
        state.kills[what.signal].remove(sent[0])


def _sent_by(state: State, thread: Thread, what: Received, source: Process | None) -> list[Kill]:
    """The calls by which a process can have sent this signal to this thread."""
    kills, names = state.kills.get(what.signal, ()), _names(thread)
    return [each for each in kills if each.thread.process is source and each.target in names]


def _child(
    state: State, thread: Thread, child: Process, what: Received, choice: Choice | None
) -> None:
    """SIGCHLD: the last point of each thread of a child is before the signal that tells of its end.

    It is sent when the child becomes a zombie. A stop or a continuation sends one too: that proves
    no end. Nor does it where nobody knows whether it was handled. Of several children any could
    have been the first.
    """
    if child.gone and what.code in ENDED:
        process, key = thread.process, (thread.process, int(SIGCHLD))
        others = set((process.children or {}).values()) - {child}
        rivals = [Rival(Choice.WHICH_CHILD, thread.last, child=each) for each in others]
        state.candidates += sorted(rivals, key=lambda each: each.child.number if each.child else 0)
        if others or len(process.threads or ()) > 1:
            state.rivals.chosen.add(key)
        which = Choice.WHICH_CHILD if key in state.rivals.chosen else None
        handlers.caused(thread, Kind.CHILD_SIGNAL, child.ended or (), which, child=child)
        choice = choice or which
        ends.told(state, thread, child, Kind.CHILD_SIGNAL, choice=choice)
        return
    for each in child.threads or ():
        state.edge(each.chain, each.last, thread, Kind.MAY, reason=Reason.CHILD_STATE)
    state.after(child, thread, Kind.MAY, reason=Reason.CHILD_STATE)


def killed(state: State, thread: Thread, status: int) -> None:
    """SIGKILL is not delivered: who dies of it is after who has sent it."""
    if status & 0x7F != SIGKILL:
        return
    sent = [each for each in state.kills.get(SIGKILL, ()) if each.target in _names(thread)]
    if sent:
        _caused(state, thread, SIGKILL, sent, None, fatal=True)
    else:
        may.anything(state, thread, Reason.UNRECORDED_PROCESS)


def continued(state: State, thread: Thread) -> None:
    """Signal: a stopped thread goes on only after SIGCONT was sent, be it blocked or ignored.

    That is a message to who has stopped by itself; who was stopped by somebody, was so anywhere.
    """
    names, thread.resumed = _names(thread), True
    kills = [each for each in state.kills.get(SIGCONT, ()) if each.target in names]
    sent = [each for each in kills if each.enter > thread.continued]
    if not sent:
        may.anything(state, thread, Reason.UNRECORDED_PROCESS)
        return
    thread.continued = sent[0].enter
    choice = None if thread.stopped_itself else Choice.INTERRUPTED
    _caused(state, thread, SIGCONT, sent, choice)


def told_of_continuation(state: State, thread: Thread, child: Process) -> None:
    """Signal: a wait that tells of a continuation comes after the call that has sent SIGCONT.

    The child itself goes on, and shows it, some time later. Whether it was told of that, or of a
    stop or an end, is a choice.
    """
    ends = {each.continued for each in child.threads or () if each.continued}
    for each in state.kills.get(SIGCONT, ()):
        if each.target in (0, child.pid):
            ends.add(each.enter)
    many = len(ends) > 1
    for point in sorted(ends):
        if many:
            state.follow(point, thread, Kind.MAY, reason=Reason.SIGNAL)
        else:
            state.follow(point, thread, Kind.SIGNAL, choice=Choice.WHICH_CHANGE)


def _names(thread: Thread) -> tuple[int, int, int]:
    return 0, thread.tid, thread.process.pid
