"""Shrinking: of all holds of a run the few without which it would come to something else.

An explored run holds each thread at each point, tens of times. Each of these holds is a rule of its
own, the n-th time that this thread comes to this point; where the rules stand in the order in which
the threads were let go, the run that they force is the same again. Then those are left out without
which the outcome still comes: first many at a time, then one by one (delta debugging: Zeller,
Hildebrandt, IEEE TSE 2002). Mostly it hangs on one or two of them, and a run that came to something
else shows which (turning_points.py): of these each is tried alone, then all, then each with another
hold that was near, and where that is not enough they are left out last.

Whether holds bring an outcome is not a matter of how often it came. What a program does in 59 of 60
runs that are left alone mostly comes ten times in a row, without any hold, and one day it does not.
So each schedule is *attacked*, by more holds, until nothing else can happen: of one thread at each
of its points, from its birth on, which is a machine on which this one is slow; and of all that a
run held which came to something else. Those of an attack go on before those whom the schedule
holds, who are to be the slowest.

    two threads poll, and both read: 255. Left alone: 59 of 60     no hold
    one of them is born late: it finds the status, and reads not   an attack that breaks it
    the other one is held before it reads, until the late one has  1 hold

What breaks one schedule breaks most that leave the same to luck: so each is tried against that,
and only what is left in the end against all. What has not brought the outcome once is not tried
again, for it does not bring it; nor is an attack that it has withstood.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from joinscope.schedule import Hold, Point, Schedule, schedule
from joinscope.schedules.exploration import ExploredRun, Explorer, HeldAt, RunOutcome, outcome
from joinscope.schedules.turning_points import near, suspects

RUNS = 2  # that are shrunk, one after the other, until one of them can be:
TRIES = 4  # each so often, for what was luck is known better each time
SINGLE = 7  # holds that are tried alone at first
NEAR = 4  # of those beside a hold that is likely, which are tried with it
ALONE = 5  # runs with the holds that are told, and no others

Attack = tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A schedule of few holds, and how many runs by it there were, each of which had the outcome.

    In so many of these as were `attacked` others were held as well.
    """

    schedule: Schedule
    runs: int
    attacked: int


@dataclass(slots=True)
class Trials:
    """Whether holds bring an outcome.

    `told` are those of the `attacks` that are known to break some; `refused` are holds that some
    attack has broken, and `failed` schedules by which a run did not come to it; `withstood` are
    (holds, attack) of runs that did.
    """

    explorer: Explorer
    outcome: RunOutcome
    attacks: Sequence[Attack]
    told: list[Attack] = field(default_factory=list)
    refused: list[list[Hold]] = field(default_factory=list)
    failed: set[Schedule] = field(default_factory=set)
    withstood: list[tuple[list[Hold], Attack]] = field(default_factory=list)

    def come(self, tried: Sequence[list[Hold]]) -> list[bool]:
        """Of each list of holds, whether it brings the outcome, also against the attacks told.

        Each is tried alone at first: mostly that shows that it does not.
        """
        left = [each for each in tried if each not in self.refused]
        alone = [holds for holds, one in zip(left, self._come(left), strict=True) if one]
        broken = [holds for holds, _ in self._break([(h, a) for h in alone for a in self.told])]
        self.refused += broken
        return [each in alone and each not in broken for each in tried]

    def surely(self, holds: list[Hold]) -> Shrunk | None:
        """The schedule with these holds, if it brings the outcome, and each holds somebody.

        If not, they are refused, and the attacks that broke them are told from now on.
        """
        attacks = [each for each in self.attacks if _without(each, holds)]
        broke = [each for _, each in self._break([(holds, each) for each in attacks])]
        found = schedule(tuple(holds))
        if not broke and self._always(found):
            return Shrunk(found, ALONE + len(attacks), len(attacks))
        self.refused.append(holds)
        self.told += [each for each in broke if each not in self.told]
        return None

    def _always(self, found: Schedule) -> bool:
        return all(
            outcome(recording) == self.outcome and len(kept.rules) == len(found.holds)
            for recording, kept in self.explorer.run([found] * ALONE)
        )

    def _break(self, tried: Sequence[tuple[list[Hold], Attack]]) -> list[tuple[list[Hold], Attack]]:
        """Those of the attacks that break the holds; one that did not once is not made again."""
        left = [each for each in tried if each not in self.withstood]
        came = self._come([_attacked(*each) for each in left])
        self.withstood += [each for each, one in zip(left, came, strict=True) if one]
        return [each for each, one in zip(left, came, strict=True) if not one]

    def _come(self, tried: Sequence[list[Hold]]) -> list[bool]:
        """Whether a run by each of these comes to it; one by which a run has not is not run again.

        An attack on some holds may be the rules of other holds that were tried by themselves.
        """
        wanted = [schedule(tuple(holds)) for holds in tried]
        left = [each for each in dict.fromkeys(wanted) if each not in self.failed]
        for each, (recording, _) in zip(left, self.explorer.run(left), strict=True):
            if outcome(recording) != self.outcome:
                self.failed.add(each)
        return [each not in self.failed for each in wanted]


def shrunk(
    explorer: Explorer, runs: Sequence[ExploredRun], others: Sequence[ExploredRun] = ()
) -> Shrunk | None:
    """Few holds that bring the one outcome of these runs; None if none do.

    `others` are runs that came to something else.

    Which of two threads that wait for the same the kernel wakes is no choice of ours: so what one
    run came to may not come again, and another run is tried.
    """
    whole, slow = _whole(explorer, others), _slow(explorer, [*runs, *others])
    trials = Trials(explorer, runs[0].outcome, [*whole, *slow], told=whole[:])
    for run in sorted(runs, key=lambda each: each.deviations)[:RUNS]:
        for found in _found(trials, run, suspects(run, others)):
            if (few := trials.surely(found)) is not None:
                return few
    return None


def _found(trials: Trials, run: ExploredRun, turns: Sequence[HeldAt]) -> Iterator[list[Hold]]:
    """Few of the holds of a run that bring it, against what is told of what breaks it.

    Whoever asks for more of them has found that some did not, and so knows more.
    """
    holds = [_hold(trials.explorer, each) for each in run.released]
    likely = [_hold(trials.explorer, each) for each in turns]
    yield from _that_come(trials, [[], *([each] for each in likely[:SINGLE])])
    if len(likely) > 1:
        yield from _shrinking(trials, [each for each in holds if each in likely], likely)
    for pairs in _pairs(trials, run, turns[:SINGLE]):
        yield from _that_come(trials, pairs)
    yield from _shrinking(trials, holds, likely)


def _shrinking(trials: Trials, holds: list[Hold], likely: Sequence[Hold]) -> Iterator[list[Hold]]:
    """Few of these holds, if all of them bring it; tried again where that was luck."""
    fewer = [holds]
    for _ in range(TRIES):
        came_still = trials.come(fewer)
        fewer = [few for few, came in zip(fewer, came_still, strict=True) if came]
        if not fewer:
            return
        fewer += _fewer(trials, fewer[-1], likely)
        yield fewer[-1]


def _that_come(trials: Trials, tried: Sequence[list[Hold]]) -> Iterator[list[Hold]]:
    told = trials.told[:]
    for few, came in zip(tried, trials.come(tried), strict=True):
        if came and (told == trials.told or trials.come([few])[0]):
            yield few


def _pairs(trials: Trials, run: ExploredRun, turns: Sequence[HeldAt]) -> Iterator[list[list[Hold]]]:
    """Each of the likely holds with others that were near, one at a time.

    Who was slow there may have to be slower than somebody, who was not by luck. Where no hold is
    likely, as all runs have come to the same, it is who has to be slower than a thread whose being
    slow has broken that.
    """
    explorer = trials.explorer
    slow = {attack[0].at.thread for attack in trials.told if _is_of_one(attack)}
    of_slow = [each for each in run.released if each.thread in slow]
    for some in [[each] for each in turns] or [of_slow]:
        pairs = [{*(turns and some), other} for other in near(run, some)[:NEAR]]
        yield [[_hold(explorer, each) for each in run.released if each in pair] for pair in pairs]


def _is_of_one(attack: Attack) -> bool:
    return len({each.at.thread for each in attack}) == 1


def _fewer(trials: Trials, holds: list[Hold], likely: Sequence[Hold]) -> Iterator[list[Hold]]:
    """Ever fewer of the holds that bring it; of the last ones none can be left out."""
    parts = 2
    while holds:
        size = -(-len(holds) // parts)
        last = sorted(holds, key=lambda each: each in likely)
        pieces = [last[start : start + size] for start in range(0, len(holds), size)]
        found = trials.come([_without(holds, piece) for piece in pieces])
        if any(found):
            holds = _left(trials, holds, pieces, found)
            yield holds
            parts = max(2, parts - 1)
        elif size == 1:
            break
        else:
            parts = min(len(holds), 2 * parts)


def _left(
    trials: Trials, holds: list[Hold], pieces: Sequence[list[Hold]], found: Sequence[bool]
) -> list[Hold]:
    """Without all pieces of which each may be left out, if that brings it; else without the first.

    What can be left out alone can mostly be left out with the others.
    """
    needless = [each for piece, one in zip(pieces, found, strict=True) if one for each in piece]
    rest = _without(holds, needless)
    if found.count(True) > 1 and trials.come([rest])[0]:
        return rest
    return _without(holds, pieces[found.index(True)])


def _whole(explorer: Explorer, others: Sequence[ExploredRun]) -> list[Attack]:
    """All holds of a run with each other outcome."""
    first = {each.outcome: each for each in reversed(others)}.values()
    return [tuple(_hold(explorer, each) for each in run.released) for run in first]


def _slow(explorer: Explorer, runs: Sequence[ExploredRun]) -> list[Attack]:
    """All holds of each thread, in any run, from its birth on.

    The birth of a process may be that of a vfork, for which all its creator's threads may wait.
    """
    held = dict.fromkeys(each for run in runs for each in run.released)
    return [
        (
            *(() if thread.first else (Hold(Point("birth", thread.name, nth=1)),)),
            *(_hold(explorer, each) for each in held if each.thread == thread.name),
        )
        for thread in explorer.threads
    ]


def _attacked(holds: Sequence[Hold], attack: Attack) -> list[Hold]:
    """The rules of an attack, and then those of the schedule that it is to break."""
    return [*_without(attack, holds), *holds]


def _without(holds: Sequence[Hold], some: Sequence[Hold]) -> list[Hold]:
    return [each for each in holds if each not in some]


def _hold(explorer: Explorer, held: HeldAt) -> Hold:
    """The rule that holds a thread this one time."""
    return Hold(msgspec.structs.replace(explorer.holds[held.rule].at, nth=held.nth))
