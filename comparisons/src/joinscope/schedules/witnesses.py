"""Which of a program's legal outputs are seen: one traced run proves the order, others witness."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from joinscope import limits
from joinscope.errors import RecorderError, UsageError
from joinscope.explanation.model import Hang
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.linear_extensions import LinearExtensions, outputs
from joinscope.happens_before.order_difference import order_differences
from joinscope.joins.account import Account
from joinscope.joins.roles import workers
from joinscope.pipeline import (
    Case,
    Job,
    hang_of,
    not_complete,
    not_its_own,
    run_jobs,
    with_lookups,
)
from joinscope.programs.program import Program
from joinscope.programs.targets import Target
from joinscope.recording.recording import Recording
from joinscope.recording.records import Limit
from joinscope.vocabulary import Through


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The legal outputs of a side, and what its runs have printed, how often each.

    `account` is that of the traced run. `cut` counts the runs that a limit cut short, whose outputs
    are not among those seen; `limit` is what cut the traced one short, and `hang` who waited for
    whom then.
    """

    side: Program
    account: Account
    legal: LinearExtensions
    seen: dict[tuple[str, ...], int]
    runs: int
    cut: int
    limit: Limit | None = None
    hang: Hang | None = None

    @property
    def several(self) -> bool:
        """Whether it has several workers, which have to be told apart."""
        return len(workers(self.account.roles)) > 1


def witness(
    target: Target,
    *,
    runs: int,
    through: Through,
    deadline: float,
    account: Callable[[], Account] = Account,
) -> list[Witnessed]:
    """Run each program so often, the first time traced; needs the evidence `syscalls`.

    `account` makes the account of a traced run.

    Where look-ups would tell more of its order, the traced run is made again, with them.
    """
    case = Case(target, through)
    jobs = {
        program: [
            Job(case, program, "output" if number else "syscalls", number) for number in range(runs)
        ]
        for program in case.able
    }
    every = [job for each in jobs.values() for job in each]
    done = run_jobs(every, deadline=deadline, account=account)
    done |= with_lookups(
        {each[0]: done[each[0]] for each in jobs.values()}, deadline=deadline, account=account
    )
    found = []
    for program, each in jobs.items():
        recordings = [done[job].recording for job in each]
        traced = done[each[0]].account
        for recording in recordings:
            if not recording.complete or recording.refused:
                raise RecorderError(not_complete(str(program), recording))
        if recordings[0].own_tracer:
            raise RecorderError(not_its_own(str(program)))
        if traced is None:
            raise ValueError(f"{program}: its first run is traced")
        if lost := recordings[0].lost:
            raise RecorderError(
                f"{program}: no order can be told: {lost} bytes of what it printed could not be "
                "recorded"
            )
        found.append(_witnessed(program, traced, recordings))
    return found


def alike(found: Sequence[Witnessed]) -> list[list[Witnessed]]:
    """Those together that order their lines alike."""
    groups: list[list[Witnessed]] = []
    for each in found:
        for group in groups:
            if order_differences(each.legal, group[0].legal) == []:
                group.append(each)
                break
        else:
            groups.append([each])
    return groups


def legal_outputs(order: HappensBefore) -> LinearExtensions:
    """The legal outputs of a program that does not print too much for that."""
    lines = len(order.printed.all())
    if lines > limits.ORDERED_LINES:
        raise UsageError(
            f"{lines} lines: the outputs of at most {limits.ORDERED_LINES} are worked out"
        )
    return outputs(order)


def _witnessed(side: Program, account: Account, recordings: Sequence[Recording]) -> Witnessed:
    legal = legal_outputs(account.order)
    return Witnessed(
        side,
        account,
        legal,
        legal.seen(recording.texts for recording in recordings if recording.limit is None),
        runs=len(recordings),
        cut=sum(recording.limit is not None for recording in recordings),
        limit=recordings[0].limit,
        hang=hang_of(side, recordings[0], account),
    )
