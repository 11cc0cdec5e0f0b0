"""Answers: the other ways in which one recording's choices could have come out.

Of a choice of who, one recording tells enough to say what would have been, if all candidates are in
it: they did what they did before the call could know of them. Two children, two waits:

    parent     fork   fork   wait(0) = 7   "joined"   wait(0) = 8   "done"
    worker 7      "seven"  exit
    worker 8               "eight"  exit

has two answers. By the first, "seven" comes before "joined", by the other "eight" does; either way
both come before "done". So each answer gives an order of the lines of its own, and an output is
legal if one of them allows it. What the program would have done after another answer is not known:
that holds for programs that make the same calls whatever the answer is, and is said so.

Waits for any child are followed so, up to a number of answers (limits.ANSWERS): which of the waits
takes which of the children, from the first on for which a child was a candidate. Other choices of
who are left open: an output that hangs on them is not ruled out.

Whether the program does make the same calls, forced runs can show: one for each answer (answer_runs
of the room schedules). Then what holds by each answer is a proof.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from joinscope import limits
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.causal_past import CausalPast, Ways
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.kernel_state import Process
from joinscope.happens_before.shared_work import proved_past

Bits = tuple[int, ...]  # for each line, as bits, those that come before it


@dataclass(frozen=True, slots=True)
class Waits:
    """The waits of a process for any child: where each returned, and whom it may have taken."""

    returned: tuple[int, ...]
    candidates: tuple[tuple[Process, ...], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that all waits could have had: whose status each takes, and the lines' order then.

    `taken` has for each wait, by the point where it returned, the child; empty: there was no choice
    among children.
    """

    taken: tuple[tuple[int, Process], ...]
    before: Bits


def answered(
    order: HappensBefore,
    before: Bits,
    lasts: Sequence[Sequence[int]],
    pasts: Sequence[Sequence[CausalPast]],
    ways: Ways = Ways.ALIKE,
) -> tuple[Answer, ...]:
    """The order of the lines by each answer that all waits could have had.

    `before` is their order by any answer, `lasts` are the last points of each line, and `pasts`
    what is before each of its first ones, by the edges of these `ways`. Empty where there are more
    answers than are followed.
    """
    found = [Answer((), before)]
    for waits in _waits(order):
        children = dict.fromkeys(each for some in waits.candidates for each in some)
        ended = {child: _before_its_end(order, child, lasts, ways) for child in children}
        later = [
            [all(past.holds(point) for past in line) for line in pasts] for point in waits.returned
        ]
        further = list[Answer]()
        for taken in _taken(waits.candidates):
            for one in found:
                if len(further) >= limits.ANSWERS:
                    return ()
                bits = _closed(one.before, [ended[child] for child in taken], later)
                whose = zip(waits.returned, taken, strict=True)
                further.append(Answer((*one.taken, *whose), bits))
        found = further or found
    return tuple(found)


def _waits(order: HappensBefore) -> Iterator[Waits]:
    """Of each process that had a choice among its children."""
    since = {
        rival.child: rival.told
        for rival in order.state.candidates
        if rival.choice is Choice.WHICH_CHILD and rival.child is not None
    }
    for parent in dict.fromkeys(child.parent for child in since):
        reaps = [reap for reap in order.reaps if reap.by is parent]
        named = {reap.child for reap in reaps if not reap.any}
        own = [child for child in since if child.parent is parent and child not in named]
        waits = [reap for reap in reaps if reap.any]
        candidates = [
            tuple(child for child in own if since[child] <= reap.point) or (reap.child,)
            for reap in waits
        ]
        yield Waits(tuple(reap.point for reap in waits), tuple(candidates))


def _taken(candidates: Sequence[Sequence[Process]]) -> Iterator[tuple[Process, ...]]:
    """Each way in which all waits take a child, no two of them the same one."""
    if not candidates:
        yield ()
        return
    first, *rest = candidates
    for child in first:
        left = [[each for each in some if each is not child] for some in rest]
        for others in _taken(left):
            yield child, *others


def _before_its_end(
    order: HappensBefore, child: Process, lasts: Sequence[Sequence[int]], ways: Ways
) -> int:
    """The lines before the end of a child, as bits."""
    ends = [proved_past(order, end, ways) for end in child.ended or ()]
    return sum(
        1 << line
        for line, points in enumerate(lasts)
        if all(any(end.holds(point) for end in ends) for point in points)
    )


def _closed(before: Bits, ended: Sequence[int], later: Sequence[Sequence[bool]]) -> Bits:
    """The order with these lines before those behind each wait, and what follows from that."""
    found = list(before)
    for bits, behind in zip(ended, later, strict=True):
        for line, here in enumerate(behind):
            if here:
                found[line] |= bits & ~(1 << line)
    for middle in range(len(found)):
        for line, bits in enumerate(found):
            if bits >> middle & 1:
                found[line] |= found[middle]
    return tuple(found)
