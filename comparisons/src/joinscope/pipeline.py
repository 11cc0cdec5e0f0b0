"""Runs comparisons: builds their sides, records them all at the same time, and has them judged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from joinscope.catalog.front_matter import Comparison
from joinscope.joins.account import Account
from joinscope.programs.program import Side, shown
from joinscope.recording.recording import Line
from joinscope.recording.runner import record
from joinscope.verdict.judge import Ran, judge
from joinscope.verdict.verdict import ComparisonVerdict
from joinscope.vocabulary import Evidence, Through

# Those that take longest to start their worker are started first, and all end sooner.
SLOWNESS = ("fork", "spawn", "forkserver")


@dataclass(frozen=True, slots=True)
class Run:
    """A comparison with its sides, to be run through a terminal or a pipe."""

    comparison: Comparison
    through: Through
    sides: tuple[Side, ...]


def run(
    runs: Sequence[Run],
    *,
    evidence: Evidence,
    deadline: float,
    progress: Callable[[Run, Side, Line | None], None] = lambda _run, _side, _line: None,
    meanwhile: Callable[[], object] = lambda: None,
) -> list[ComparisonVerdict]:
    """Run every side that can run, all at the same time, and judge each comparison.

    `deadline` is in seconds for each side. `progress` gets each line as it is printed, None at
    the end of a side. `meanwhile` is called once all have begun to print: then there is time.

    By the evidence `syscalls` each recording is followed by its order, and the sides that are
    shown run untraced as well: the times that people see are not the tracer's.
    """
    able = [(each, side) for each in runs for side in each.sides if side.unavailable is None]
    again = [(each, side) for each in runs for side in shown(each.sides)]
    traced = evidence == "syscalls"
    jobs = [*([_Job(*each, "output") for each in again] if traced else [])]
    jobs += [_Job(*each, evidence) for each in able]
    jobs.sort(key=lambda job: SLOWNESS.index(job.side.start_method), reverse=True)
    silent = set(jobs)

    def report(number: int, line: Line | None) -> None:
        """Tell of the runs that will be judged, not of those beside them."""
        if jobs[number].evidence == evidence:
            progress(jobs[number].run, jobs[number].side, line)
        if silent:
            silent.discard(jobs[number])
            if not silent:
                meanwhile()

    recordings = record(
        [job.side.command for job in jobs],
        through=[job.run.through for job in jobs],
        deadline=deadline,
        evidence=[job.evidence for job in jobs],
        followers=[Account() if job.evidence == "syscalls" else None for job in jobs],
        progress=report,
    )
    recorded = dict(zip(jobs, recordings, strict=True))
    return [
        judge(
            each.comparison,
            each.through,
            [
                Ran(
                    side,
                    recorded.get(_Job(each, side, evidence)),
                    recorded.get(_Job(each, side, "output")) if traced else None,
                )
                for side in each.sides
            ],
        )
        for each in runs
    ]


@dataclass(frozen=True, slots=True)
class _Job:
    """One program to be recorded once."""

    run: Run
    side: Side
    evidence: Evidence
