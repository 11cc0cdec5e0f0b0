"""The verdict: which claims hold on which side."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from joinscope.catalog.claims import Claim, SameRelation
from joinscope.catalog.front_matter import Comparison
from joinscope.happens_before.linear_extensions import LinearExtensions
from joinscope.joins.account import Account
from joinscope.programs.program import Side
from joinscope.recording.recording import Recording
from joinscope.vocabulary import Through


class Outcome(StrEnum):
    """What a run says about a claim."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


Found = tuple[Outcome, str]  # and what was proved or seen instead, where it does not hold
HOLDS: Found = (Outcome.HOLDS, "")


class Verdict(StrEnum):
    """Whether a side does what is claimed of both languages."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim, and what the run says about it.

    `seen` is what was seen instead where it does not hold; `proof` the path that carries an order,
    or how the joins ended. `lacking`: stronger evidence would have told.
    """

    claim: Claim | SameRelation
    outcome: Outcome
    seen: str = ""
    proof: str = ""
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class SideVerdict:
    """The findings on one side. `recording` is None where the side could not run.

    `untraced` is a run beside it whose times are shown. `order` holds the relation over the lines
    and `account` who is who and how the workers were joined, where the evidence proves that.
    """

    side: Side
    recording: Recording | None
    findings: tuple[Finding, ...]
    untraced: Recording | None = None
    order: LinearExtensions | None = None
    account: Account | None = None

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
