"""Joins: for each worker how its end reached whoever waited for it."""

import re
from collections.abc import Iterable, Sequence
from statistics import median

from joinscope.explanation import traps
from joinscope.explanation.call_chain import Symbolizer, chain, own_place
from joinscope.explanation.lanes import reaped
from joinscope.explanation.model import Join, Joins
from joinscope.explanation.wait_calls import Timed, Wait, wait_of
from joinscope.joins.join_calls import Evidence, WorkerCalls
from joinscope.joins.joining import Served, by_reap, served
from joinscope.joins.lifetimes import SystemCall, Trace
from joinscope.joins.roles import Role
from joinscope.render.wording.calls import call_text, status_text
from joinscope.render.wording.paths import tell

DURATION = re.compile(r"\d[\d.]*( [mun]?s\b)?")


class Joining:
    """Finds the joins of one side, and how long they took in a run that nothing traced."""

    def __init__(
        self, trace: Trace, names: Symbolizer, roles: Sequence[Role], untraced: Timed | None
    ) -> None:
        self._trace = trace
        self._names = names
        self._roles = roles
        self._timed = Timed(names, trace.calls)
        self._untraced = untraced
        self._evidence = Evidence(trace, roles)
        self._words = {role.number: _in_a_path(role) for role in roles}
        self._reapers = {reap.child.number: reap for reap in trace.reaps}

    def served(self) -> dict[int, Served | None]:
        """The call that told of each worker's end, by the number of its process."""
        return {role.number: self._served(role) for role in self._roles if role.worker is not None}

    def _served(self, role: Role) -> Served | None:
        """Not a wait that failed, or took the status of another worker, if one took this one's."""
        worker, above = role.life.process, role.parent
        if role.life.killed or above is None:
            return None
        told = served(self._trace, worker, above.process)
        reap = self._reapers.get(worker.number)
        call = self._trace.by_point.get(told.point) if told else None
        other = call is not None and (
            call.leave.get("reaped", worker.pid) != worker.pid
            or (call.kind == "wait" and call.leave.get("error"))
        )
        if reap is None or reap.by is not above.process or not other:
            return told
        return by_reap(self._trace, reap)

    def join(self, role: Role, told: Served | None) -> Join:
        """How one worker's end reached whoever waited for it."""
        trace, life = self._trace, role.life
        about = self._evidence.about(role)
        call = trace.by_point.get(told.point) if told else self._hanging(about)
        wait = wait_of(self._names, call.frames()) if call else None
        gone = None if life.killed else reaped(trace, life)
        reap = self._reapers.get(role.number)
        levels = chain(self._names, call, trace.started) if call else ()
        status = None if life.killed else life.status
        return Join(
            worker=role.worker or 0,
            pid=life.process.pid,
            place=(wait.place if wait else own_place(levels)) if call else None,
            method=_method(call, wait),
            waited=self._waited(wait),
            traced=_traced(call, wait),
            call=call_text(call) if call else "",
            blocked=told.blocked if told else call is not None,
            reaped_by=self._words[reap.by.number] if reap else "nobody",
            zombie=None if gone is None or life.end is None else max(gone - life.end, 0),
            status=status_text(status),
            exitcode=status,
            path=tell(trace, told.path, self._words) if told else "",
            chain=levels,
            notes=tuple(traps.notes(trace, about, call)),
        )

    def _hanging(self, about: WorkerCalls) -> SystemCall | None:
        """The call in which its parent waited for it where the run was cut short."""
        above = about.role.parent
        waits = {id(call) for call in about.waits}
        waits |= {id(call) for attempt in about.attempts for call in attempt.calls}
        return next(
            (
                call
                for call in self._trace.cut
                if above is not None and call.process is above.process and id(call) in waits
            ),
            None,
        )

    def _waited(self, wait: Wait | None) -> float | None:
        if wait is None or self._untraced is None:
            return None
        return self._timed.like(wait, self._untraced)


def _in_a_path(role: Role) -> str:
    return "worker" if role.worker is not None else role.name.replace("fork server", "server")


def _method(call: SystemCall | None, wait: Wait | None) -> str:
    if call is None:
        return ""
    return wait.method if wait else call.name


def _traced(call: SystemCall | None, wait: Wait | None) -> float | None:
    if wait is not None:
        return wait.seconds
    return None if call is None or call.end is None else (call.end - call.start) / 1e9


def grouped(found: Iterable[Join]) -> tuple[Joins, ...]:
    """Joins that differ in nothing but the worker and the time, together."""
    groups: dict[tuple[object, ...], list[Join]] = {}
    for each in found:
        name = each.call.partition("(")[0]
        notes = tuple(DURATION.sub("", note) for note in each.notes)
        key = (each.place, each.method, name, each.blocked, each.reaped_by)
        groups.setdefault((*key, each.status, each.path, notes), []).append(each)
    return tuple(_group(each) for each in groups.values())


def _group(joins: list[Join]) -> Joins:
    longest = max(joins, key=lambda each: each.waited or each.traced or 0)
    shown = {each.worker: each for each in (joins[0], longest, joins[-1])}
    waited = [each.waited for each in joins if each.waited is not None]
    return Joins(
        len(joins),
        tuple(sorted(shown.values(), key=lambda each: each.worker)),
        (min(waited), median(waited), max(waited)) if waited else None,
    )
