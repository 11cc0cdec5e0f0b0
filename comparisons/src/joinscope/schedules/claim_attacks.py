"""Attacks on claims: each line that is claimed to come before another is held back until that one.

    claimed: a before b       hold who prints a at the enter of that write
                              until who prints b has left its write

The attack is that of `orders --force` (targeted.py), here on what somebody claims, proved or not.
Each side is run once as it is, which tells who prints which line, and once for each claim.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from joinscope import limits
from joinscope.catalog.claims import Before, Only
from joinscope.explanation.model import SideExplanation
from joinscope.pipeline import story_of
from joinscope.programs.program import Program
from joinscope.programs.targets import Target
from joinscope.schedule import schedule
from joinscope.schedules.forced_runs import ForcedRun, Outcome, run_attempts, writes_of
from joinscope.schedules.printers import NamedAccount
from joinscope.schedules.targeted import Attempt, gate
from joinscope.schedules.witnesses import Witnessed, witness
from joinscope.verdict.verdict import ComparisonVerdict, SideVerdict
from joinscope.vocabulary import Through


class NotAttacked(StrEnum):
    """Why no run was forced.

    `no_line`: it is about the end of a process. `not_once`: a line was not printed exactly once.
    `who`: it is not known who prints which line. `one_write`: one write has both lines.
    """

    NO_LINE = "no_line"
    NOT_ONCE = "not_once"
    WHO = "who"
    ONE_WRITE = "one_write"


@dataclass(frozen=True, slots=True)
class ClaimAttack:
    """The attempt to break a claim on a side: the run that was forced, or why none was.

    `story` is what that run did, None where the run was not recorded whole. `proved`: the run
    before it, which nothing forced, has proved the claim. `several`: the side has several workers.
    """

    side: Program
    claim: Before
    attempt: ForcedRun | NotAttacked
    story: SideExplanation | None = None
    proved: bool = False
    several: bool = False

    @property
    def wrong(self) -> bool:
        """Whether it shows that a proof is wrong."""
        broken = isinstance(self.attempt, ForcedRun) and self.attempt.outcome is Outcome.BROKEN
        return broken and self.proved


def attack_claims(
    target: Target, judged: ComparisonVerdict, *, through: Through, deadline: float
) -> list[ClaimAttack]:
    """Attack each claim that one event comes before another, on each side that it is made of."""
    claimed = {side.side: claims for side in judged.sides if (claims := _claimed(side))}
    able = tuple(side.side for side in judged.sides if side.side in claimed and _is_able(side))
    some = replace(target, programs=able)
    found = witness(some, runs=1, through=through, deadline=deadline, account=NamedAccount)
    return attacked(claimed, {each.side: each for each in found}, through, deadline)


def attacked(
    claimed: Mapping[Program, Sequence[Before]],
    known: Mapping[Program, Witnessed],
    through: Through,
    deadline: float,
) -> list[ClaimAttack]:
    """Attack what is claimed of sides, each of which is `known` from a run that nothing forced."""
    planned = [
        (side, claim, _planned(known.get(side), claim))
        for side, claims in claimed.items()
        for claim in claims
    ]
    jobs = [(known[side], attempt) for side, _, attempt in planned if isinstance(attempt, Attempt)]
    runs = iter(run_attempts(jobs, through=through, deadline=deadline))
    attacks = []
    for side, claim, attempt in planned:
        if isinstance(attempt, NotAttacked):
            attacks.append(ClaimAttack(side, claim, attempt))
            continue
        run, recording, account = next(runs)
        early, late = attempt.attacked or (0, 0)
        whole = recording.complete and not recording.refused
        story = story_of(side, recording, account) if whole else None
        proved = bool(known[side].legal.before[late] >> early & 1)
        attacks.append(ClaimAttack(side, claim, run, story, proved, known[side].several))
    return attacks


def _claimed(side: SideVerdict) -> list[Before]:
    """What is claimed of this side to be in an order."""
    found = []
    for each in side.findings:
        claim = each.claim
        if isinstance(claim, Only):
            claim = claim.inner if side.side.is_in(claim.scope) else claim
        if isinstance(claim, Before):
            found.append(claim)
    return found


def _is_able(side: SideVerdict) -> bool:
    """Whether the judged run was whole, so that another one will tell who prints which line."""
    run = side.recording
    return (
        run is not None
        and run.complete
        and not (run.refused or run.own_tracer or run.lost)
        and run.limit is None
        and len(run.texts) <= limits.ORDERED_LINES
    )


def _planned(side: Witnessed | None, claim: Before) -> Attempt | NotAttacked:
    if (claim.first.kind, claim.second.kind) != ("line", "line"):
        return NotAttacked.NO_LINE
    writes = None if side is None else writes_of(side)
    if side is None or writes is None:
        return NotAttacked.WHO
    texts = list(side.legal.texts)
    if any(texts.count(each.name) != 1 for each in (claim.first, claim.second)):
        return NotAttacked.NOT_ONCE
    early, late = texts.index(claim.first.name), texts.index(claim.second.name)
    hold = gate(writes[late], writes[early])
    return Attempt(schedule((hold,)), attacked=(early, late)) if hold else NotAttacked.ONE_WRITE
