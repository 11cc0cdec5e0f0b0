"""The outcomes of a program that is explored: each with a schedule, of few holds if it can be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from joinscope.recording.runner import record
from joinscope.schedule import Schedule, schedule
from joinscope.schedules.exploration import (
    ExploredRun,
    Explorer,
    RunOutcome,
    Thread,
    Threads,
    explore,
    wander,
)
from joinscope.schedules.shrink import Shrunk, shrunk


@dataclass(frozen=True, slots=True)
class FoundOutcome:
    """An outcome: in how many of the explored runs it came, and with how few deviations.

    `few` are holds that brought it in each of some more runs. `schedule` has these; or else, if
    none were found, all holds of the run that had it first, with who was chosen, and was not tried
    again.
    """

    outcome: RunOutcome
    runs: int
    deviations: int
    schedule: Schedule
    few: Shrunk | None


@dataclass(frozen=True, slots=True)
class Explored:
    """What exploring has found: outcomes, those with the fewest deviations first.

    `runs` is how many there were. `whole`: they are all that deviate so often at most.
    """

    runs: int
    whole: bool
    found: tuple[FoundOutcome, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """Which runs are made: all that deviate at most `bound` times, `runs` of them at most.

    With a `seed` so many runs that deviate at random.
    """

    bound: int = 2
    runs: int = 20
    seed: int | None = None


def explored(
    explorer: Explorer, search: Search, *, progress: Callable[[int], object] = lambda _runs: None
) -> Explored:
    """Explore a program whose threads are not named yet; `progress` gets how many runs ended."""
    explorer = replace(explorer, threads=_threads(explorer))
    by_outcome: dict[RunOutcome, list[ExploredRun]] = {}
    count = 0
    if search.seed is None:
        runs = explore(explorer, bound=search.bound, runs=search.runs)
    else:
        runs = wander(explorer, runs=search.runs, seed=search.seed)
    for count, run in enumerate(runs, 1):
        by_outcome.setdefault(run.outcome, []).append(run)
        progress(count)
    whole = search.seed is None and count < search.runs
    every = [run for some in by_outcome.values() for run in some]
    return Explored(
        count, whole, tuple(_found(explorer, each, every) for each in by_outcome.values())
    )


def _threads(explorer: Explorer) -> tuple[Thread, ...]:
    threads = Threads()
    record(
        [list(explorer.command)],
        through=[explorer.through],
        deadline=explorer.deadline,
        evidence="syscalls",
        consumers=[threads],
        surroundings=explorer.surroundings,
    )
    return threads.held()


def _found(
    explorer: Explorer, runs: Sequence[ExploredRun], every: Sequence[ExploredRun]
) -> FoundOutcome:
    first = runs[0]
    others = [each for each in every if each.outcome != first.outcome]
    few = shrunk(explorer, runs, others)
    whole = schedule(explorer.holds, tuple(each.chosen for each in first.moments))
    return FoundOutcome(
        first.outcome,
        len(runs),
        min(each.deviations for each in runs),  # at random they come in no order
        whole if few is None else few.schedule,
        few,
    )
