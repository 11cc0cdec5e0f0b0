"""Joins: how the end of each worker reached who is to join it, and who reaped the worker.

Who is to join a worker learns of its end by the first of its calls that the end is before, whatever
call that is: a wait for it; under a fork server the poll and the read of the pipe that its status
comes through; the end of a pipe that it held. An orphan is nobody's to join any more: whoever
reaps it, as the system has made that its parent, has joined it. All of that is about this run: how
a worker was joined may hang on a choice.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from joinscope.errors import RecordingError
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.causal_past import CausalPast, Step, Ways
from joinscope.happens_before.kernel_state import Process, Reap
from joinscope.joins.first_returns import first_returns
from joinscope.joins.join_calls import WorkerCalls, worker_calls
from joinscope.joins.lifetimes import Lifetimes
from joinscope.joins.roles import Role, Roles, workers
from joinscope.recording.records import WaitArguments, WaitResults
from joinscope.vocabulary import RoleKind


@dataclass(frozen=True, slots=True)
class Told:
    """The call that returned because the worker had ended, and so told the process `by` of it.

    Attributes:
        by: the process that made the call.
        call: its name.
        classes: those of all calls that told of the end: `wait`; or `poll` and `read` under a fork
            server, where the status comes through a pipe.
        blocked: `by` was in the call when the worker ended, so the call had to wait for that. A
            call that a signal has interrupted and the kernel restarts is one, from its first enter.
        point: where the call returned.
        path: the proof, from the worker's last point to `point`.
    """

    by: Role
    call: str
    classes: tuple[str, ...]
    blocked: bool
    point: int
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """How a worker was joined, or that it was not.

    Attributes:
        told: the call that told of its end; None if no call of the process that is to join it did.
        reaped_by: who took its status, at the point `reaped`; both None if no process of the
            program did.
        zombie: how long it had ended and was not reaped, in ns; None if it never was a zombie, or
            that is not known.
        exit_code: as multiprocessing has it; None if it did not end by itself.
        calls: all calls about it, whatever they told.
    """

    worker: Role
    told: Told | None
    reaped_by: Role | None
    reaped: int | None
    zombie: int | None
    exit_code: int | None
    calls: WorkerCalls

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of the calls that told of its end; empty if no call did."""
        return self.told.classes if self.told else ()


def joins(order: HappensBefore, lifetimes: Lifetimes, roles: Roles) -> list[Join]:
    """How each worker was joined, in the order of their creation.

    RecordingError if a process takes part of which the recording says nothing else.
    """
    _check_known(order, roles)
    reaps = {reap.child.number: reap for reap in order.reaps}
    calls = worker_calls(lifetimes, roles)
    returns = first_returns(order, _ends(lifetimes, roles))
    found = []
    for role in workers(roles):
        life, reap = lifetimes.all[role.process], reaps.get(role.process)
        gone = None if life.killed else zombie_until(lifetimes, role)
        found.append(
            Join(
                role,
                _told(order, lifetimes, roles, role, reap, returns),
                roles[reap.by.number] if reap else None,
                reap.point if reap else None,
                None if gone is None or life.end is None else gone - life.end,
                None if life.killed else life.status,
                calls[role.process],
            )
        )
    return found


def _check_known(order: HappensBefore, roles: Roles) -> None:
    """Whoever reaps a worker, or is to join one, has a role: else the PIDs are wrong."""
    named = {reap.by.number: reap.child.pid for reap in order.reaps}
    named |= {role.asked_by: role.pid for role in workers(roles) if role.asked_by is not None}
    for number, worker in named.items():
        if number not in roles:
            raise RecordingError(
                "the recording has a PID that no kernel gives: an unknown process reaps, or is to "
                f"join, {worker}"
            )


def zombie_until(lifetimes: Lifetimes, role: Role) -> int | None:
    """When a process stopped being a zombie: when it was reaped, or when its parent ended.

    If neither, it was one to the end of the recording. None if it never was one, because its parent
    ignored SIGCHLD, or if that is not known: it was an orphan that nobody of the program reaped.
    """
    life = lifetimes.all[role.process]
    if life.end is None or role.parent is None:
        return None
    if life.reaped is not None or not (life.signalled or life.zombie):
        return life.reaped
    parent = life.above or lifetimes.all[role.parent]
    ended = lifetimes.ended if lifetimes.cut_at is None else lifetimes.cut_at
    if parent.killed or parent.end is None:
        return max(ended, life.end)
    return parent.end if parent.end >= life.end else None


def _ends(lifetimes: Lifetimes, roles: Roles) -> dict[int, list[int]]:
    """The last points of the workers that ended, by the process that is to join them."""
    found: dict[int, list[int]] = {}
    for role in workers(roles):
        end = _last_point(lifetimes, role)
        if end is not None and role.asked_by is not None:
            found.setdefault(role.asked_by, []).append(end)
    return found


def _last_point(lifetimes: Lifetimes, role: Role) -> int | None:
    """The last point of a worker that ended by itself."""
    life = lifetimes.all[role.process]
    worker = life.process
    return worker.ended[-1] if worker.gone and worker.ended and not life.killed else None


def _told(
    order: HappensBefore,
    lifetimes: Lifetimes,
    roles: Roles,
    role: Role,
    reap: Reap | None,
    returns: Mapping[int, int],
) -> Told | None:
    """The call that told of a worker's end.

    Not a wait that failed, took the status of another worker, or only looked (WNOWAIT), if a later
    one has taken this one's: that is the join. If none has, a wait that took another's told nothing
    of this one either.
    """
    worker, end = lifetimes.all[role.process].process, _last_point(lifetimes, role)
    if role.asked_by is None or end is None:
        return None
    waiter, point = roles[role.asked_by], returns.get(end)
    if reap is None and point is not None and _took_another(lifetimes, worker, point):
        return None  # only a signal told: it came before a wait for another one
    if reap is None or roles[reap.by.number].kind is RoleKind.FORK_SERVER:
        return None if point is None else _at(order, lifetimes, end, point, waiter)
    reaper = roles[reap.by.number]
    if point is None or (reaper is waiter and _of_another(lifetimes, worker, point)):
        return _at(order, lifetimes, end, reap.point, reaper, alone=True)
    return _at(order, lifetimes, end, point, waiter)


def _of_another(lifetimes: Lifetimes, worker: Process, point: int) -> bool:
    """Whether the call at a point is a wait, and not one that took this worker's status."""
    call = lifetimes.by_point.get(point)
    if call is None or not isinstance(call.arguments, WaitArguments):
        return False
    match call.results:
        case WaitResults(child=child, reaped=True):
            return child != worker.pid
    return True


def _took_another(lifetimes: Lifetimes, worker: Process, point: int) -> bool:
    """Whether the call at a point is a wait that took the status of another worker."""
    call = lifetimes.by_point.get(point)
    match call.results if call is not None else None:
        case WaitResults(child=child, reaped=True):
            return child != worker.pid
    return False


def _at(
    order: HappensBefore,
    lifetimes: Lifetimes,
    end: int,
    point: int,
    by: Role,
    *,
    alone: bool = False,
) -> Told:
    """The call that returned at a point; `alone`: no later call fetches what it reported."""
    call = lifetimes.by_point.get(point)
    enter = order.call_of(point)[0] if call is None else call.first_piece.point
    what = order.what(point)
    path = CausalPast(order.graph, point, floor=end, ways=Ways.CHOICES).path(end) or []
    rest = () if alone else _rest(order, point)
    return Told(by, what.call, (what.cls, *rest), enter < end, point, tuple(path))


def _rest(order: HappensBefore, point: int) -> Iterator[str]:
    """After a poll, the call that fetched what it had reported."""
    if order.what(point).cls != "poll":
        return
    chain = order.graph.chains[order.graph.chain[point]]
    for target in chain.targets[bisect_left(chain.targets, point + 1) :]:
        what = order.what(target)
        if what.event == "leave" and what.cls in ("read", "wait"):
            yield what.cls
            return
