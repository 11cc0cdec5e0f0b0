"""Which rules a record goes to: one place for each kind of record, and each class of calls.

A class of calls that is not here does not pass mypy: what it carries has to be said.
"""

from collections.abc import Callable
from typing import assert_never

from joinscope.happens_before.kernel_state import Reap, State, Thread
from joinscope.happens_before.rules import (
    connections,
    creation,
    data,
    descriptors,
    end_of_file,
    epoll_sets,
    fifos,
    files,
    fork_server,
    handlers,
    hidden_calls,
    ipc,
    kills,
    may,
    options,
    polls,
    semaphores,
    shells,
    signals,
    starting,
    termination,
    transfers,
)
from joinscope.recording.records import (
    AcceptArguments,
    AddressArguments,
    Arguments,
    ChangeArguments,
    CloseArguments,
    CloseRangeArguments,
    Continue,
    ControlArguments,
    CounterArguments,
    CreateArguments,
    Creation,
    DescriptorFlagsArguments,
    Descriptors,
    DuplicateArguments,
    Enter,
    Exec,
    ExecArguments,
    ExitArguments,
    Exiting,
    Fifo,
    FutexArguments,
    KeyArguments,
    KillArguments,
    Leave,
    LockArguments,
    LookupArguments,
    MayArguments,
    MemoryArguments,
    NotifyArguments,
    OpenArguments,
    OptionArguments,
    OutputResults,
    PendingArguments,
    PidfdArguments,
    PipeArguments,
    PollArguments,
    ReadArguments,
    ReceiveArguments,
    RestartArguments,
    SemaphoreArguments,
    SendArguments,
    ShutdownArguments,
    Signal,
    SignalReturnArguments,
    SignalWaitArguments,
    SleepArguments,
    SocketArguments,
    SocketpairArguments,
    Stop,
    Termination,
    TimerArguments,
    TransferArguments,
    WaitArguments,
    WriteArguments,
)

# The records that are points: things that happen to a thread, other than what it says of itself.
Happening = (
    Creation | Exec | Descriptors | Enter | Leave | Signal | Stop | Continue | Exiting | Termination
)
HAPPENING = (
    *(Enter, Leave, Creation, Exec, Descriptors, Signal, Stop, Continue, Exiting),
    Termination,
)
# What lets go of descriptors.
CLOSING = (CloseArguments, CloseRangeArguments, DuplicateArguments, ExecArguments)
# What else processes do with each other, or alone, other than through descriptors.
ProcessArguments = (
    KillArguments
    | SignalWaitArguments
    | PendingArguments
    | SignalReturnArguments
    | PidfdArguments
    | ExecArguments
    | ExitArguments
    | SleepArguments
    | TimerArguments
    | RestartArguments
    | FutexArguments
    | OptionArguments
    | MemoryArguments
    | LockArguments
    | ChangeArguments
    | LookupArguments
    | KeyArguments
    | SendArguments
    | ReceiveArguments
    | NotifyArguments
    | SemaphoreArguments
    | ControlArguments
    | MayArguments
)


def take(state: State, thread: Thread, record: Happening) -> None:
    """Hand a record of a thread, whose last point it is, to the rules."""
    if thread.process.program.looks:
        files.unseen(state, thread)
    match record:
        case Enter():
            _begins(state, thread, record)
        case Leave():
            if thread.call is not None:
                _returns(state, thread, *thread.call, record)
        case Exec():
            creation.executed(state, thread, record)
            files.looked(state, thread, record)
        case Descriptors(table=table, received=received):
            descriptors.snapshot(state, thread, table, whole=not received)
        case Signal():
            data.pipe_signal(state, thread, record)
            signals.delivered(state, thread, record)
        case Exiting(status=status) | Termination(status=status):
            # Who is killed while he is stopped shows no `exiting`, and no end but this.
            signals.killed(state, thread, status)
            termination.exiting(state, thread)
            semaphores.ended(state, thread)
        case Continue():
            signals.continued(state, thread)
        case Creation() | Stop():
            pass
        case _:
            assert_never(record)


def _begins(state: State, thread: Thread, record: Enter) -> None:
    """A call begins. Most touch no file and hide nothing, which is asked before any rule is."""
    thread.call = thread.last, record
    handlers.entered(state, thread)
    thread.cut = None
    given = record.arguments
    thread.waiting = given if isinstance(given, SignalWaitArguments) else None
    starting.entered(thread, record)
    if isinstance(given, CLOSING):
        state.closing[thread] = None
        if state.event_sets and isinstance(given, CloseArguments):
            epoll_sets.closed(state, thread, given)
    if record.files or record.looks or isinstance(given, files.CHANGING):
        files.changed(state, thread, record)
    if isinstance(given, MayArguments):
        hidden_calls.enter(state, thread, record.call, given)
    _enter(state, thread, record)
    if isinstance(given, TimerArguments | SignalReturnArguments):
        thread.call = None  # they have no leave


def _returns(state: State, thread: Thread, enter: int, call: Enter, leave: Leave) -> None:
    """A call has returned: its two points are partners."""
    thread.call = None
    state.closing.pop(thread, None)
    state.graph.partner[enter], state.graph.partner[thread.last] = thread.last, enter
    if leave.files or leave.call in files.SPACE:
        files.looked(state, thread, leave)
    if call.files or leave.error or isinstance(call.arguments, files.CHANGING):
        files.has_changed(state, thread, call, leave)
    _leave(state, thread, enter, call, leave)


def _enter(state: State, thread: Thread, record: Enter) -> None:
    """What a call does, or may do, before it returns."""
    match record.arguments:
        case WaitArguments() | ExitArguments():
            pass  # these are the most frequent where many workers are made
        case ReadArguments() as call:
            data.read_enter(state, thread, call.object, _most(call))
        case OpenArguments(fifo=Fifo() as fifo):
            fifos.open_enter(state, thread, fifo)
        case WriteArguments() as call:
            data.write_enter(state, thread, call)
            fork_server.writes(state, thread, call)
        case CreateArguments():
            thread.created = thread.last
        case ExecArguments():
            thread.executing = thread.last
        case TransferArguments() as call:
            transfers.enter(state, thread, call)
        case KillArguments() as call:
            kills.kill_enter(state, thread, call)
        case MemoryArguments() | LockArguments() | FutexArguments() as call:
            may.shared(state, thread, call, record.files)
            thread.call = None
        case call:
            _enter_of_sockets(state, thread, record.call, call)


def _enter_of_sockets(state: State, thread: Thread, name: str, call: Arguments) -> None:
    match call:
        case OptionArguments():
            options.enter(state, thread, call)
        case ShutdownArguments():
            end_of_file.shut_down(state, thread, call)
        case AddressArguments():
            connections.address_enter(state, thread, name, call)
        case AcceptArguments():
            connections.accept_enter(state, thread, call, name)
        case _ if isinstance(call, ipc.FAMILY):
            ipc.enter(state, thread, name, call)


def _most(call: ReadArguments) -> int | None:
    """How many bytes, or messages, a read can take; None if that is not known."""
    return call.count if call.messages is None else call.messages


def _leave(state: State, thread: Thread, enter: int, record: Enter, leave: Leave) -> None:
    match record.arguments:
        case WaitArguments() as call:
            _waited(state, thread, call, leave)
        case CreateArguments():
            creation.returned(state, thread, enter, record, leave)
        case ReadArguments() as call:
            _read(state, thread, enter, call, leave)
        case WriteArguments() as call:
            data.write_leave(state, thread, call, leave)
            _printed(state, enter, thread.last, leave)
        case OpenArguments(fifo=Fifo() as fifo) as call:
            fifos.open_leave(state, thread, enter, fifo, leave.error)
            descriptors.leave(state, thread, enter, call, leave)
        case (
            CloseArguments()
            | DuplicateArguments()
            | DescriptorFlagsArguments()
            | CloseRangeArguments()
            | PipeArguments()
            | SocketpairArguments()
            | CounterArguments()
            | OpenArguments() as call
        ):
            descriptors.leave(state, thread, enter, call, leave)
        case PollArguments():
            polls.leave(state, thread, record, leave)
        case TransferArguments() as call:
            transfers.leave(state, thread, call, leave)
            _printed(state, enter, thread.last, leave)
        case call:
            _leave_of_sockets(state, thread, enter, record, call, leave)


def _leave_of_sockets(
    state: State,
    thread: Thread,
    enter: int,
    record: Enter,
    given: SocketArguments
    | AddressArguments
    | AcceptArguments
    | ShutdownArguments
    | ProcessArguments,
    leave: Leave,
) -> None:
    match given:
        case AddressArguments() as call:
            connections.address_leave(state, thread, enter, record.call, call, leave)
        case AcceptArguments() as call:
            connections.accept_leave(state, thread, enter, call, leave)
        case SocketArguments() as call:
            connections.socket_leave(state, thread, enter, call, leave)
        case ShutdownArguments() as call:
            if leave.error is not None:
                end_of_file.not_shut_down(state, enter, call)
        case call:
            _leave_of_processes(state, thread, enter, record, call, leave)


def _read(state: State, thread: Thread, enter: int, call: ReadArguments, leave: Leave) -> None:
    if call.signalfd is not None:
        signals.read(state, thread, enter, call.signalfd, leave)
    else:
        data.read_leave(state, thread, call, leave)


def _leave_of_processes(
    state: State, thread: Thread, enter: int, record: Enter, call: ProcessArguments, leave: Leave
) -> None:
    match call:
        case KillArguments():
            kills.kill_leave(state, thread, enter, call, leave)
        case SignalWaitArguments():
            signals.waited(state, thread, enter, call, leave)
        case PendingArguments():
            signals.pending(state, thread, enter, leave)
        case PidfdArguments():
            kills.pidfd_opened(state, thread, call, leave)
        case (
            ExecArguments()
            | ExitArguments()
            | SleepArguments()
            | RestartArguments()
            | SignalReturnArguments()
        ):
            # It failed, or time has passed; of a poll the restart is seen, a handler has no leave.
            pass
        case FutexArguments() | MemoryArguments() | LockArguments() | TimerArguments():
            pass  # they have no leave
        case ChangeArguments() | LookupArguments() | OptionArguments():
            pass
        case (
            KeyArguments()
            | SendArguments()
            | ReceiveArguments()
            | NotifyArguments()
            | SemaphoreArguments()
            | ControlArguments()
        ) as call:
            ipc.leave(state, thread, enter, record.call, call, leave)
        case MayArguments():
            hidden_calls.leave(state, thread, record.call, call, leave)
        case _:
            assert_never(call)


def _waited(state: State, thread: Thread, call: WaitArguments, leave: Leave) -> None:
    rule: Callable[[State, Thread, WaitArguments, Leave], int | None] = termination.waited
    if thread.process in state.fork_servers:
        rule = fork_server.waited
    elif thread.process in state.shells:
        rule = shells.waited
    reaped = rule(state, thread, call, leave)
    starting.polled(state, thread, call, leave)
    child = None if reaped is None else state.named(thread.process, reaped)
    if child is not None:
        beyond = termination.beyond_ends(state, thread.process, call)
        anyone = call.child is None
        state.reaps.append(Reap(child, thread.process, thread.last, any=anyone, beyond=beyond))


def _printed(state: State, enter: int, point: int, leave: Leave) -> None:
    match leave.results:
        case OutputResults(stream="stdout", data=text):
            state.printed.add(enter, point, text)
