"""Claims about workers, held against an account: how each ended, and how it was at an event.

A state is a matter of order. A worker is a zombie at a line if its end is before the line, and the
line before the call that takes its status, each by proof: that it merely happened to have ended
proves nothing of the next run. Where nothing of the program takes its status, it stays one until
its parent ends.
"""

from joinscope.catalog.claims import StateAt, Workers
from joinscope.happens_before.relation import (
    EventInterval,
    doubt_between,
    relation_between,
)
from joinscope.joins.account import Account
from joinscope.joins.event_places import exit_of, join_of, place_of_event, reap_of
from joinscope.joins.facts import unknown_order
from joinscope.joins.joins import Join
from joinscope.verdict.reasons import (
    NeedsCalls,
    NoSuchWorker,
    NotOnce,
    OpenOrder,
    OtherEndings,
    OtherState,
)
from joinscope.verdict.verdict import HOLDS, Found, Outcome
from joinscope.vocabulary import Ending, Relation, WorkerState

# What has to come before an event, and what after it, for a worker to be in a state there.
Pair = tuple[EventInterval, EventInterval]


def endings(account: Account | None, claim: Workers) -> Found:
    """Whether the workers ended as is claimed."""
    if account is None:
        return Outcome.UNKNOWN, NeedsCalls()
    codes = (join.exit_code for join in account.joins)
    seen = tuple(None if code is None else Ending.of(code) for code in codes)
    return HOLDS if seen == claim.endings else (Outcome.FAILS, OtherEndings(seen))


def state(account: Account | None, claim: StateAt) -> Found:
    """Whether a worker is in a state at an event, by proof."""
    if account is None:
        return Outcome.UNKNOWN, NeedsCalls()
    join, at = join_of(account, claim.worker), place_of_event(account, claim.at)
    if join is None:
        return Outcome.FAILS, NoSuchWorker(claim.worker, len(account.joins))
    if at is None:
        return Outcome.UNKNOWN, NotOnce()
    if _is(account, join, at, claim.state):
        return HOLDS
    states: tuple[WorkerState, ...] = ("orphan", "alive", "zombie", "gone")
    proved = next((each for each in states if _is(account, join, at, each)), None)
    if proved is not None and (proved != "alive" or claim.state in {"zombie", "gone"}):
        return Outcome.FAILS, OtherState(proved)
    pairs = _pairs(account, join, at, claim.state)
    if pairs is None:
        return Outcome.FAILS, OtherState(None)
    for early, late in pairs:
        found = relation_between(account.order, early, late)
        if found is Relation.UNKNOWN and (why := doubt_between(account.order, early, late)):
            return Outcome.UNKNOWN, OpenOrder(unknown_order(account, why))
    return Outcome.FAILS, OtherState(None)


def _is(account: Account, join: Join, at: EventInterval, state: WorkerState) -> bool:
    pairs = _pairs(account, join, at, state)
    return pairs is not None and all(
        relation_between(account.order, early, late) is Relation.BEFORE for early, late in pairs
    )


def _pairs(
    account: Account, join: Join, at: EventInterval, state: WorkerState
) -> list[Pair] | None:
    """What has to come before what for the state; None where the worker never is in it."""
    role, life = join.worker, account.lifetimes.all[join.worker.process]
    end, reap = exit_of(account, role.process), reap_of(join)
    above = None if role.parent is None else exit_of(account, role.parent)
    alive = [] if end is None else [(at, end)]
    match state:
        case "alive":
            return alive
        case "orphan":
            return [(above, at), *alive] if above else None
        case "zombie":
            last = reap or above
            seen = reap is not None or life.zombie or life.signalled
            return [(end, at), (at, last)] if end and last and seen else None
        case "gone" if reap is not None:
            return [(reap, at)]
        case "gone":
            return [(end, at)] if end and not (life.zombie or life.signalled) else None
