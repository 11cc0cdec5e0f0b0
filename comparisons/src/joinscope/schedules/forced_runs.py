"""Forced runs: each legal output is printed by a run that was made to, and each proof is attacked.

What a run shows is told as what it is:

- `witnessed`: it has printed the output that it was forced to print;
- `resists`: with the earlier line held back, the later one was not printed: all threads waited,
  without a time limit, for what only the held one could do;
- `refused`: a legal output could not be made, certified likewise; `broken`: the later line of a
  proof was printed first. Either means that a proof, or a rule of the order, is wrong;
- `diverged`: the program made other calls than in the run whose order is known;
- `unknown`: a limit ended it, or what was to be shown rests on no proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import msgspec

from joinscope.happens_before.linear_extensions import LinearExtensions
from joinscope.joins.account import Account
from joinscope.joins.roles import Roles
from joinscope.programs.program import Program
from joinscope.recording.recording import Recording
from joinscope.recording.records import Blocked, Held, Quiet, Record, Released
from joinscope.recording.runner import record
from joinscope.schedule import flat
from joinscope.schedules.answer_runs import ForcedAnswers, force_answers
from joinscope.schedules.cover import Pair, orders
from joinscope.schedules.printers import LineWrites, NamedAccount
from joinscope.schedules.targeted import Attempt, attacks, targeted
from joinscope.schedules.witnesses import Witnessed
from joinscope.vocabulary import RoleKind, Through


class Outcome(StrEnum):
    """What a forced run has shown: see the module."""

    WITNESSED = "witnessed"
    RESISTS = "resists"
    REFUSED = "refused"
    BROKEN = "broken"
    DIVERGED = "diverged"
    UNKNOWN = "unknown"


WRONG = {Outcome.REFUSED, Outcome.BROKEN}


class Waiting(msgspec.Struct, frozen=True):
    """A thread at a quiet moment: its structural name, its process's role, the call it waits in.

    `worker` is the number of a worker, null for any other. `call` is null of the thread that is
    held. `target` is the role of the one process that a wait is for, `target_worker` its number;
    both are null where the call is for no single process.
    """

    thread: str
    role: RoleKind
    worker: int | None
    call: str | None
    target: RoleKind | None
    target_worker: int | None


@dataclass(frozen=True, slots=True)
class ForcedRun:
    """A forced run, and what it has shown.

    `printed` are its lines. Where the one that was `held` had to be let go, as nothing else could
    happen, `waiting` are all others that had not ended. `recording` are the bytes of the recording
    where the outcome is one that must not be.
    """

    attempt: Attempt
    outcome: Outcome
    printed: tuple[str, ...]
    held: Waiting | None = None
    waiting: tuple[Waiting, ...] = ()
    recording: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class ForcedRuns:
    """The forced runs of a side: of all its legal outputs (`all`), or of some that show each pair.

    `runs` is None if it is not known who prints which line. `several`: it has several workers.
    `answers` are those of its waits for any child, and what they prove together: that is attacked
    as any other proof.
    """

    side: Program
    legal: LinearExtensions
    all: bool
    several: bool
    runs: tuple[ForcedRun, ...] | None
    answers: ForcedAnswers

    @property
    def wrong(self) -> list[ForcedRun]:
        """The runs that show that something is wrong with a proof."""
        return [each for each in self.runs or () if each.outcome in WRONG]


class _Kept:
    """Takes the records of a forced run: its account, what was held, and all of them as bytes."""

    def __init__(self) -> None:
        self.account = NamedAccount()
        self.holds: list[Held | Released | Quiet | Blocked] = []
        self._bytes: list[bytes] = []

    def add(self, record: Record) -> None:
        """Take the next record."""
        self._bytes.append(msgspec.json.encode(record))
        self.account.add(record)
        if isinstance(record, Held | Released | Quiet | Blocked):
            self.holds.append(record)

    def recording(self) -> bytes:
        """The recording, as a file has it."""
        return b"".join(each + b"\n" for each in self._bytes)


def force(
    found: Sequence[Witnessed], *, limit: int, through: Through, deadline: float
) -> list[ForcedRuns]:
    """Force at most so many outputs of each side, and attack each of its proofs.

    What is proved by all answers that its waits for any child can have is a proof as well.
    """
    answers = force_answers(found, through=through, deadline=deadline)
    planned = [_planned(each, proved, limit) for each, proved in zip(found, answers, strict=True)]
    jobs = [
        (side, attempt) for side, (_, plan) in zip(found, planned, strict=True) for attempt in plan
    ]
    done = (run for run, _, _ in run_attempts(jobs, through=through, deadline=deadline))
    return [
        ForcedRuns(
            side.side,
            side.legal,
            whole,
            side.several,
            tuple(next(done) for _ in plan) if writes_of(side) is not None else None,
            one,
        )
        for side, one, (whole, plan) in zip(found, answers, planned, strict=True)
    ]


def run_attempts(
    jobs: Sequence[tuple[Witnessed, Attempt]], *, through: Through, deadline: float
) -> list[tuple[ForcedRun, Recording, Account]]:
    """A run by each attempt on a side, judged, with its recording and its account."""
    kept = [_Kept() for _ in jobs]
    recordings = record(
        [side.side.command() for side, _ in jobs],
        through=[through for _ in jobs],
        deadline=deadline,
        evidence="syscalls",
        consumers=kept,
        holds=[flat(attempt.schedule) for _, attempt in jobs],
    )
    return [
        (_judged(side, attempt, recording, one), recording, one.account)
        for (side, attempt), recording, one in zip(jobs, recordings, kept, strict=True)
    ]


def writes_of(side: Witnessed) -> list[LineWrites] | None:
    """Who prints which line of a side; None if that is not known."""
    account = side.account
    return account.writes() if isinstance(account, NamedAccount) and side.limit is None else None


def _planned(side: Witnessed, answers: ForcedAnswers, limit: int) -> tuple[bool, list[Attempt]]:
    """Whether every output is forced, and the attempts on a side; none if it cannot be forced."""
    writes = writes_of(side)
    if writes is None:
        return False, []
    chosen, whole = orders(side.legal, limit)
    return whole, [
        *(targeted(writes, order) for order in chosen),
        *attacks(writes, _with(side.legal, answers.proved)),
    ]


def _with(legal: LinearExtensions, proved: Sequence[Pair]) -> LinearExtensions:
    """The same lines, with what all answers prove as well."""
    before = list(legal.before)
    for early, late in proved:
        before[late] |= 1 << early
    return replace(legal, before=tuple(before))


def _judged(side: Witnessed, attempt: Attempt, recording: Recording, kept: _Kept) -> ForcedRun:
    texts = side.legal.texts
    printed = tuple(recording.texts)
    held, waiting = _certificate(kept)
    if recording.limit is not None or not recording.complete or recording.refused:
        outcome = Outcome.UNKNOWN
    elif attempt.attacked is not None:
        outcome = _attacked(attempt.attacked, kept, side)
    elif printed == tuple(texts[line] for line in attempt.order):
        outcome = Outcome.WITNESSED
    elif held is None or sorted(printed) != sorted(texts):
        outcome = Outcome.DIVERGED
    else:
        outcome = Outcome.REFUSED if side.legal.rests_on == "proof" else Outcome.UNKNOWN
    wrong = outcome in WRONG
    return ForcedRun(attempt, outcome, printed, held, waiting, kept.recording() if wrong else b"")


def _attacked(attacked: Pair, kept: _Kept, side: Witnessed) -> Outcome:
    """Whether the proof of a pair resists, or is broken: by the same writes of the same threads."""
    why = {each.why for each in kept.holds if isinstance(each, Released)}
    if why == {"quiet"}:
        return Outcome.RESISTS
    early, late = (_place(kept, side, line) for line in attacked)
    broken = early is not None and late is not None and late < early
    return Outcome.BROKEN if why == {"event"} and broken else Outcome.DIVERGED


def _place(kept: _Kept, side: Witnessed, line: int) -> int | None:
    """Where a forced run has printed a line of a side; None if it did not, or not by that write."""
    reference = writes_of(side)
    if reference is None:
        return None
    for place, writes in enumerate(kept.account.writes() or ()):
        text = kept.account.order.printed.all()[place].text
        if writes == reference[line] and text == side.legal.texts[line]:
            return place
    return None


def _certificate(kept: _Kept) -> tuple[Waiting | None, tuple[Waiting, ...]]:
    """Who was let go at the first quiet moment, and who waited then."""
    waiting = []
    for each in kept.holds:
        if isinstance(each, Blocked) and each.call is not None:
            waiting.append(_waiting(kept.account.roles, each))
        elif isinstance(each, Released) and each.why == "quiet":
            return _waiting(kept.account.roles, each), tuple(waiting)
    return None, ()


def _waiting(roles: Roles, of: Blocked | Released) -> Waiting:
    by_pid = {role.pid: role for role in roles.values()}
    role = by_pid.get(of.pid)
    child = by_pid.get(of.child or 0) if isinstance(of, Blocked) else None
    return Waiting(
        of.name,
        role.kind if role else RoleKind.PARENT,
        role.number if role else None,
        of.call if isinstance(of, Blocked) else None,
        child.kind if child else None,
        child.number if child else None,
    )
