"""Explains how the end of each worker reached whoever waited for it, and groups what is alike."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from math import inf
from statistics import median

from joinscope.explanation import traps
from joinscope.explanation.call_chain import Symbolizer, chain, own_place
from joinscope.explanation.calls import call_facts
from joinscope.explanation.known_traps import sort_of
from joinscope.explanation.line_traps import LineTraps
from joinscope.explanation.model import Join, Joins
from joinscope.explanation.vain_waits import attempt
from joinscope.explanation.wait_calls import Timed, Wait, wait_of
from joinscope.joins.account import Account
from joinscope.joins.facts import Actor, path_facts
from joinscope.joins.joins import Join as Joined
from joinscope.joins.system_call import SystemCall
from joinscope.recording.records import WaitArguments
from joinscope.vocabulary import Ending

FEW = 3  # joins of a group, which are all shown


class JoinExplainer:
    """Explains the joins of one side, and how long they took in a run that nothing traced."""

    def __init__(self, account: Account, symbolizer: Symbolizer, untraced: Timed | None) -> None:
        self._account = account
        self._symbolizer = symbolizer
        self._lines = LineTraps(account, symbolizer)
        self._timed = Timed(symbolizer, account.lifetimes.stacks)
        self._untraced = untraced
        self._lives_of_pid = Counter(each.process.pid for each in account.lifetimes.all.values())
        self._last_waits: dict[int, Mapping[int | None, float]] = {}

    def explain(self, join: Joined) -> Join:
        """Explain how one worker's end reached whoever waited for it."""
        lifetimes, told = self._account.lifetimes, join.told
        call = lifetimes.by_point.get(told.point) if told else join.calls.hanging(lifetimes)
        wait = wait_of(self._symbolizer, call.frames()) if call else None
        levels = chain(self._symbolizer, call, lifetimes.started) if call else ()
        return Join(
            worker=join.worker.number or 0,
            pid=join.worker.pid,
            place=(wait.place if wait else own_place(levels)) if call else None,
            method=_method(call, wait),
            waited=self._waited(wait),
            traced=_traced(call, wait),
            call=call_facts(call) if call else None,
            blocked=told.blocked if told else call is not None,
            reaped_by=Actor.of(join.reaped_by) if join.reaped_by else None,
            zombie=join.zombie,
            ending=None if join.exit_code is None else Ending.of(join.exit_code),
            path=path_facts(self._account.order, told.path if told else (), self._account.roles),
            chain=levels,
            traps=(*traps.traps(self._account, join, call), *self._lines.of(join)),
            tried=self._tried(join),
            attempt=attempt(self._account, self._symbolizer, join),
            orphan=self._orphan(join),
            adopted_by=self._adopted_by(join),
        )

    def _tried(self, join: Joined) -> bool:
        """Whether its parent made a wait that could have told of its end."""
        role = join.worker
        if role.asked_by is None:
            return False
        if role.asked_by not in self._last_waits:
            self._last_waits[role.asked_by] = _last_waits(
                self._account.lifetimes.all[role.asked_by].calls, self._lives_of_pid
            )
        last = self._last_waits[role.asked_by]
        pids = [None, role.pid] if self._lives_of_pid[role.pid] == 1 else [None]
        return self._account.lifetimes.all[role.process].start <= max(last[pid] for pid in pids)

    def _orphan(self, join: Joined) -> bool:
        lives = self._account.lifetimes.all
        life, parent = lives[join.worker.process], join.worker.parent
        ends = None if parent is None else lives[parent].end
        return ends is not None and not life.killed and (life.end is None or ends < life.end)

    def _adopted_by(self, join: Joined) -> Actor | None:
        above = self._account.lifetimes.all[join.worker.process].above
        if above is None or not self._orphan(join):
            return None
        return Actor.of(self._account.roles[above.process.number])

    def _waited(self, wait: Wait | None) -> float | None:
        if wait is None or self._untraced is None:
            return None
        return self._timed.like(wait, self._untraced)


def _last_waits(calls: Iterable[SystemCall], known: Collection[int]) -> Mapping[int | None, float]:
    """When the last wait for each child ended, by its PID; by None the last for any, or another.

    One that never returned has not ended by then; -1: there was none.
    """
    found: dict[int | None, float] = defaultdict(lambda: -1)
    for call in calls:
        if isinstance(call.arguments, WaitArguments):
            child = call.arguments.child
            pid = child if child in known else None
            found[pid] = max(found[pid], inf if call.end is None else call.end)
    return found


def _method(call: SystemCall | None, wait: Wait | None) -> str:
    if call is None:
        return ""
    return wait.method if wait else call.name


def _traced(call: SystemCall | None, wait: Wait | None) -> float | None:
    if wait is not None:
        return wait.seconds
    if call is None or call.end is None:
        return None
    return (call.end - call.first_piece.start) / 1e9


def grouped(found: Iterable[Join]) -> tuple[Joins, ...]:
    """Joins that differ in nothing but the worker and the time, together."""
    groups: dict[tuple[object, ...], list[Join]] = {}
    for each in found:
        groups.setdefault(tuple(_alike(each)), []).append(each)
    return tuple(_group(each) for each in groups.values())


def _alike(join: Join) -> Iterator[object]:
    """What a join has in common with the others of its group."""
    yield join.place, join.method, join.call and join.call.name, join.blocked, join.ending
    yield _other(join.reaped_by, join)
    yield join.path and join.path.by
    for hop in join.path.hops if join.path else ():
        yield _other(hop.actor, join), hop.does, hop.call
    yield tuple(sort_of(each) for each in join.traps)
    yield join.tried, join.orphan, join.adopted_by
    yield join.attempt and (join.attempt.place, join.attempt.method, join.attempt.outcome)


def _other(actor: Actor | None, join: Join) -> Actor | None:
    """A process, but None for the worker itself: it is another one in each join of a group."""
    return None if actor is None or actor.worker == join.worker else actor


def _group(joins: list[Join]) -> Joins:
    longest = max(joins, key=lambda each: each.waited or each.traced or 0)
    few = joins if len(joins) <= FEW else (joins[0], longest, joins[-1])
    shown = {each.worker: each for each in few}
    waited = [each.waited for each in joins if each.waited is not None]
    return Joins(
        len(joins),
        tuple(sorted(shown.values(), key=lambda each: each.worker)),
        (min(waited), median(waited), max(waited)) if waited else None,
    )
