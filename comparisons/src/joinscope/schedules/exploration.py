"""Exploring: which outcomes a program has where its threads are held back at their calls.

Each thread is held at each point of some sorts (before a wait, with the answer of one, before its
end, ...) until nothing else can happen, and then one of those that are held goes on. By default
that is one of a worker, for most that goes wrong takes a worker that has ended before somebody
looks. Of these, and of the others, it is one that is about to end; then one that is about to make a
call; and last one that has an answer, for what it does with that is what others may come before. Of
several it is the first by its name. So a program that is left to this does the same in each run. A
run that *deviates* once lets another one go on, at one of these moments; from there on it is left
to the default again.

    held at the 3rd quiet moment: 0, 0.1, 0.2        default: 0
    deviations: 0.1, or 0.2, goes on

A fork server and a resource tracker are left alone: they serve the others, one after the other.

Most races take few deviations, wherever in the program they are; so those with none are tried,
then those with one at each place, then with two (delay bounding: Emmi, Qadeer, Rakamaric, POPL
2011). Outcomes are told with the fewest deviations that showed them. Nothing is said of outcomes
that none of these runs had: they hold threads at these points, and not between them.
"""

import random
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from joinscope.joins.account import Account
from joinscope.recording.recording import Recording
from joinscope.recording.records import Creation, Held, Limit, Quiet, Record, Released
from joinscope.recording.runner import Surroundings, record
from joinscope.schedule import Hold, Point, Schedule, flat, schedule
from joinscope.schedules.names import Names
from joinscope.vocabulary import RoleKind, Through

SORTS = ("birth", "create", "exit", "kill", "pipe", "poll", "read", "wait", "write")
DEFAULT_SORTS = ("wait", "read", "poll", "exit")
WHERE = ("exit", "birth", "enter", "leave")  # who is held there goes on first, if all is quiet
SERVE = (RoleKind.FORK_SERVER, RoleKind.RESOURCE_TRACKER)
AT_ONCE = 4  # runs: more on few processors find nothing sooner


@dataclass(frozen=True, slots=True, order=True)
class RunOutcome:
    """What a run came to: its lines, sorted, for their order is that of `orders`; how it ended.

    `status` is the exit status, None where `limit` has ended the run: `standstill` is a hang.
    `error` is the last line of standard error, which names an exception that nobody has caught.
    """

    lines: tuple[str, ...]
    status: int | None
    limit: Limit | None
    error: str | None


@dataclass(frozen=True, slots=True, order=True)
class HeldAt:
    """A hold of a run: the thread, the rule, and which of its holds by that rule, from 1 on."""

    thread: str
    rule: int
    nth: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A quiet moment: who was held, and who went on. `by` are their holds, in the same order."""

    held: tuple[str, ...]
    chosen: str
    by: tuple[HeldAt, ...] = field(repr=False, compare=False, default=())


@dataclass(frozen=True, slots=True)
class ExploredRun:
    """A run: who was chosen at its quiet moments, how often another one than by default."""

    choices: tuple[str, ...]
    deviations: int
    outcome: RunOutcome
    moments: tuple[Moment, ...]
    released: tuple[HeldAt, ...] = field(repr=False, default=())


class Moments:
    """Takes the records of a run, and keeps its quiet moments, and who was held when."""

    def __init__(self) -> None:
        self.moments: list[Moment] = []
        self.released: list[HeldAt] = []
        self._held: dict[str, HeldAt] = {}
        self._count: dict[tuple[str, int], int] = {}
        self._quiet = False

    @property
    def rules(self) -> set[int]:
        """The rules that have held somebody."""
        return {rule for _, rule in self._count}

    def add(self, record: Record) -> None:
        """Take the next record."""
        match record:
            case Held(name=name, rule=rule):
                nth = self._count[name, rule] = self._count.get((name, rule), 0) + 1
                self._held[name] = HeldAt(name, rule, nth)
            case Quiet():
                self._quiet = True
            case Released(name=name, why=why):
                if self._quiet and why == "quiet":
                    held = tuple(sorted(self._held))
                    by = tuple(self._held[each] for each in held)
                    self.moments.append(Moment(held, name, by))
                self._quiet = False
                if name in self._held:
                    self.released.append(self._held.pop(name))
            case _:
                pass


@dataclass(frozen=True, slots=True, order=True)
class Thread:
    """A thread by its name. `first`: a process began with it; `worker`: that is one of a worker."""

    name: str
    first: bool = True
    worker: bool = False


class Threads(Account):
    """An account that knows the names of the threads that a run had."""

    def __init__(self) -> None:
        super().__init__()
        self._names = Names()
        self._of: dict[str, tuple[int, bool]] = {}

    def add(self, record: Record) -> None:
        """Take the next record."""
        super().add(record)
        self._names.add(record)
        if isinstance(record, Creation) and (name := self._names.of(record.tid)) is not None:
            self._of[name] = record.pid, record.pid == record.tid

    def held(self) -> tuple[Thread, ...]:
        """Those that do not serve others, by their names."""
        kinds = {role.pid: role.kind for role in self.roles.values()}
        return tuple(
            Thread(name, first, kinds.get(pid) is RoleKind.WORKER)
            for name, (pid, first) in sorted(self._of.items())
            if kinds.get(pid) not in SERVE
        )


@dataclass(frozen=True, slots=True)
class Explorer:
    """How a command is run: through what, where which threads are held, for how long at most."""

    command: tuple[str, ...]
    threads: tuple[Thread, ...] = ()
    sorts: tuple[str, ...] = DEFAULT_SORTS
    through: Through = "terminal"
    deadline: float = 30.0
    surroundings: Surroundings | None = None

    @property
    def holds(self) -> tuple[Hold, ...]:
        """The rules that hold each thread at each point of these sorts: the first go on first."""
        found = [point for sort in self.sorts for point in points(sort)]
        found.sort(key=lambda point: WHERE.index(point.where))
        rules = [(each, point) for point in found for each in self.threads]
        rules.sort(key=lambda rule: not rule[0].worker)
        return tuple(Hold(replace(point, thread=each.name)) for each, point in rules)

    def run(self, schedules: Sequence[Schedule]) -> list[tuple[Recording, Moments]]:
        """A run by each of the schedules."""
        kept = [Moments() for _ in schedules]
        recordings = record(
            [list(self.command)] * len(schedules),
            through=[self.through] * len(schedules),
            deadline=self.deadline,
            evidence="syscalls",
            consumers=kept,
            surroundings=self.surroundings,
            holds=[flat(each) for each in schedules],
        )
        return list(zip(recordings, kept, strict=True))


def points(sort: str) -> list[Point]:
    """Where threads are held by a sort: before a call, and with its answer if it waited for one."""
    match sort:
        case "birth" | "exit":
            return [Point("exit") if sort == "exit" else Point("birth")]
        case "wait" | "read" | "poll":
            return [Point("enter", call=sort), Point("leave", call=sort, result="positive")]
        case _:
            return [Point("enter", call=sort)]


def outcome(recording: Recording) -> RunOutcome:
    """What a run came to."""
    errors = [line.text for line in recording.errors]
    status = recording.exit_status if recording.limit is None else None
    return RunOutcome(
        tuple(sorted(recording.texts)), status, recording.limit, errors[-1] if errors else None
    )


def explore(explorer: Explorer, *, bound: int, runs: int) -> Iterator[ExploredRun]:
    """The runs with at most so many deviations, those with fewer first; at most so many `runs`."""
    todo: deque[tuple[tuple[str, ...], int]] = deque([((), 0)])  # choices, and deviations
    seen: set[tuple[Moment, ...]] = set()
    left = runs
    while todo and left > 0:
        some = [todo.popleft() for _ in range(min(AT_ONCE, len(todo), left))]
        left -= len(some)
        for found, (choices, _) in zip(_runs(explorer, some), some, strict=True):
            yield found
            if found.deviations < bound and found.moments not in seen:
                seen.add(found.moments)
                todo += deviating(found, len(choices))


def wander(explorer: Explorer, *, runs: int, seed: int) -> Iterator[ExploredRun]:
    """So many runs, each of which deviates once more, at random, from one before it."""
    chance = random.Random(seed)  # noqa: S311 - the same again for the same seed
    pool: list[ExploredRun] = []
    (first,) = _runs(explorer, [((), 0)])
    pool.append(first)
    yield first
    while len(pool) < runs:
        start = chance.choice(pool)
        ways = list(deviating(start, 0))
        (found,) = _runs(explorer, [chance.choice(ways) if ways else ((), 0)])
        pool.append(found)
        yield found


def deviating(run: ExploredRun, since: int) -> Iterator[tuple[tuple[str, ...], int]]:
    """The choices that deviate from a run once more, at one of its moments from `since` on."""
    chosen = [each.chosen for each in run.moments]
    for place, moment in enumerate(run.moments):
        for other in moment.held:
            if place >= since and other != moment.chosen:
                yield (*chosen[:place], other), run.deviations + 1


def _runs(explorer: Explorer, some: Sequence[tuple[tuple[str, ...], int]]) -> Iterator[ExploredRun]:
    schedules = [schedule(explorer.holds, choices) for choices, _ in some]
    for (recording, kept), (choices, deviations) in zip(explorer.run(schedules), some, strict=True):
        yield ExploredRun(
            choices, deviations, outcome(recording), tuple(kept.moments), tuple(kept.released)
        )
