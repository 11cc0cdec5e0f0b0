"""Legal outputs as one JSON document, `joinscope/orders/1` (schema/orders-1.json).

The types below are the document: its schema is generated from them.
"""

import platform
from collections.abc import Sequence
from importlib.metadata import version
from itertools import islice
from typing import Literal

import msgspec

from joinscope.explanation.model import Hang
from joinscope.happens_before.linear_extensions import LinearExtensions, RestsOn
from joinscope.joins.account import Account
from joinscope.joins.facts import JoinFacts, Path, UnknownOrder, joins_facts
from joinscope.joins.proved_order import Order
from joinscope.programs.program import Program
from joinscope.programs.targets import Target
from joinscope.recording.records import Limit
from joinscope.schedule import Schedule
from joinscope.schedules.forced_runs import ForcedRun, ForcedRuns, Outcome, Waiting
from joinscope.schedules.witnesses import Witnessed
from joinscope.vocabulary import Language, Relation, StartMethod, Through


class _Part(msgspec.Struct, frozen=True):
    """A part of the document."""


class RelationPart(_Part, frozen=True):
    """How a line relates to a later one; both are places in `lines`.

    `path` is what proves it, from the earlier event to the later one. It is shown only where no
    third line has to come between the two: the others follow from those. `reason` says why the
    relation is unknown, null if it is not.
    """

    first: int
    second: int
    relation: Relation
    path: Path | None
    reason: UnknownOrder | None


class OutputPart(_Part, frozen=True):
    """An output: its lines, whether the traced run allows it, and how many runs have printed it.

    One that is not `legal` is `refuted` if a proof rules it out; else another answer of a call has
    brought it, or other calls have.
    """

    lines: tuple[str, ...]
    legal: bool
    refuted: bool
    seen: int


class ForcedPart(_Part, frozen=True):
    """A forced run: an output that it was to print, or a proof that it was to break.

    `order` has the lines of the output, `attacked` the two lines of a proof, the earlier one first;
    all by their places in `lines`, and the other is null. `outcome` is what it has shown:
    `witnessed`, it has printed the output; `resists`, with the earlier line held back the later one
    did not come; `refused`, a legal output could not be made, or `broken`, the later line came
    first: either means that a proof is wrong; `diverged`, it made other calls; `unknown`. `held` is
    the thread that had to be let go, as nothing else could happen, and `waiting` are all others
    then. The run can be made again with `schedule`.
    """

    order: tuple[int, ...] | None
    attacked: tuple[int, int] | None
    outcome: Outcome
    printed: tuple[str, ...]
    held: Waiting | None
    waiting: tuple[Waiting, ...]
    schedule: Schedule


class AnswersPart(_Part, frozen=True):
    """The answers of the waits for any child, each forced by a run.

    `shown` of them were, by the same calls. If that is all, `proved` are pairs of lines, the
    earlier one first, that each answer orders so, and one recording alone does not.
    """

    answers: int
    shown: int
    proved: tuple[tuple[int, int], ...]


class ProgramPart(_Part, frozen=True):
    """The outputs of one program, or of recordings of one.

    `language`, `variant` and `start_method` are null for recordings, whose names are in `files`;
    the first of them gives the order. `unavailable` says why a program could not run: then all else
    is empty. `lines` are in the order in which the traced run printed them. `legal` is how many
    outputs there are, null if that takes too long to count. They rest on `proof`; or on
    `same_calls`: choices were followed, for programs that make the same calls whatever the answers
    are; or are `not_ruled_out`, as a relation is unknown for another reason. `outputs` are the
    first of them, and every other that was seen. `cut` of the `runs` did not end before a limit;
    `limit` is what cut the traced one short, and `hang` who waited for whom then. `forced` are the
    forced runs, null if none were asked for, or it is not known who prints which line. `answers`
    are those of its waits for any child, null if none were asked for.
    """

    language: Language | None
    variant: str | None
    start_method: StartMethod | None
    files: tuple[str, ...]
    unavailable: str | None
    lines: tuple[str, ...]
    relations: tuple[RelationPart, ...]
    legal: int | None
    rests_on: RestsOn | None
    outputs: tuple[OutputPart, ...]
    runs: int
    cut: int
    limit: Limit | None
    hang: Hang | None
    joins: tuple[JoinFacts, ...]
    forced: tuple[ForcedPart, ...] | None
    answers: AnswersPart | None


class OrdersDocument(_Part, frozen=True):
    """What joinscope orders found: every legal output of a program, and which of them were seen.

    `joinscope` is its version, `python` the interpreter that ran it. `through` is what the programs
    printed to, null for recordings.
    """

    schema: Literal["joinscope/orders/1"]
    joinscope: str
    python: str
    kernel: str
    machine: str
    name: str
    title: str
    through: Through | None
    programs: tuple[ProgramPart, ...]


def of_target(
    target: Target,
    found: Sequence[Witnessed],
    through: Through,
    most: int,
    forced: Sequence[ForcedRuns] = (),
) -> OrdersDocument:
    """The document of a target's programs; at most so many outputs of each that were not seen."""
    witnessed = {each.side: each for each in found}
    runs = {each.side: each for each in forced}
    parts = [
        _program(each, witnessed[each], most, runs.get(each)) if each in witnessed else _away(each)
        for each in target.programs
    ]
    return _document(target.name, target.title, through, parts)


def of_recordings(
    files: Sequence[str],
    account: Account,
    legal: LinearExtensions,
    runs: Sequence[Sequence[str]],
    most: int,
) -> OrdersDocument:
    """The document of recordings of one program; the account is that of the first."""
    part = _part(account, legal, legal.seen(runs), most, files=files, runs=len(runs))
    return _document(files[0], ", ".join(files), None, [part])


def _document(
    name: str, title: str, through: Through | None, programs: Sequence[ProgramPart]
) -> OrdersDocument:
    return OrdersDocument(
        "joinscope/orders/1",
        joinscope=version("joinscope"),
        python=f"{platform.python_implementation()} {platform.python_version()}",
        kernel=f"{platform.system()} {platform.release()}",
        machine=platform.machine(),
        name=name,
        title=title,
        through=through,
        programs=tuple(programs),
    )


def _away(program: Program) -> ProgramPart:
    return ProgramPart(
        program.language,
        program.variant,
        program.start_method,
        files=(),
        unavailable=program.unavailable,
        lines=(),
        relations=(),
        legal=None,
        rests_on=None,
        outputs=(),
        runs=0,
        cut=0,
        limit=None,
        hang=None,
        joins=(),
        forced=None,
        answers=None,
    )


def _program(
    program: Program, found: Witnessed, most: int, forced: ForcedRuns | None
) -> ProgramPart:
    runs = forced.runs if forced else None
    answers = forced.answers if forced else None
    return _part(
        found.account,
        found.legal,
        found.seen,
        most,
        program=program,
        runs=found.runs,
        cut=found.cut,
        limit=found.limit,
        hang=found.hang,
        forced=None if runs is None else tuple(map(_forced, runs)),
        answers=AnswersPart(answers.answers, answers.shown, answers.proved) if answers else None,
    )


def _forced(run: ForcedRun) -> ForcedPart:
    return ForcedPart(
        run.attempt.order or None,
        run.attempt.attacked,
        run.outcome,
        run.printed,
        run.held,
        run.waiting,
        run.attempt.schedule,
    )


def _part(  # noqa: PLR0913 - an argument for each field
    account: Account,
    legal: LinearExtensions,
    seen: dict[tuple[str, ...], int],
    most: int,
    *,
    program: Program | None = None,
    files: Sequence[str] = (),
    runs: int,
    cut: int = 0,
    limit: Limit | None = None,
    hang: Hang | None = None,
    forced: tuple[ForcedPart, ...] | None = None,
    answers: AnswersPart | None = None,
) -> ProgramPart:
    listed = list(islice(legal, most))
    others = [output for output in seen if output not in set(listed)]
    return ProgramPart(
        program.language if program else None,
        program.variant if program else None,
        program.start_method if program else None,
        tuple(files),
        None,
        legal.texts,
        tuple(
            RelationPart(
                each.first, each.second, each.proved.relation, each.proved.path, each.proved.reason
            )
            for each in Order(account).lines(legal)
        ),
        legal.count(),
        legal.rests_on,
        (
            *(
                OutputPart(each, legal=True, refuted=False, seen=seen.get(each, 0))
                for each in listed
            ),
            *(
                OutputPart(each, legal.allows(each), legal.refutes(each), seen[each])
                for each in others
            ),
        ),
        runs,
        cut,
        limit,
        hang,
        joins_facts(account),
        forced,
        answers,
    )
