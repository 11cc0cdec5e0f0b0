"""Claims of order, held against a recording: proved by system calls, or seen and not proved.

A run by weaker evidence can refute that a line comes before another. It proves no order.
"""

from collections.abc import Collection

from joinscope.catalog.claims import IN_WORDS, Joining, Joins
from joinscope.happens_before.linear_extensions import LinearExtensions
from joinscope.happens_before.order_difference import order_differences
from joinscope.happens_before.relation import observed, proof, proved, relation
from joinscope.joins.account import Account
from joinscope.joins.roles import Role
from joinscope.programs.program import Side
from joinscope.recording.recording import Recording
from joinscope.render.wording.joins import joining_text
from joinscope.render.wording.paths import tell
from joinscope.render.wording.roles import short_names
from joinscope.verdict.verdict import HOLDS, Found, Outcome
from joinscope.vocabulary import Event, Reaper, Relation, RoleKind

NOT_ONCE = "one of the two did not happen exactly once"
HIDDEN = "order may have flowed where no system call shows it"
NO_PROOF = "not proved: that takes system calls"
# What claims call who reaps.
REAPERS: dict[RoleKind, Reaper] = {
    RoleKind.PARENT: "parent",
    RoleKind.WORKER: "worker",
    RoleKind.FORK_SERVER: "server",
}


def related(recording: Recording, first: Event, second: Event, wanted: Relation) -> Found:
    """Whether two events relate as they should."""
    as_seen = observed(recording, first, second)
    if proved(recording) is None:
        return _by_sight(as_seen, first, second, wanted)
    found = relation(recording, first, second)
    if found is wanted:
        return HOLDS
    match found:
        case Relation.UNKNOWN:
            return Outcome.UNKNOWN, NOT_ONCE if as_seen is Relation.UNKNOWN else HIDDEN
        case Relation.CONCURRENT:
            came = first if as_seen is Relation.BEFORE else second
            though = (
                "though they came in this order" if as_seen is wanted else f"and {came} came first"
            )
            return Outcome.FAILS, f"nothing orders the two, {though}"
        case Relation.BEFORE:
            return Outcome.FAILS, f"{second} has to wait for {first}"
        case Relation.AFTER:
            return Outcome.FAILS, f"{first} has to wait for {second}"


def _by_sight(as_seen: Relation, first: Event, second: Event, wanted: Relation) -> Found:
    if as_seen is Relation.UNKNOWN:
        return Outcome.UNKNOWN, NOT_ONCE
    came = first if as_seen is Relation.BEFORE else second
    if wanted is Relation.CONCURRENT:
        return Outcome.UNKNOWN, f"{came} came first in this run, which proves nothing"
    if as_seen is wanted:
        return Outcome.UNKNOWN, "seen in this order, not proved"
    if "exit" in {first.kind, second.kind}:  # it is noticed a little late
        return Outcome.UNKNOWN, f"{came} was seen first, which proves nothing of an exit"
    return Outcome.FAILS, f"{came} came first"


def declared(recording: Recording, first: Event, second: Event, wanted: Relation) -> Found:
    """Whether a declared difference shows."""
    outcome, sentence = related(recording, first, second, wanted)
    if outcome is Outcome.FAILS:
        return outcome, f"the declared difference does not show: {sentence}"
    return outcome, sentence


def path(account: Account, first: Event, second: Event) -> str:
    """The path from one of two events to the other, in words; none if nothing orders them."""
    steps = proof(account.order, first, second)
    if steps is None:
        steps = proof(account.order, second, first)
    if steps == []:
        return "in one write"
    return tell(account.order, steps or (), short_names(account.roles))


def joins(side: Side, recording: Recording, account: Account | None, claim: Joins) -> Found:
    """Whether each worker was joined and reaped as is claimed of the side."""
    by = dict(claim.by)
    wanted = by.get(side.language) or by.get(side.start_method)
    if wanted is None:
        return Outcome.UNKNOWN, f"nothing is claimed of {side.start_method}"
    if account is None:
        waited = sorted(recording.waited(recording.pid or 0))
        seen_in = f"the parent was seen waiting in {' and '.join(waited)}; " if waited else ""
        return Outcome.UNKNOWN, f"{seen_in}{NO_PROOF}"
    if not account.joins:
        return Outcome.UNKNOWN, "it made no worker"
    names = short_names(account.roles)
    for join in account.joins:
        if Joining(join.classes, reaper(join.reaped_by)) != wanted:
            return Outcome.FAILS, f"{names[join.worker.process]}: {joining_text(join, names)}"
    return HOLDS


def how(account: Account) -> str:
    """How the workers were joined, in words."""
    names = short_names(account.roles)
    return "; ".join(dict.fromkeys(joining_text(join, names) for join in account.joins))


def reaper(role: Role | None) -> Reaper:
    """What claims call who has reaped a worker; whoever serves the others is a server."""
    return "nobody" if role is None else REAPERS.get(role.kind, "server")


def alike(
    recording: Recording,
    here: LinearExtensions | None,
    there: tuple[Side, LinearExtensions | None],
    except_for: Collection[frozenset[str]],
) -> Found:
    """Whether the lines of a side relate to each other as those of another do."""
    other, expected = there
    if proved(recording) is None:
        return Outcome.UNKNOWN, NO_PROOF
    if here is None or expected is None:
        return Outcome.UNKNOWN, "too many lines to relate each to each"
    unlike = order_differences(here, expected, except_for=except_for)
    if unlike is None:
        same = sorted(here.texts) == sorted(expected.texts)
        return Outcome.UNKNOWN, HIDDEN if same else "other lines"
    if not unlike:
        return HOLDS
    pair = unlike[0]
    mine, theirs = IN_WORDS[pair.here], IN_WORDS[pair.there]
    return (
        Outcome.FAILS,
        f'"{pair.first}" is {mine} "{pair.second}" here, {theirs} it on {other}',
    )
