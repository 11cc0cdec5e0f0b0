"""Who is who among the processes: the parent, the workers, and what serves them."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice

from joinscope.joins.lifetimes import Lifetime, SystemCall, Trace

# What a process is that executes a program with these words among its arguments.
SERVER = "fork server"
SERVERS = {
    "from multiprocessing.resource_tracker import": "resource tracker",
    "from multiprocessing.forkserver import": SERVER,
    "--process-forkserver": SERVER,  # of process.h
}
SPAWNED, FORK = "from multiprocessing.spawn import", "posix.fork"


@dataclass(frozen=True, slots=True)
class Role:
    """What a process is called; workers are counted from 1 in the order of their birth.

    `parent` is who waits for a worker: who asked for it, where a fork server has made it; `asked`
    is then the message in which it did.
    """

    life: Lifetime
    name: str
    worker: int | None = None
    parent: Lifetime | None = None
    asked: SystemCall | None = None

    @property
    def number(self) -> int:
        """The number of the process."""
        return self.life.process.number


def process_roles(trace: Trace) -> list[Role]:
    """The role of each process, in the order of their births."""
    lives = list(trace.lives.values())
    if not lives:
        return []
    served = {life.process.number: _serves(life) for life in lives}
    several = sum(not each for each in served.values()) > 2
    roles, number, requests = [Role(lives[0], "parent")], 0, _Requests(trace)
    for life in lives[1:]:
        if name := served[life.process.number]:
            roles.append(Role(life, name))
            continue
        number += 1
        name = f"worker {number}" if several else "worker"
        parent, asked = None if life.by is None else trace.life(life.by), None
        if parent is not None and served[parent.process.number] == SERVER:
            asked = requests.of(life, parent)
            parent = trace.life(asked.process) if asked else _above(trace, parent, served)
        roles.append(Role(life, name, number, parent, asked))
    return roles


def _above(trace: Trace, life: Lifetime, served: dict[int, str]) -> Lifetime | None:
    while served[life.process.number] == SERVER and life.by is not None:
        life = trace.life(life.by)
    return life


class _Requests:
    """The messages with which threads ask a fork server for workers, each for one.

    The server answers with the PID of the worker, in a pipe that the thread then reads.
    """

    def __init__(self, trace: Trace) -> None:
        self._reads: dict[str, list[SystemCall]] = defaultdict(list)
        self._sent: dict[int, list[SystemCall]] = defaultdict(list)
        for life in trace.lives.values():
            for call in life.calls:
                if call.kind == "read" and call.end is not None:
                    self._reads[str(call.enter.get("object"))].append(call)
                elif call.name == "sendmsg":
                    self._sent[call.tid].append(call)

    def of(self, life: Lifetime, server: Lifetime) -> SystemCall | None:
        """The message for which the server made a worker."""
        place = bisect_left(server.calls, life.start, key=_start)
        for answer in islice(server.calls, place, None):
            if answer.kind != "write":
                continue
            reads = self._reads[str(answer.enter.get("object"))]
            if any(read.process is server.process for read in reads):
                continue  # to itself, from its handler of SIGCHLD: the worker has ended already
            for read in reads:
                if (read.end or 0) > answer.start:
                    sent = self._sent[read.tid]
                    place = bisect_left(sent, life.start, key=_start)
                    return sent[place - 1] if place else None
            return None
        return None


def _start(call: SystemCall) -> int:
    return call.start


def _serves(life: Lifetime) -> str:
    """What it serves as; empty for a worker."""
    for _, _, arguments in life.executed:
        for words, name in SERVERS.items():
            if any(words in argument for argument in arguments):
                return name
    return ""


def start_methods(trace: Trace, roles: list[Role]) -> str:
    """How the workers of a Python program were started, in the order of their births.

    Empty where it starts none but other programs.
    """
    found = dict.fromkeys(_start_method(trace, role) for role in roles if role.worker is not None)
    return ",".join(each for each in found if each)


def _start_method(trace: Trace, role: Role) -> str:
    life = role.life
    if role.asked is not None:
        return "forkserver"
    if any(SPAWNED in word for _, _, words in life.executed for word in words):
        return "spawn"
    made = trace.made.get((life.by.number, life.process.pid)) if life.by else None
    frames = made.frames() if made else []
    forked = frames[-1].function.name == FORK if frames else not life.executed
    return "fork" if life.how == "fork" and forked else ""
