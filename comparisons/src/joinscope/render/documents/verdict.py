"""Verdicts as one JSON document, `joinscope/verdict/2` (schema/verdict-2.json).

The types below are the document: its schema is generated from them, and from those of verdict/.
"""

import platform
from collections.abc import Sequence
from importlib.metadata import version
from itertools import combinations
from typing import Literal

import msgspec

from joinscope.catalog.claims import Claim, SameRelation
from joinscope.catalog.front_matter import LeftOut
from joinscope.explanation.model import Hang
from joinscope.happens_before.linear_extensions import LinearExtensions
from joinscope.joins.facts import JoinFacts, Path
from joinscope.recording.recording import Killed, Line, Recording
from joinscope.recording.records import Limit
from joinscope.render.wording import claims
from joinscope.render.wording.paths import ARROW
from joinscope.verdict.reasons import Reason
from joinscope.verdict.verdict import (
    ComparisonVerdict,
    Finding,
    Outcome,
    SideVerdict,
    Verdict,
    worst,
)
from joinscope.vocabulary import Evidence, Language, Relation, StartMethod, Through


class _Part(msgspec.Struct, frozen=True):
    """A part of the document."""


class Sentences(_Part, frozen=True):
    """A finding for people, made of the facts beside it; not to be parsed, and free to change.

    `reason` and `proof` are empty where there is none.
    """

    claim: str
    reason: str
    proof: str


class FindingPart(_Part, frozen=True):
    """A claim and what the run says about it.

    `reason` says why it does not hold, by its `code` and its facts; null where it holds. `proof` is
    the path that carries an order, where one is proved; what proves a claim about joins are the
    joins of the side. `untraced`: the untraced run has refuted it. `lacking`: stronger evidence
    would have told.
    """

    claim: Claim | SameRelation
    outcome: Outcome
    reason: Reason | None
    proof: Path | None
    untraced: bool
    lacking: bool
    wording: Sentences


class OrderPart(_Part, frozen=True):
    """The happens-before relation over the lines, where it is proved.

    `lines` are in the order in which the traced run printed them. The relations are pairs of places
    in `lines`, the smaller first.
    """

    lines: tuple[str, ...]
    before: tuple[tuple[int, int], ...]
    concurrent: tuple[tuple[int, int], ...]
    unknown: tuple[tuple[int, int], ...]


class LinePart(_Part, frozen=True):
    """A printed line: seconds since the start of the run, and its text.

    Bytes that are not UTF-8 stand in the text as backslash escapes.
    """

    time: float
    text: str


class RecordingPart(_Part, frozen=True):
    """One run. `complete` is false if the recorder died before the program had ended.

    `exit_time` is in seconds. `exit_status` is the parent's; -N: signal N killed it; null: it was
    killed at a limit. `limit` is what cut the run short (deadline, output, processes, memory; or
    survivors: processes that could not be killed). `killed` are the processes that had to be; PID
    0 stands for some that could not be named.
    """

    evidence: Evidence
    complete: bool
    lines: tuple[LinePart, ...]
    errors: tuple[LinePart, ...]
    exit_time: float | None
    exit_status: int | None
    limit: Limit | None
    killed: tuple[Killed, ...]


class SidePart(_Part, frozen=True):
    """One side of a comparison.

    `variant` is the start method, or cffi: C that forks inside Python. `unavailable` says why the
    side could not run; it has no recording then. `recording` is the run that was judged; by the
    evidence syscalls its times are those of a traced run, and `untraced` is one beside it that
    nothing traced. `held`: its threads were held, so that it would not show what is claimed to be
    possible. `joins` has each worker, where the evidence tells. `hang` is who waited for whom
    where the run was cut short, null if it was not or nobody looked.
    """

    language: Language
    variant: str
    start_method: StartMethod
    verdict: Verdict
    unavailable: str | None
    findings: tuple[FindingPart, ...]
    order: OrderPart | None
    joins: tuple[JoinFacts, ...]
    recording: RecordingPart | None
    untraced: RecordingPart | None
    hang: Hang | None
    held: bool = False


class ComparisonPart(_Part, frozen=True):
    """One comparison; `through` is what its programs printed to.

    `verdict` is `same` if every claim holds, `different` if one fails, and `unknown` if none fails
    but not all could be told. `left_out` are the sides that it has not, and why.
    """

    name: str
    title: str
    through: Through
    verdict: Verdict
    sides: tuple[SidePart, ...]
    left_out: tuple[LeftOut, ...] = ()


class VerdictDocument(_Part, frozen=True):
    """What joinscope compare found: comparisons, their sides, and each claim on each side.

    `joinscope` is its version, `python` the interpreter that ran the Python sides. `refusals` has a
    sentence for each stronger evidence that could not be had.
    """

    schema: Literal["joinscope/verdict/2"]
    joinscope: str
    python: str
    kernel: str
    machine: str
    refusals: tuple[str, ...]
    verdict: Verdict
    comparisons: tuple[ComparisonPart, ...]


Hangs = Sequence[tuple[Recording, Hang]]


def document(
    judged: Sequence[ComparisonVerdict], refusals: Sequence[str] = (), hangs: Hangs = ()
) -> VerdictDocument:
    """The document of comparisons that were judged together; `hangs` are those of recordings."""
    return VerdictDocument(
        "joinscope/verdict/2",
        joinscope=version("joinscope"),
        python=f"{platform.python_implementation()} {platform.python_version()}",
        kernel=f"{platform.system()} {platform.release()}",
        machine=platform.machine(),
        refusals=tuple(refusals),
        verdict=worst(each.verdict for each in judged),
        comparisons=tuple(comparison(each, hangs) for each in judged),
    )


def comparison(judged: ComparisonVerdict, hangs: Hangs = ()) -> ComparisonPart:
    """One comparison of a verdict."""
    return ComparisonPart(
        judged.comparison.name,
        judged.comparison.title,
        judged.through,
        judged.verdict,
        tuple(_side(side, hangs) for side in judged.sides),
        judged.comparison.left_out,
    )


def _side(side: SideVerdict, hangs: Hangs) -> SidePart:
    return SidePart(
        side.side.language,
        side.side.variant,
        side.side.start_method,
        side.verdict,
        side.side.unavailable,
        tuple(_finding(finding, side) for finding in side.findings),
        _order(side.order) if side.order else None,
        side.joins,
        _recording(side.recording) if side.recording else None,
        _recording(side.untraced) if side.untraced else None,
        next((hang for recording, hang in hangs if recording is side.recording), None),
        side.held,
    )


def _finding(finding: Finding, side: SideVerdict) -> FindingPart:
    return FindingPart(
        finding.claim,
        finding.outcome,
        finding.reason,
        finding.proof,
        finding.untraced,
        finding.lacking,
        Sentences(
            claims.statement(finding.claim),
            claims.instead(finding, several=len(side.joins) > 1),
            ARROW.join(claims.proof(finding, side.joins)),
        ),
    )


def _order(order: LinearExtensions) -> OrderPart:
    found: dict[Relation, list[tuple[int, int]]] = {each: [] for each in Relation}
    for one, other in combinations(range(len(order.texts)), 2):
        found[order.relation(one, other)].append((one, other))
    return OrderPart(
        order.texts,
        tuple(found[Relation.BEFORE]),
        tuple(found[Relation.CONCURRENT]),
        tuple(found[Relation.UNKNOWN]),
    )


def _recording(recording: Recording) -> RecordingPart:
    def lines(printed: Sequence[Line]) -> tuple[LinePart, ...]:
        return tuple(LinePart(recording.seconds(line.time), line.text) for line in printed)

    return RecordingPart(
        recording.evidence,
        recording.complete,
        lines(recording.lines),
        lines(recording.errors),
        None if recording.ended is None else recording.seconds(recording.ended),
        recording.exit_status,
        recording.limit,
        tuple(recording.killed),
    )
