"""What every view says of a side, in the same words: its processes, its hang, its joins, its traps.

A view may lay them out as it likes, and say more. A test holds all views against this list.
"""

from collections.abc import Iterator

from joinscope import limits
from joinscope.explanation.hang_traps import TRAP_IDS
from joinscope.explanation.known_traps import sort_of
from joinscope.explanation.model import Hang, Joins, SideExplanation
from joinscope.recording.records import Limit
from joinscope.render.wording.diagnoses import (
    diagnosis_facts,
    is_plain_end,
    nothing_found,
    place_facts,
    told_trap,
)
from joinscope.render.wording.hang_advice import hang_help
from joinscope.render.wording.hang_causes import cause
from joinscope.render.wording.hangs import (
    blocked_text,
    cut_short,
    earlier_ends,
    look_advice,
    other_end,
    thread_name,
    time_advice,
)
from joinscope.render.wording.joins import summary
from joinscope.render.wording.languages import WordingLanguage, wording_language
from joinscope.render.wording.sides import label, lane_fact, uncounted

PROGRAM = "The program"


def hang_facts(
    name: str, language: WordingLanguage, limit: Limit, hang: Hang | None
) -> Iterator[str]:
    """How a run was cut short, the cause, who waits for whom, and what to do."""
    yield f"{name} {cut_short(limit)}."
    if hang is None:
        return
    number = "" if hang.trap is None else f"[{TRAP_IDS[type(hang.trap)]}] "
    yield f"{number}{cause(hang)}"
    for each in hang.chain:
        yield f"{thread_name(each)} {blocked_text(each, hang)}"
    for each in hang.others[: limits.SHOWN_WAITING]:
        yield f"{thread_name(each)} {blocked_text(each, hang)}"
    if note := earlier_ends(hang):
        yield f"note: {note}"
    text, _ = hang_help(hang, language)
    if text:
        yield f"help: {text}"


def story_facts(story: SideExplanation) -> Iterator[str]:
    """What stands first: how a side hangs, if it does; then its diagnoses, or that it has none."""
    yield from hang_told(story)
    yield from diagnosis_facts(story)
    if text := nothing_found(story):
        yield text


def hang_told(story: SideExplanation) -> Iterator[str]:
    """How a side hangs, in one of its two runs or both."""
    if story.limit:
        yield from hang_facts(PROGRAM, wording_language(story), story.limit, story.hang)
        if text := time_advice(story.limit, story.hang):
            yield f"help: {text}"
    if story.untraced_end is not None:
        yield other_end(story.untraced_end, story)
        if (hang := story.untraced_end.hang) is not None:
            yield cause(hang)
            for each in hang.chain:
                yield f"{thread_name(each)} {blocked_text(each, hang)}"
            if text := look_advice(hang) or time_advice(story.untraced_end.limit, hang):
                yield f"help: {text}"


def trap_notes(joins: Joins, story: SideExplanation) -> Iterator[str]:
    """The traps that joins ran into; of what stands first the id alone."""
    first = joins.shown[0]
    who = "the worker" if story.workers == 1 else f"worker {first.worker}"
    told = [each for each in story.diagnoses if first.worker in each.workers]
    for trap in first.traps:
        number = TRAP_IDS[type(trap)]
        if any(sort_of(trap) == sort_of(each.trap) for each in told):
            yield f"See [{number}] above."
        elif not is_plain_end(trap, story):  # how it ended is told already
            of = ", as on the others" if joins.count > 1 else ""
            yield f"note[{number}]{of}: {told_trap(trap, story, who)}"


def told_joins(story: SideExplanation) -> list[Joins]:
    """The joins that tell something: not those of workers of whom only a hang is to be told.

    Nobody waited for these, and they had not ended: what each did is told as where it stood.
    """
    stands = {each.actor.worker for each in story.waiting} if story.limit else ()
    return [
        each
        for each in story.joins
        if (join := each.shown[0]).call is not None
        or join.ending is not None
        or join.orphan
        or join.traps
        or each.count > len(each.shown)
        or any(one.worker not in stands for one in each.shown)
    ]


def join_facts(story: SideExplanation) -> Iterator[str]:
    """How each worker was joined, and the traps that this ran into."""
    for joins in told_joins(story)[: limits.SHOWN_JOINS]:
        yield summary(joins, story)
        yield from trap_notes(joins, story)


def process_facts(story: SideExplanation) -> Iterator[str]:
    """The processes, with their names, and who made them; and what else was seen of them."""
    yield from (lane_fact(each, story) for each in story.lanes)
    if left := uncounted(story):
        yield f"{label(story)}: besides these: {left}."


def facts(story: SideExplanation) -> tuple[str, ...]:
    """All of them, the cause of a hang first, then the diagnoses."""
    return (
        *story_facts(story),
        *place_facts(story),
        *join_facts(story),
        *process_facts(story),
    )
