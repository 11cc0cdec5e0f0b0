"""Roles: who each process of a recording is to the program, and who is to join it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count, islice
from pathlib import PurePath

from joinscope.happens_before.kernel_state import Process
from joinscope.joins.lifetimes import Lifetime, Lifetimes
from joinscope.joins.system_call import SystemCall
from joinscope.recording.records import ReadArguments, WriteArguments
from joinscope.vocabulary import RoleKind

# Who executes a program with these words among its arguments serves the others.
SERVERS = {
    "from multiprocessing.resource_tracker import": RoleKind.RESOURCE_TRACKER,
    "from multiprocessing.forkserver import": RoleKind.FORK_SERVER,
    "--process-forkserver": RoleKind.FORK_SERVER,  # of process.h
}
SPAWNED, FORK = "from multiprocessing.spawn import", "posix.fork"


@dataclass(frozen=True, slots=True)
class Role:
    """Who a process is. Other processes are named by their numbers in the order.

    `number` counts the workers from 1, in the order of their creation; None for any other kind.
    `creator` made the process by a call, `parent` is the one that the kernel then made its parent:
    the creator, or the creator's own parent where that had asked for it by CLONE_PARENT. Both are
    None for the program's first process. `asked_by` is who is to join it: the parent, or where the
    parent is a fork server who has asked that for it, in the message `request` (None: not seen).
    `program` is the name of the program that it has executed last, empty if it has executed none.
    """

    kind: RoleKind
    process: int
    pid: int
    number: int | None = None
    creator: int | None = None
    parent: int | None = None
    asked_by: int | None = None
    request: SystemCall | None = None
    program: str = ""


Roles = Mapping[int, Role]  # by the number of the process, in the order of their creation


def process_roles(lifetimes: Lifetimes) -> Roles:
    """The role of each process, by its number."""
    found: dict[int, Role] = {}
    requests, numbers = _Requests(lifetimes), count(1)
    for life in lifetimes.all.values():
        process = life.process
        kind = (_serves(life) or RoleKind.WORKER) if found else RoleKind.PARENT
        parent = _number(process.parent or life.by)
        request, asked_by = None, parent
        if kind is RoleKind.WORKER and parent is not None and _is_fork_server(found, parent):
            request = requests.of(life, lifetimes.all[parent])
            asked_by = request.process.number if request else _above(found, parent)
        found[process.number] = Role(
            kind,
            process.number,
            process.pid,
            next(numbers) if kind is RoleKind.WORKER else None,
            _number(life.by),
            parent,
            asked_by,
            request,
            PurePath(life.executed[-1].path).name if life.executed else "",
        )
    return found


def workers(roles: Roles) -> list[Role]:
    """The workers, in the order of their creation."""
    return [role for role in roles.values() if role.kind is RoleKind.WORKER]


def as_tree(roles: Roles) -> list[Role]:
    """All of them, each followed by those that it has made, with theirs."""
    ways: dict[int, tuple[int, ...]] = {}
    for number, role in roles.items():
        above = () if role.creator is None else ways.get(role.creator, ())
        ways[number] = (*above, number)
    return [roles[number] for number in sorted(ways, key=lambda each: ways[each])]


def start_methods(lifetimes: Lifetimes, roles: Roles) -> str:
    """How the workers of a Python program were started, in the order of their creation.

    Empty if it starts only other programs.
    """
    found = dict.fromkeys(_start_method(lifetimes, role) for role in workers(roles))
    return ",".join(each for each in found if each)


def creating_call(lifetimes: Lifetimes, role: Role) -> SystemCall | None:
    """The call that made a process; None if it was not seen to return."""
    return None if role.creator is None else lifetimes.made.get((role.creator, role.pid))


def _start_method(lifetimes: Lifetimes, role: Role) -> str:
    life = lifetimes.all[role.process]
    if role.request is not None:
        return "forkserver"
    if any(SPAWNED in word for each in life.executed for word in each.arguments):
        return "spawn"
    made = creating_call(lifetimes, role)
    frames = made.frames() if made else []
    forked = frames[-1].function.name == FORK if frames else not life.executed
    return "fork" if life.how == "fork" and forked else ""


def _serves(life: Lifetime) -> RoleKind | None:
    """What it serves as; None for the parent or a worker."""
    for program in life.executed:
        for words, kind in SERVERS.items():
            if any(words in argument for argument in program.arguments):
                return kind
    return None


def _is_fork_server(roles: Roles, number: int) -> bool:
    return number in roles and roles[number].kind is RoleKind.FORK_SERVER


def _above(roles: Roles, number: int) -> int | None:
    """The nearest ancestor that is not a fork server."""
    above: int | None = number
    while above is not None and _is_fork_server(roles, above):
        above = roles[above].parent
    return above


def _number(process: Process | None) -> int | None:
    return None if process is None else process.number


class _Requests:
    """The messages with which threads ask a fork server for workers, each for one.

    The server answers with the PID of the worker, in a pipe that the thread then reads.
    """

    def __init__(self, lifetimes: Lifetimes) -> None:
        self._reads: dict[str | None, list[SystemCall]] = defaultdict(list)
        self._sent: dict[int, list[SystemCall]] = defaultdict(list)
        for life in lifetimes.all.values():
            for call in life.calls:
                match call.arguments:
                    case ReadArguments(object=str(name)) if call.end is not None:
                        self._reads[name].append(call)
                    case WriteArguments() if call.name == "sendmsg":
                        self._sent[call.tid].append(call)

    def of(self, life: Lifetime, server: Lifetime) -> SystemCall | None:
        """The message for which the server made a worker."""
        place = bisect_left(server.calls, life.start, key=_start)
        for answer in islice(server.calls, place, None):
            if not isinstance(answer.arguments, WriteArguments):
                continue
            reads = self._reads[answer.arguments.object]
            if any(read.process is server.process for read in reads):
                continue  # to itself, from its handler of SIGCHLD: the worker has ended already
            later = [read for read in reads if (read.end or 0) > answer.start]
            if not later:
                return None
            sent = self._sent[min(later, key=lambda read: read.end or 0).tid]
            place = bisect_left(sent, life.start, key=_start)
            return sent[place - 1] if place else None
        return None


def _start(call: SystemCall) -> int:
    return call.start
