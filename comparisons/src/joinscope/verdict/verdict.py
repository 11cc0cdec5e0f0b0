"""The verdict: which claims hold on which side."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from joinscope.catalog.claims import Claim, SameRelation
from joinscope.catalog.front_matter import Comparison
from joinscope.happens_before.linear_extensions import LinearExtensions
from joinscope.joins.facts import JoinFacts, Path
from joinscope.programs.program import Program
from joinscope.recording.recording import Recording
from joinscope.verdict.reasons import Reason
from joinscope.vocabulary import Through


class Outcome(StrEnum):
    """What a run says about a claim."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


Found = tuple[Outcome, Reason | None]  # the reason where the claim does not hold
HOLDS: Found = (Outcome.HOLDS, None)


class Verdict(StrEnum):
    """Whether a side does what is claimed of both languages."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim, and what the run says about it.

    `reason` says why it does not hold, None where it does. `proof` is the path that carries an
    order. `untraced`: the run beside the judged one, which nothing traced, has refuted it.
    `lacking`: stronger evidence would have told.
    """

    claim: Claim | SameRelation
    outcome: Outcome
    reason: Reason | None = None
    proof: Path | None = None
    untraced: bool = False
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class SideVerdict:
    """The findings on one side. `recording` is None where the side could not run.

    `untraced` is a run beside it whose times are shown. `order` holds the relation over the lines
    and `joins` how each worker was joined, where the evidence proves that. `held`: the run is one
    that was forced not to show what is claimed to be possible.
    """

    side: Program
    recording: Recording | None
    findings: tuple[Finding, ...]
    untraced: Recording | None = None
    order: LinearExtensions | None = None
    joins: tuple[JoinFacts, ...] = ()
    held: bool = False

    @property
    def timed(self) -> Recording | None:
        """The recording whose times may be shown: one that no tracer has slowed down."""
        traced = self.recording is not None and self.recording.evidence == "syscalls"
        return self.untraced if traced else self.recording

    @property
    def verdict(self) -> Verdict:
        """Different if a claim fails; unknown if the side did not run or a claim is open."""
        outcomes = {finding.outcome for finding in self.findings}
        if Outcome.FAILS in outcomes:
            return Verdict.DIFFERENT
        if Outcome.UNKNOWN in outcomes or self.recording is None:
            return Verdict.UNKNOWN
        return Verdict.SAME


@dataclass(frozen=True, slots=True)
class ComparisonVerdict:
    """One comparison, run through a terminal or a pipe, and the verdict on each side."""

    comparison: Comparison
    through: Through
    sides: tuple[SideVerdict, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict on all sides together."""
        return worst(side.verdict for side in self.sides)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Different over unknown over same; unknown if there is nothing to judge."""
    found = set(verdicts) or {Verdict.UNKNOWN}
    ranked = (Verdict.DIFFERENT, Verdict.UNKNOWN, Verdict.SAME)
    return next(verdict for verdict in ranked if verdict in found)
