"""What a recording shows about each worker: the calls that waited for it, and its joins."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from joinscope.joins.lifetimes import JoinCall, Lifetime, Lifetimes
from joinscope.joins.roles import Role, Roles
from joinscope.joins.system_call import SystemCall
from joinscope.recording.call_stacks import JOIN
from joinscope.recording.records import (
    KillArguments,
    PollArguments,
    ReadArguments,
    WaitArguments,
)

IN_A_JOIN = (WaitArguments, PollArguments, ReadArguments)


@dataclass(slots=True, eq=False)
class WorkerCalls:
    """The calls that name a process's PID, and the join() calls around them.

    Attributes:
        waits: the wait calls for it, by the process that is to join it.
        kills: the calls, of any process, that sent it a signal.
        join_calls: the join() calls for it, of any process.
        made: the processes that it created.
    """

    role: Role
    waits: list[SystemCall] = field(default_factory=list)
    kills: list[SystemCall] = field(default_factory=list)
    join_calls: list[JoinCall] = field(default_factory=list)
    made: list[Lifetime] = field(default_factory=list)

    def hanging(self, lifetimes: Lifetimes) -> SystemCall | None:
        """The call in which its joiner still waited for it when the run was cut short, if any."""
        waits = {id(call) for call in self.waits}
        waits |= {id(call) for join_call in self.join_calls for call in join_call.calls}
        return next(
            (
                call
                for call in lifetimes.cut
                if call.process.number == self.role.asked_by and id(call) in waits
            ),
            None,
        )


def worker_calls(lifetimes: Lifetimes, roles: Roles) -> dict[int, WorkerCalls]:
    """The calls about each process, by its number; found in one pass over the calls."""
    return _Finder(lifetimes, roles).found


class _Finder:
    def __init__(self, lifetimes: Lifetimes, roles: Roles) -> None:
        self.found = {number: WorkerCalls(role) for number, role in roles.items()}
        self._by_pid: dict[int, list[Lifetime]] = defaultdict(list)
        for life in lifetimes.all.values():
            self._by_pid[life.process.pid].append(life)
            if life.by is not None:
                self.found[life.by.number].made.append(life)
        frames = {id(each.frame): each for each in lifetimes.join_calls}
        for life in lifetimes.all.values():
            for call in life.calls:
                self._take(call, frames)
        for join_call in lifetimes.join_calls:
            about = self._of(join_call.pid, join_call.frame.start or lifetimes.ended)
            if about is not None:
                about.join_calls.append(join_call)

    def _take(self, call: SystemCall, frames: dict[int, JoinCall]) -> None:
        match call.arguments:
            case KillArguments(target=int(pid)):
                if about := self._of(pid, call.start):
                    about.kills.append(call)
            case WaitArguments(child=int(pid)):
                about = self._of(pid, call.start)
                if about is not None and about.role.asked_by == call.process.number:
                    about.waits.append(call)
        if not isinstance(call.arguments, IN_A_JOIN):
            return
        for frame in call.frames():
            if frame.function.name == JOIN and id(frame) in frames:
                frames[id(frame)].calls.append(call)

    def _of(self, pid: int, time: int) -> WorkerCalls | None:
        """The calls about the process that had the PID at that time."""
        lives = self._by_pid.get(pid, [])
        place = bisect_right(lives, time, key=lambda life: life.start)
        return self.found[lives[place - 1].process.number] if place else None
