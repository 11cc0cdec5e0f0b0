"""What a recording shows about each worker: the calls that waited for it, and its joins."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from joinscope.joins.lifetimes import JoinCall, Lifetime, SystemCall, Trace
from joinscope.joins.roles import Role
from joinscope.recording.call_stacks import JOIN

IN_A_JOIN = ("wait", "poll", "read")


@dataclass(slots=True)
class WorkerCalls:
    """A worker: the calls by which its parent waited for its PID, and the joins of anybody.

    `kills` are the calls that sent it a signal, `made` the processes that it has made.
    """

    role: Role
    waits: list[SystemCall] = field(default_factory=list)
    kills: list[SystemCall] = field(default_factory=list)
    attempts: list[JoinCall] = field(default_factory=list)
    made: list[Lifetime] = field(default_factory=list)


class Evidence:
    """Finds what there is about each worker, in one pass over the calls."""

    def __init__(self, trace: Trace, roles: Sequence[Role]) -> None:
        self._about = {role.number: WorkerCalls(role) for role in roles}
        self._lives: dict[int, list[Lifetime]] = defaultdict(list)
        for life in trace.lives.values():
            self._lives[life.process.pid].append(life)
            if life.by is not None:
                self._about[life.by.number].made.append(life)
        attempts = {id(attempt.frame): attempt for attempt in trace.attempts}
        for life in trace.lives.values():
            for call in life.calls:
                self._take(life, call, attempts)
        for attempt in trace.attempts:
            about = self._of(attempt.pid, attempt.frame.start or trace.ended)
            if about is not None:
                about.attempts.append(attempt)

    def about(self, role: Role) -> WorkerCalls:
        """What there is about a worker."""
        return self._about[role.number]

    def _take(self, life: Lifetime, call: SystemCall, attempts: dict[int, JoinCall]) -> None:
        if call.kind in ("wait", "kill"):
            about = self._of(call.enter.get("target", call.enter.get("id", 0)), call.start)
            above = about.role.parent if about is not None else None
            if about is not None and call.kind == "kill":
                about.kills.append(call)
            elif about is not None and above is not None and above.process is life.process:
                about.waits.append(call)
        if call.kind not in IN_A_JOIN:
            return
        for frame in call.frames():
            if frame.function.name == JOIN and id(frame) in attempts:
                attempts[id(frame)].calls.append(call)

    def _of(self, pid: int, time: int) -> WorkerCalls | None:
        """Who had the PID at that time."""
        lives = self._lives.get(pid, [])
        place = bisect_right(lives, time, key=lambda life: life.start)
        return self._about[lives[place - 1].process.number] if place else None
