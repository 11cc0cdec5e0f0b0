"""Judging: holds each claim against the recording of each side; runs nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from joinscope import limits
from joinscope.catalog.claims import (
    OF_LINES,
    OF_ORDER,
    Before,
    Calls,
    Claim,
    Concurrent,
    Difference,
    Ends,
    ExitStatus,
    Joins,
    Only,
    OrderUnknown,
    Possible,
    Prints,
    SameRelation,
    Signals,
    Single,
    StateAt,
    Workers,
)
from joinscope.catalog.front_matter import Comparison
from joinscope.happens_before.linear_extensions import LinearExtensions, outputs
from joinscope.joins.account import Account
from joinscope.joins.facts import JoinFacts, Path, joins_facts
from joinscope.programs.program import Program
from joinscope.recording.recording import Recording
from joinscope.schedule import Schedule
from joinscope.verdict import call_claims, order_claims, races, run_claims, worker_claims
from joinscope.verdict.reasons import (
    CameFirst,
    LostOutput,
    NoDifference,
    NoProcess,
    NotOnce,
    OpenOrder,
    OwnTracer,
    PartialRecording,
    Reason,
)
from joinscope.verdict.verdict import (
    HOLDS,
    ComparisonVerdict,
    Finding,
    Found,
    Outcome,
    SideVerdict,
)
from joinscope.vocabulary import Relation, Through


@dataclass(frozen=True, slots=True)
class Ran:
    """A side and its runs: the judged one with its account, and an untraced one.

    `forced` are runs of the side that were forced to show what is claimed to be possible. `proved`
    are lines, the earlier one first, that forced runs have proved whatever child a wait took.
    `held`: the judged run was forced not to show what is claimed to be possible.

    `recording` is None if the side could not run, `account` if the run was not traced. The untraced
    run shows times that no tracer has made longer. It proves nothing, but what it refutes is
    refuted.
    """

    side: Program
    recording: Recording | None = None
    untraced: Recording | None = None
    account: Account | None = None
    forced: Mapping[Schedule, Recording] = field(default_factory=dict)
    proved: frozenset[tuple[str, str]] = frozenset()
    held: bool = False


def judge(comparison: Comparison, through: Through, runs: Sequence[Ran]) -> ComparisonVerdict:
    """Judge every claim on every side that ran."""
    facts = [_Facts.of(each.recording, each.account, each.proved) for each in runs]
    ran = [(each, fact) for each, fact in zip(runs, facts, strict=True) if fact]
    whole = [each for each in ran if not _harmed(each[1].recording)]
    claims = _claims(comparison, through, (whole or ran)[0][1] if ran else None)
    # What a harmed run did is no standard for the others.
    standard = comparison.claims is not None or whole
    findings = {
        each.side: tuple(
            _find(each, fact, claim)
            if standard
            else Finding(claim, Outcome.UNKNOWN, _harmed(fact.recording))
            for claim in claims
            if not isinstance(claim, Possible) or races.forced(each.side, claim) is not None
        )
        for each, fact in ran
    }
    # The lines of each side are held against those of the first on which no claim fails.
    right = [each for each in whole if not _fails(findings[each[0].side])]
    reference = next(((each.side, fact.order) for each, fact in right or whole or ran), None)
    sides = []
    for each, fact in zip(runs, facts, strict=True):
        if fact is None or reference is None:
            sides.append(SideVerdict(each.side, None, ()))
            continue
        alike = _alike(fact, reference, _same_relation(claims))
        sides.append(
            SideVerdict(
                each.side,
                fact.recording,
                (*findings[each.side], alike),
                each.untraced,
                fact.order,
                fact.joins,
                each.held,
            )
        )
    return ComparisonVerdict(comparison, through, tuple(sides))


@dataclass(frozen=True, slots=True)
class _Facts:
    """A recording, and what its order says where it proves one."""

    recording: Recording
    order: LinearExtensions | None
    account: Account | None
    joins: tuple[JoinFacts, ...]
    proved: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(
        cls,
        recording: Recording | None,
        account: Account | None,
        proved: frozenset[tuple[str, str]],
    ) -> "_Facts | None":
        if recording is None:
            return None
        if account is None or not recording.complete or not account.proves:
            return cls(recording, None, None, ())
        few = len(account.order.printed.all()) <= limits.JUDGED_LINES
        order = outputs(account.order) if few else None
        return cls(recording, order, account, joins_facts(account), proved)


def _claims(comparison: Comparison, through: Through, first: _Facts | None) -> tuple[Claim, ...]:
    """What is claimed of programs that print to this.

    Where nothing is claimed, every side is held against the first that ran.
    """
    if comparison.claims is not None:
        return _with_differences(comparison.claims, through)
    if first is None:
        return ()
    status = first.recording.exit_status
    ends = () if status is None else (ExitStatus(status),)
    return (Ends(), Prints(tuple(first.recording.texts)), *ends)


def _with_differences(claims: Sequence[Claim], through: Through) -> tuple[Claim, ...]:
    """A difference that shows here takes the place of what both languages should do."""
    here = [
        claim
        for claim in claims
        if not isinstance(claim, Difference) or claim.through in {None, through}
    ]
    differing = {
        frozenset([claim.first, claim.second]) for claim in here if isinstance(claim, Difference)
    }
    return tuple(
        claim
        for claim in here
        if not isinstance(claim, Before | Concurrent)
        or frozenset([claim.first, claim.second]) not in differing
    )


def _same_relation(claims: Sequence[Claim]) -> SameRelation:
    """That the lines relate alike, but for those that are declared to differ, or to be unknown."""
    inner = [claim.inner if isinstance(claim, Only) else claim for claim in claims]
    return SameRelation(
        tuple(
            (claim.first.name, claim.second.name)
            for claim in inner
            if isinstance(claim, Difference | OrderUnknown)
        ),
        tuple(
            other.line for claim in claims if isinstance(claim, Prints) for other in claim.others
        ),
    )


def _find(ran: Ran, fact: _Facts, claim: Claim) -> Finding:
    if isinstance(claim, Possible) and (wanted := races.forced(ran.side, claim)) is not None:
        found = races.shown(ran.side, ran.forced, claim, wanted)
        return Finding(claim, *found, lacking=_lacking(fact, claim, found[0]))
    if not fact.recording.complete:
        return Finding(claim, Outcome.UNKNOWN, _partial(fact.recording))
    outcome, reason = _outcome(ran.side, fact, claim)
    if outcome is not Outcome.HOLDS and (harmed := _harmed(fact.recording)):
        return Finding(claim, Outcome.UNKNOWN, harmed)
    untraced = False
    beside = ran.untraced
    if outcome is not Outcome.FAILS and beside and beside.complete and not beside.refused:
        refuted, instead = _outcome(ran.side, _Facts(beside, None, None, ()), claim)
        if refuted is Outcome.FAILS and not _by_another_answer(reason, instead):
            if harmed := _harmed(fact.recording):
                return Finding(claim, Outcome.UNKNOWN, harmed)
            outcome, reason, untraced = refuted, instead, True
    proof, lacking = _proof(fact, claim), _lacking(fact, claim, outcome)
    return Finding(claim, outcome, reason, proof, untraced, lacking)


def _harmed(recording: Recording) -> NoProcess | OwnTracer | None:
    """Why the program did not do what it does alone; None if it did."""
    if recording.refused:
        return NoProcess()
    return OwnTracer() if recording.own_tracer else None


def _partial(recording: Recording) -> PartialRecording | NoProcess:
    return NoProcess() if recording.refused else PartialRecording()


def _by_another_answer(found: Reason | None, instead: Reason | None) -> bool:
    """Whether another answer of a choice explains the order in which the untraced run had events.

    Then that run tells nothing new, and which answer it had is luck: a verdict must not hang on it.
    """
    return isinstance(found, OpenOrder) and found.why.choice and isinstance(instead, CameFirst)


def _alike(
    fact: _Facts, reference: tuple[Program, LinearExtensions | None], claim: SameRelation
) -> Finding:
    if not fact.recording.complete:
        return Finding(claim, Outcome.UNKNOWN, _partial(fact.recording))
    if fact.recording.lost:
        return Finding(claim, Outcome.UNKNOWN, LostOutput(fact.recording.lost))
    found = order_claims.alike(fact.account, fact.order, reference, claim)
    if found[0] is not Outcome.HOLDS and (harmed := _harmed(fact.recording)):
        return Finding(claim, Outcome.UNKNOWN, harmed)
    return Finding(claim, *found, lacking=_lacking(fact, claim, found[0]))


def _lacking(fact: _Facts, claim: Claim | SameRelation, outcome: Outcome) -> bool:
    """Whether stronger evidence would have told."""
    open_ = outcome is Outcome.UNKNOWN and isinstance(claim, OF_ORDER)
    return open_ and fact.account is None


def _fails(findings: Sequence[Finding]) -> bool:
    return any(finding.outcome is Outcome.FAILS for finding in findings)


def _outcome(side: Program, fact: _Facts, claim: Claim) -> Found:
    recording = fact.recording
    if recording.lost and isinstance(claim, OF_LINES):
        return Outcome.UNKNOWN, LostOutput(recording.lost)
    match claim:
        case Ends():
            return run_claims.ends(recording)
        case Prints():
            return run_claims.prints(side, recording.texts, claim)
        case ExitStatus(status):
            return run_claims.exits(recording.exit_status, status)
        case Before(one, other):
            found = order_claims.related(recording, fact.account, one, other, Relation.BEFORE)
            open_ = isinstance(found[1], OpenOrder) and one.kind == other.kind == "line"
            return HOLDS if open_ and (one.name, other.name) in fact.proved else found
        case Concurrent(one, other):
            return order_claims.related(recording, fact.account, one, other, Relation.CONCURRENT)
        case Difference(one, other):
            declared = claim.python if side.language == "python" else claim.c
            return order_claims.related(recording, fact.account, one, other, declared)
        case Joins():
            joins = None if fact.account is None else fact.joins
            return order_claims.joins(side, recording, joins, claim)
        case Only(inner, scope):
            return _only(_outcome(side, fact, inner), here=side.is_in(scope))
        case Possible():
            raise ValueError("a race is judged by runs that were forced")
        case _:
            return _of_processes(fact.account, claim)


def _of_processes(account: Account | None, claim: Single) -> Found:
    match claim:
        case OrderUnknown():
            return order_claims.unknown(account, claim)
        case Workers():
            return worker_claims.endings(account, claim)
        case StateAt():
            return worker_claims.state(account, claim)
        case Calls():
            return call_claims.calls(account, claim)
        case Signals():
            return call_claims.signals(account, claim)


def _only(found: Found, *, here: bool) -> Found:
    """What holds on the sides of a scope must not hold elsewhere: else there is no difference."""
    if here:
        return found
    match found:
        case (Outcome.HOLDS, _):
            return Outcome.FAILS, NoDifference()
        case (Outcome.FAILS, _) | (Outcome.UNKNOWN, OpenOrder() | NotOnce()):
            return HOLDS
    return found


def _proof(fact: _Facts, claim: Claim) -> Path | None:
    """The path from one event to the other, where one is proved."""
    match claim.inner if isinstance(claim, Only) else claim:
        case Before(one, other) | Concurrent(one, other) | Difference(one, other):
            return order_claims.path(fact.account, one, other) if fact.account else None
        case _:
            return None
