"""Answers as runs: each child that a wait for any could have taken is the one that it takes.

Two workers, and a parent that waits for either with os.wait(). Which of them the first wait takes
is luck, so one recording proves nothing of what follows. But it can be forced: who is to be taken
second is held where it is about to end, until the first wait has returned.

    hold 0.2 at its exit until 0 leaves its 1st wait      the first wait takes worker 0.1
    hold 0.1 at its exit until 0 leaves its 1st wait      it takes worker 0.2

Who is to be taken first is held as well, until that wait has begun: else it may end before, and a
look at it in between would find something else.

If each of these runs takes whom it should, and each thread makes the same calls in all of them,
then the program does not ask whom a wait has taken: what is proved by each answer is proved.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from joinscope.happens_before.answers import Answer
from joinscope.happens_before.linear_extensions import proved_answers
from joinscope.programs.program import Program
from joinscope.programs.targets import Target
from joinscope.recording.recording import Recording
from joinscope.recording.runner import record
from joinscope.schedule import Hold, Point, Schedule, flat, schedule
from joinscope.schedules.cover import Pair
from joinscope.schedules.printers import NamedAccount, WaitedBy
from joinscope.schedules.witnesses import Witnessed, witness
from joinscope.vocabulary import Through

Taken = tuple[tuple[WaitedBy, str], ...]  # whom each wait takes, by structural names


@dataclass(frozen=True, slots=True)
class ForcedAnswers:
    """The answers of the waits of a side for any child, and what they prove together.

    `answers` is how many there are: 0 if no wait had a choice among children, or one recording does
    not know each answer. `shown` is in how
    many runs it was the one that was forced, by the same calls. If that is all of them, `proved`
    are pairs of lines, by their places, of which the first comes before the second whatever the
    answer is, and that one recording does not prove.
    """

    answers: int
    shown: int
    proved: tuple[Pair, ...] = ()


def force_answers(
    found: Sequence[Witnessed], *, through: Through, deadline: float
) -> list[ForcedAnswers]:
    """Force each answer of the waits of each side; what all of them prove becomes a proof."""
    planned = [_planned(side) for side in found]
    jobs = [(side, one) for side, plan in zip(found, planned, strict=True) for one in plan]
    accounts = [NamedAccount() for _ in jobs]
    recordings = record(
        [side.side.command() for side, _ in jobs],
        through=[through for _ in jobs],
        deadline=deadline,
        evidence="syscalls",
        consumers=accounts,
        holds=[flat(forcing(taken)) for _, taken in jobs],
    )
    done = iter(zip(recordings, accounts, strict=True))
    return [
        _together(side, plan, [next(done) for _ in plan])
        for side, plan in zip(found, planned, strict=True)
    ]


def proved_lines(
    target: Target, programs: Sequence[Program], *, through: Through, deadline: float
) -> dict[Program, frozenset[tuple[str, str]]]:
    """Of each of a target's programs the lines that each answer of its waits orders, by texts.

    Lines of one text are left out. Each program is run once as it is, and once for each answer.
    """
    some = replace(target, programs=tuple(programs))
    found = witness(some, runs=1, through=through, deadline=deadline, account=NamedAccount)
    proved: dict[Program, frozenset[tuple[str, str]]] = {}
    for side, one in zip(
        found, force_answers(found, through=through, deadline=deadline), strict=True
    ):
        texts = side.legal.texts
        pairs = [(texts[early], texts[late]) for early, late in one.proved]
        proved[side.side] = frozenset(
            pair for pair in pairs if all(texts.count(text) == 1 for text in pair)
        )
    return proved


def forcing(taken: Taken) -> Schedule:
    """The schedule that has each wait take whom it should."""
    holds = []
    former: dict[str, WaitedBy] = {}
    for wait, child in taken:
        before = former.get(wait.thread)
        until = (
            Point("enter", wait.thread, call="wait", nth=wait.entered)
            if before is None
            else Point("leave", wait.thread, call="wait", result="positive", nth=before.nth)
        )
        holds.append(Hold(Point("exit", child), until))
        former[wait.thread] = wait
    return schedule(tuple(holds))


def _planned(side: Witnessed) -> list[Taken]:
    """Each answer by structural names; none where there is no choice, or a name is not known."""
    account = side.account
    if not isinstance(account, NamedAccount) or side.limit is not None:
        return []
    named = [_named(account, each) for each in proved_answers(account.order)]
    return [each for each in named if each] if all(named) else []


def _named(account: NamedAccount, answer: Answer) -> Taken:
    found = [
        (account.waits.get(point), account.names.of(child.pid)) for point, child in answer.taken
    ]
    known = [(wait, name) for wait, name in found if wait is not None and name is not None]
    return tuple(known) if len(known) == len(found) else ()


def _together(
    side: Witnessed, plan: Sequence[Taken], runs: Sequence[tuple[Recording, NamedAccount]]
) -> ForcedAnswers:
    """What the runs say together: nothing if one of them is not as it should be."""
    shown = [
        account
        for taken, (recording, account) in zip(plan, runs, strict=True)
        if recording.complete and recording.limit is None and taken == _seen(account, taken)
    ]
    alike = [each for each in shown if each.calls == shown[0].calls]
    if not plan or len(alike) < len(plan):
        return ForcedAnswers(len(plan), len(alike))
    return ForcedAnswers(len(plan), len(alike), tuple(sorted(_proved(side, alike))))


def _seen(account: NamedAccount, wanted: Taken) -> Taken:
    """Whom the waits that are planned have taken in a forced run."""
    by_wait = {
        (wait.thread, wait.nth): account.names.of(reap.child.pid)
        for reap in account.order.reaps
        if (wait := account.waits.get(reap.point)) is not None
    }
    return tuple((wait, by_wait.get((wait.thread, wait.nth)) or "") for wait, _ in wanted)


def _proved(side: Witnessed, accounts: Sequence[NamedAccount]) -> set[Pair]:
    """The pairs of a side's lines that each answer orders alike, as each of the runs has it."""
    found = [set(_ordered(side, each)) for each in accounts]
    known = {
        (early, late)
        for late, bits in enumerate(side.legal.before)
        for early in range(len(side.legal.texts))
        if bits >> early & 1
    }
    return set.intersection(*found) - known


def _ordered(side: Witnessed, account: NamedAccount) -> Iterator[Pair]:
    """The pairs that each answer orders by a run's account; none if it has printed other lines."""
    reference = side.account.writes() if isinstance(side.account, NamedAccount) else None
    writes, printed = account.writes(), account.order.printed.all()
    if reference is None or writes is None:
        return
    places = {
        (write.first, write.last, text): place
        for place, (write, text) in enumerate(zip(reference, side.legal.texts, strict=True))
    }
    here = [
        places.get((write.first, write.last, line.text))
        for write, line in zip(writes, printed, strict=True)
    ]
    orders = [each.before for each in proved_answers(account.order)]
    known = [each for each in here if each is not None]
    if len(known) != len(reference) or len(known) != len(here) or not orders:
        return
    for late, late_place in enumerate(known):
        for early, early_place in enumerate(known):
            if all(bits[late] >> early & 1 for bits in orders):
                yield early_place, late_place
