"""Recognises the known traps of join() in a recording.

A trap that a run does not show with certainty is not among them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping

from joinscope.explanation.calls import error_of
from joinscope.explanation.exitcode_looks import exitcode_test
from joinscope.explanation.known_traps import (
    DaemonTerminated,
    EndedBySignal,
    FullPipe,
    HandlerInherited,
    JoinedAtExit,
    JoinedByStranger,
    NeverReaped,
    NoStatusInPipe,
    Orphaned,
    PipeKeptOpen,
    SentinelHeld,
    StatusIgnored,
    StatusTakenByCall,
    StatusTakenByThread,
    StatusTruncated,
    TimedOut,
    TimeoutIgnored,
    Trap,
)
from joinscope.explanation.pipelines import pipeline_status
from joinscope.explanation.shell_jobs import is_substituted, line_of_wait
from joinscope.explanation.wait_calls import AT_EXIT
from joinscope.happens_before.graph import Chain, Edge, Graph, Kind, unpack
from joinscope.happens_before.kernel_state import Process
from joinscope.joins.account import Account
from joinscope.joins.join_calls import WorkerCalls
from joinscope.joins.joins import Join, zombie_until
from joinscope.joins.lifetimes import JoinCall, Lifetime, Lifetimes
from joinscope.joins.roles import Role
from joinscope.joins.system_call import SystemCall
from joinscope.recording.records import (
    ExitArguments,
    ReadArguments,
    WaitArguments,
    WriteArguments,
)

LONG = 10_000_000  # ns: a shorter delay goes unnoticed
OF_PROCESS = ("BaseProcess.join", "BaseProcess.start", "BaseProcess.is_alive")
OF_LIBRARY = (*OF_PROCESS, "BaseProcess.exitcode", "Popen.wait", "Popen.poll")
ENDING = ("SIGHUP", "SIGQUIT", "SIGTERM")  # what asks a process to end, and Python does not handle
KEPT_BITS = 0xFF  # of what a process exits with


def traps(account: Account, join: Join, call: SystemCall | None) -> Iterator[Trap]:
    """The traps that the joins of a worker ran into; `call` told of its end, or went on to wait."""
    role, about, lives = join.worker, join.calls, account.lifetimes.all
    if role.asked_by is None:
        return
    life, above = lives[role.process], lives[role.asked_by]
    for join_call in about.join_calls:
        yield from _timeout_ignored(join_call, life)
    yield from _gave_up(account, about, life)
    yield from _of_a_stranger(about, above)
    yield from _status_lost(account, join)
    yield from _status_not_there(about)
    unreaped = list(_never_reaped(account.lifetimes, role, life, above))
    yield from unreaped
    if not unreaped and join.told is None and join.reaped is None and _outlives(life, lives, role):
        job = is_substituted(lives, life)
        at = line_of_wait(lives, life) if job else ("", 0)
        yield Orphaned(max(-(above.status or 0), 0), job, *at)
    daemon = life.status is not None and any(_within(each, AT_EXIT) for each in about.kills)
    if call is not None and _within(call, AT_EXIT) and not daemon and not _interrupted(about):
        yield JoinedAtExit()
    yield from _full_pipe(account, about, life)
    yield from _kept_open(account, join, life)
    yield from _status(about, life)
    yield from _handler_inherited(account.lifetimes, life)
    yield from pipeline_status(account, join)


def _interrupted(about: WorkerCalls) -> bool:
    """Whether a join() of the program's own was interrupted by a signal."""
    return any(
        error_of(each) == "EINTR" and _within(each, OF_PROCESS[0]) and not _within(each, AT_EXIT)
        for each in about.waits
    )


def _timeout_ignored(join_call: JoinCall, life: Lifetime) -> Iterator[Trap]:
    """join(timeout) polls the sentinel, then waits without a timeout."""
    polls = [call for call in join_call.calls if call.kind == "poll" and call.result]
    for wait in join_call.calls:
        if not _without_a_timeout(wait):
            continue
        earlier = [call for call in polls if call.end is not None and call.end <= wait.start]
        # It was ready, and the worker had not even begun to exit.
        if earlier and wait.end and life.exiting and (earlier[-1].end or 0) < life.exiting:
            yield TimeoutIgnored(wait.end - wait.start)
            return


def _without_a_timeout(call: SystemCall) -> bool:
    match call.arguments:
        case WaitArguments(options=options):
            return "WNOHANG" not in options
    return False


def _gave_up(account: Account, about: WorkerCalls, life: Lifetime) -> Iterator[Trap]:
    """join(timeout) whose poll found nothing ready to its end: the worker ran on, or seemed to."""
    early, late, tested = list[int](), list[int](), False
    for join_call in about.join_calls:
        last = join_call.calls[-1] if join_call.calls else None
        if last is None or last.end is None or last.kind != "poll" or last.result != 0:
            continue
        if (life.exiting or account.lifetimes.ended) > last.end:
            early.append(last.end - last.start)
            calls = account.lifetimes.of(join_call.process).calls
            tested = tested or exitcode_test(calls, last, life.process.pid) is not None
        elif life.end is not None and last.end - life.end > LONG and _holder(about, last.end):
            late.append(last.end - last.start)
    if early:
        yield TimedOut(len(early), max(early), tested)
    if late:
        yield SentinelHeld(len(late), max(late))


def _holder(about: WorkerCalls, time: int) -> bool:
    """Whether a copy of the worker, with its descriptors, ran at that time."""
    return any(
        life.start < time and (life.end is None or life.end > time) and not life.executed
        for life in about.made
    )


def _of_a_stranger(about: WorkerCalls, above: Lifetime) -> Iterator[Trap]:
    """A join in a process that did not start the worker."""
    calls = [len(each.calls) for each in about.join_calls if each.process is not above.process]
    if 0 in calls:
        yield JoinedByStranger(refused=True)
    if any(calls):
        yield JoinedByStranger(refused=False)


def _status_lost(account: Account, join: Join) -> Iterator[Trap]:
    """A wait for the worker that found no such child."""
    role = join.worker
    taken = account.lifetimes.by_point.get(-1 if join.reaped is None else join.reaped)
    lost = [
        wait
        for wait in join.calls.waits
        if wait.error == "ECHILD" and not _had_it_already(join.calls, taken, wait)
    ]
    if not lost or role.parent != role.asked_by:
        return
    if join.reaped_by is None:
        yield StatusIgnored()
    elif taken is not None and any(_within(taken, name) for name in OF_PROCESS):
        yield StatusTakenByThread()
    else:
        arguments = None if taken is None else taken.arguments
        yield StatusTakenByCall(isinstance(arguments, WaitArguments) and arguments.child is None)


def _had_it_already(about: WorkerCalls, taken: SystemCall | None, failed: SystemCall) -> bool:
    """Whether the program waited once more for a status that its own wait had brought.

    That is no loss: the earlier wait named this very worker, and was over. But where it was not
    multiprocessing's or subprocess's own, these do not learn of what it brought.
    """
    if taken is None or taken.end is None or taken not in about.waits:
        return False
    own, first = (any(_within(each, name) for name in OF_LIBRARY) for each in (failed, taken))
    return taken.end <= failed.start and (first or not own)


def _status_not_there(about: WorkerCalls) -> Iterator[Trap]:
    """Under a fork server the status comes through a pipe, once: behind it is the pipe's end."""
    reads = [
        call
        for join_call in about.join_calls
        for call in join_call.calls
        if call.kind == "read" and _is_of_a_pipe(call)
    ]
    ends = [call for call in reads if call.result == 0]
    if ends:
        taken = any((call.result or 0) > 0 for call in reads)
        yield NoStatusInPipe(taken)


def _never_reaped(
    lifetimes: Lifetimes, role: Role, life: Lifetime, above: Lifetime
) -> Iterator[Trap]:
    until = None if life.killed else zombie_until(lifetimes, role)
    if life.end is None or life.reaped is not None or until is None:
        return
    parent = life.above or above
    if until - life.end > LONG:
        yield NeverReaped(until - life.end, cut_short=parent.killed or parent.end is None)


def _outlives(life: Lifetime, lives: Mapping[int, Lifetime], role: Role) -> bool:
    """Whether a process still ran when its parent ended; who was killed later did."""
    if role.parent is None or role.parent != role.asked_by:
        return False
    parent = lives[role.parent]
    ends = None if parent.killed else parent.end
    return ends is not None and (life.end is None or ends < life.end)


def _full_pipe(account: Account, about: WorkerCalls, life: Lifetime) -> Iterator[Trap]:
    """At the deadline: the worker waits for room in a pipe, and its parent for the worker."""
    joined = about.hanging(account.lifetimes) is not None
    for call in account.lifetimes.cut:
        writes = call.kind == "write" and _is_of_a_pipe(call)
        if joined and writes and call.process is life.process:
            yield FullPipe(queue=_within(call, "Queue._feed"))
            return


def _kept_open(account: Account, join: Join, life: Lifetime) -> Iterator[Trap]:
    """The call that told of its end came to the end of a pipe, of which others let go later."""
    graph = account.order.graph
    if join.told is None or life.end is None:
        return
    ends = list(_let_go(graph, graph.owner(join.told.point), join.told.point))
    if not ends:
        return
    latest = max(ends, key=lambda each: graph.time[each.start])
    owner = graph.chains[latest.chain].owner
    if not _descends(account.order.state.all_processes[owner], join.worker.process):
        return  # it has the pipe from somebody else
    holder = account.roles.get(owner)
    waited = graph.time[latest.start] - life.end
    if holder is not None and holder.number not in (None, join.worker.number) and waited > LONG:
        yield PipeKeptOpen(holder.number, waited)


def _descends(process: Process, ancestor: int) -> bool:
    """Whether it was started by that process, of this number, or by one that this has started."""
    above = process.parent
    while above is not None and above.number != ancestor:
        above = above.parent
    return above is not None


def _let_go(graph: Graph, chain: Chain, point: int) -> Iterator[Edge]:
    """From where the holders of a pipe let go of it, of which the end came here."""
    first, last = bisect_left(chain.targets, point), bisect_right(chain.targets, point)
    for each in map(unpack, chain.edges[first:last]):
        if each.kind not in (Kind.EOF, Kind.HANGUP):
            continue
        source = graph.chains[each.chain]
        if source.tid:
            yield each
        else:  # a virtual one, for all of them
            yield from _let_go(graph, source, each.start)


def _status(about: WorkerCalls, life: Lifetime) -> Iterator[Trap]:
    if life.status is None or life.killed:
        return
    ends = [each.status for call in life.calls if isinstance(each := call.arguments, ExitArguments)]
    given = ends[-1] if ends else None
    if life.status < 0:
        daemon = any(_within(call, AT_EXIT) for call in about.kills)
        yield DaemonTerminated() if daemon else EndedBySignal(-life.status)
    elif given is not None and given != life.status and given & KEPT_BITS == life.status:
        yield StatusTruncated(given, life.status)


def _handler_inherited(lifetimes: Lifetimes, life: Lifetime) -> Iterator[Trap]:
    """A process of the program asked it to end, and a handler that it was forked with did that."""
    if life.executed or life.killed or life.status is None or life.status < 0:
        return
    pids = {each.process.pid for each in lifetimes.all.values()}
    for each in life.signals:
        first = each.first
        handled = first.action == "handle" and first.inherited
        if handled and first.name in ENDING and first.sender in pids:
            yield HandlerInherited(first.signal, life.status)
            return


def _is_of_a_pipe(call: SystemCall) -> bool:
    match call.arguments:
        case ReadArguments(object=str(name)) | WriteArguments(object=str(name)):
            return name.startswith("pipe:")
    return False


def _within(call: SystemCall, name: str) -> bool:
    return any(frame.function.name == name for frame in call.frames())
