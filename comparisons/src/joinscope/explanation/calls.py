"""System calls as facts: what a call was given and what it answered, as far as a reader wants it.

The arguments are those that say what the call is about, in the order in which a programmer writes
them, each of a type of its own: wait4(4711, WNOHANG) has a Number and Flags.
"""

from collections.abc import Iterator

import msgspec

from joinscope import limits
from joinscope.joins.system_call import SystemCall
from joinscope.recording.records import (
    AcceptArguments,
    AddressArguments,
    CloseArguments,
    CreateArguments,
    ExecArguments,
    ExitArguments,
    KillArguments,
    OptionArguments,
    OutputResults,
    PairResults,
    PipeArguments,
    PollArguments,
    PollResults,
    ReadArguments,
    ShutdownArguments,
    SignalWaitArguments,
    SleepArguments,
    SocketpairArguments,
    TransferArguments,
    WaitArguments,
    WaitResults,
    WriteArguments,
)


class _Argument(msgspec.Struct, frozen=True, tag_field="type"):
    """An argument of a call, or a part of its answer."""


class Number(_Argument, frozen=True, tag="number"):
    """A number, such as a PID or an exit code; None: it could not be read."""

    value: int | None


class Flags(_Argument, frozen=True, tag="flags"):
    """Flags by their names; there may be none."""

    names: tuple[str, ...]


class Signal(_Argument, frozen=True, tag="signal"):
    """A signal by its number."""

    number: int


class Duration(_Argument, frozen=True, tag="duration"):
    """How long to sleep, in ns; None: until a moment that is given."""

    nanoseconds: int | None


class Program(_Argument, frozen=True, tag="program"):
    """A program to execute."""

    path: str


class Descriptor(_Argument, frozen=True, tag="descriptor"):
    """A descriptor and what it stands for: `pipe:[91]`, a path; None if that is not known."""

    fd: int | None
    object: str | None


class Ready(_Argument, frozen=True, tag="ready"):
    """A descriptor that poll has reported, and for which events."""

    fd: int | None
    events: tuple[str, ...]


class Data(_Argument, frozen=True, tag="data"):
    """The first characters of what was written or read; `more` of them are left out."""

    text: str
    more: int


Argument = Number | Flags | Signal | Duration | Program | Descriptor | Ready | Data


class Call(msgspec.Struct, frozen=True):
    """A system call.

    `kind` is its class, as recordings have it: wait, poll, read, write, create, exit, ... `error`
    is the name of the error with which it failed. `returned` is False for a call that never did:
    it went on where the run was cut short, or ended its process. `status` is the wait status word
    that a wait got, which WIFEXITED() and its kin decode; None if it got none.
    """

    name: str
    kind: str
    arguments: tuple[Argument, ...] = ()
    result: int | None = None
    error: str | None = None
    returned: bool = True
    status: int | None = None


def call_facts(call: SystemCall) -> Call:
    """The facts of a recorded call; what goes on after a signal has the name that it began with."""
    return Call(
        call.first_piece.name,
        call.kind,
        tuple(_arguments(call)),
        call.result,
        error_of(call),
        returned=call.leave is not None,
        status=call.results.status if isinstance(call.results, WaitResults) else None,
    )


def error_of(call: SystemCall) -> str | None:
    """As the program sees it: the kernel's own ERESTARTSYS and its kin become EINTR."""
    interrupted = call.error is not None and call.error.startswith("ERESTART")
    return "EINTR" if interrupted else call.error


def _arguments(call: SystemCall) -> Iterator[Argument]:  # noqa: C901, PLR0912 - an arm for each
    match call.arguments:
        case CreateArguments() as given:
            yield from _flags(call.name, given)
        case WaitArguments(options=options) as given:
            yield Number(_waited_for(call.name, given))
            if options:
                yield Flags(options)
        case ExitArguments(status=status):
            yield Number(status)
        case ExecArguments(path=path):
            yield Program(path or "")
        case KillArguments(target=target, signal=number):
            yield Number(target)
            yield Signal(number)
        case SignalWaitArguments() | SleepArguments() as given:
            if call.name != "pause":  # which takes none
                yield from _waited_until(given)
        case PollArguments():
            ready = call.results.ready if isinstance(call.results, PollResults) else ()
            for each in ready or ():
                yield Ready(each.fd, each.events)
        case (
            ReadArguments(fd=fd, object=name)
            | CloseArguments(fd=fd, object=name)
            | WriteArguments(fd=fd, object=name)
            | TransferArguments(fd=fd, object=name)
            | AddressArguments(fd=fd, object=name)
            | AcceptArguments(fd=fd, object=name)
            | ShutdownArguments(fd=fd, object=name)
            | OptionArguments(fd=fd, object=name)
        ):
            yield Descriptor(fd, name)
            if isinstance(call.results, OutputResults) and call.results.data:
                yield _data(call.results.data)
        case PipeArguments() | SocketpairArguments():
            if isinstance(call.results, PairResults):
                for fd, name in zip(call.results.fds, call.results.objects, strict=True):
                    yield Descriptor(fd, name)
        case _:
            yield Descriptor(None, None)


def _waited_until(given: SignalWaitArguments | SleepArguments) -> Iterator[Argument]:
    match given:
        case SignalWaitArguments(signals=numbers):
            yield from map(Signal, numbers or ())
        case SleepArguments(nanoseconds=length, until=until):
            yield Duration(None if until else length)


def _flags(name: str, given: CreateArguments) -> Iterator[Argument]:
    """What clone was given; fork and vfork take no arguments, though records say what they do."""
    if name not in ("fork", "vfork"):
        shown = [flag for flag in given.flags or () if not flag.startswith("CLONE_CHILD")]
        yield Flags((*shown, *([given.signal] if given.signal else [])))


def _waited_for(name: str, given: WaitArguments) -> int:
    """For whom: in the way of wait4, which also of waitid tells enough."""
    match given.idtype:
        case "P_ALL":
            return -1
        case "P_PGID" if name != "waitid":
            return -given.id
        case _:
            return given.id if given.child is None else given.child


def _data(data: str) -> Data:
    """From bytes as recordings have them, a character each."""
    text = data.encode("latin-1", "replace").decode("utf-8", "backslashreplace")
    most = limits.CALL_DATA
    return Data(text[:most], max(len(text) - most, 0))
