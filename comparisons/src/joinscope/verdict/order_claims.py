"""Claims of order, held against a recording: proved by system calls, or seen and not proved.

A run by weaker evidence can refute that a line comes before another. It proves no order.
"""

from collections.abc import Sequence

from joinscope.catalog.claims import Joining, Joins, OrderUnknown, SameRelation
from joinscope.happens_before.linear_extensions import LinearExtensions
from joinscope.happens_before.order_difference import order_differences
from joinscope.happens_before.relation import (
    EventInterval,
    doubt_between,
    observed,
    of_line,
    proof_between,
    relation_between,
)
from joinscope.joins.account import Account
from joinscope.joins.event_places import place_of_event
from joinscope.joins.facts import (
    NOT_ONCE,
    ONE_WRITE,
    Actor,
    JoinFacts,
    Path,
    path_facts,
    unknown_order,
)
from joinscope.programs.program import Program
from joinscope.recording.recording import Recording
from joinscope.verdict.reasons import (
    CameFirst,
    ExitSeen,
    JoinsNotProved,
    LinesDiffer,
    NeedsCalls,
    NoOrder,
    NothingClaimed,
    NotOnce,
    NoWorker,
    OneOrderSeen,
    OpenOrder,
    OpenThere,
    OrderNotProved,
    OrderProved,
    OtherDoubt,
    OtherJoin,
    OtherRelation,
    SeenNotProved,
    TooManyLines,
)
from joinscope.verdict.verdict import HOLDS, Found, Outcome
from joinscope.vocabulary import Event, Reaper, Relation, RoleKind

# What claims call who reaps.
REAPERS: dict[RoleKind, Reaper] = {
    RoleKind.PARENT: "parent",
    RoleKind.WORKER: "worker",
    RoleKind.FORK_SERVER: "server",
}


def related(
    recording: Recording, account: Account | None, first: Event, second: Event, wanted: Relation
) -> Found:
    """Whether two events relate as they should; without an account none is proved."""
    as_seen = observed(recording, first, second)
    if account is None:
        if first.worker is not None or second.worker is not None:
            return Outcome.UNKNOWN, NeedsCalls()
        return _by_sight(as_seen, first, second, wanted)
    one, other = place_of_event(account, first), place_of_event(account, second)
    if one is None or other is None:
        return Outcome.UNKNOWN, NotOnce()
    found = relation_between(account.order, one, other)
    if found is wanted:
        return HOLDS
    match found:
        case Relation.UNKNOWN:
            why = doubt_between(account.order, one, other)
            return Outcome.UNKNOWN, OpenOrder(unknown_order(account, why)) if why else NotOnce()
        case Relation.CONCURRENT:
            if as_seen is Relation.UNKNOWN:
                as_seen = _came(one, other)
            came_first = first if as_seen is Relation.BEFORE else second
            return Outcome.FAILS, NoOrder(came_first, as_claimed=as_seen is wanted)
        case Relation.BEFORE:
            return Outcome.FAILS, OrderProved(first, second)
        case Relation.AFTER:
            return Outcome.FAILS, OrderProved(second, first)


def unknown(account: Account | None, claim: OrderUnknown) -> Found:
    """Whether it is unknown how two events relate, for the reason that is claimed."""
    if account is None:
        return Outcome.UNKNOWN, NeedsCalls()
    one, other = place_of_event(account, claim.first), place_of_event(account, claim.second)
    if one is None or other is None:
        return Outcome.UNKNOWN, NotOnce()
    match relation_between(account.order, one, other):
        case Relation.BEFORE:
            return Outcome.FAILS, OrderProved(claim.first, claim.second)
        case Relation.AFTER:
            return Outcome.FAILS, OrderProved(claim.second, claim.first)
        case Relation.CONCURRENT:
            earlier = _came(one, other) is Relation.BEFORE
            first = claim.first if earlier else claim.second
            return Outcome.FAILS, NoOrder(first, as_claimed=False)
        case Relation.UNKNOWN:
            why = doubt_between(account.order, one, other)
            if why is not None and why.why.code == claim.why:
                return HOLDS
            told = unknown_order(account, why) if why else NOT_ONCE
            return Outcome.FAILS, OtherDoubt(told)


def _came(one: EventInterval, other: EventInterval) -> Relation:
    """Which of two events that nothing orders came first in this run."""
    return Relation.BEFORE if one.lasts[-1] < other.lasts[-1] else Relation.AFTER


def _by_sight(as_seen: Relation, first: Event, second: Event, wanted: Relation) -> Found:
    if as_seen is Relation.UNKNOWN:
        return Outcome.UNKNOWN, NotOnce()
    came_first = first if as_seen is Relation.BEFORE else second
    if wanted is Relation.CONCURRENT:
        return Outcome.UNKNOWN, OneOrderSeen(came_first)
    if as_seen is wanted:
        return Outcome.UNKNOWN, SeenNotProved()
    if "exit" in {first.kind, second.kind}:
        return Outcome.UNKNOWN, ExitSeen(came_first)
    return Outcome.FAILS, CameFirst(came_first)


def path(account: Account, first: Event, second: Event) -> Path | None:
    """The path from one of two events to the other; None if nothing orders them."""
    one, other = place_of_event(account, first), place_of_event(account, second)
    if one is None or other is None:
        return None
    steps = proof_between(account.order, one, other)
    if steps is None:
        steps = proof_between(account.order, other, one)
    if steps is None:
        return None
    return ONE_WRITE if steps == [] else path_facts(account.order, steps, account.roles)


def joins(
    side: Program, recording: Recording, found: Sequence[JoinFacts] | None, claim: Joins
) -> Found:
    """Whether each worker was joined and reaped as is claimed of the side.

    `found` is None where the evidence does not tell.
    """
    by = dict(claim.by)
    wanted = by.get(side.language) or by.get(side.start_method)
    if wanted is None:
        return Outcome.UNKNOWN, NothingClaimed(side.start_method)
    if found is None:
        waited_in = sorted(recording.waited(recording.pid or 0))
        return Outcome.UNKNOWN, JoinsNotProved(tuple(waited_in))
    if not found:
        return Outcome.UNKNOWN, NoWorker()
    wrong = (each for each in found if Joining(each.served, reaper(each.reaped_by)) != wanted)
    join = next(wrong, None)
    return HOLDS if join is None else (Outcome.FAILS, OtherJoin(join))


def reaper(actor: Actor | None) -> Reaper:
    """What claims call who has reaped a worker; whoever serves the others is a server."""
    return "nobody" if actor is None else REAPERS.get(actor.role, "server")


def _open(account: Account, here: LinearExtensions) -> OpenOrder | OpenThere:
    """Why the relations of two sides cannot be held against each other: of a pair of lines here."""
    places = [of_line(line) for line in account.order.printed.all()]
    for one, other in here.unknown:
        why = doubt_between(account.order, places[one], places[other])
        if why is not None:
            return OpenOrder(unknown_order(account, why))
    return OpenThere()


def alike(
    account: Account | None,
    here: LinearExtensions | None,
    reference: tuple[Program, LinearExtensions | None],
    claim: SameRelation,
) -> Found:
    """Whether the lines of a side relate to each other as those of the reference do."""
    side, there = reference
    if account is None:
        return Outcome.UNKNOWN, OrderNotProved()
    if here is None or there is None:
        return Outcome.UNKNOWN, TooManyLines()
    declared = [frozenset(pair) for pair in claim.except_for]
    unlike = order_differences(here, there, except_for=declared, but_for=claim.but_for)
    if unlike is None:
        mine, theirs = (
            sorted(text for text in each.texts if text not in claim.but_for)
            for each in (here, there)
        )
        same = mine == theirs
        return Outcome.UNKNOWN, _open(account, here) if same else LinesDiffer()
    if not unlike:
        return HOLDS
    pair = unlike[0]
    return Outcome.FAILS, OtherRelation(
        pair.first, pair.second, pair.here, pair.there, side.language, side.variant
    )
