"""A hang as text: the cause, the program's own line, who waits for whom, and what to do."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from joinscope import limits
from joinscope.explanation.hang_traps import TRAP_IDS
from joinscope.explanation.model import Blocked, Hang, SideExplanation
from joinscope.recording.records import Limit
from joinscope.render.terminal import sanitized
from joinscope.render.text.claims import STYLE
from joinscope.render.text.code_frame import code_frame
from joinscope.render.wording.facts import PROGRAM
from joinscope.render.wording.hang_advice import hang_help
from joinscope.render.wording.hang_causes import cause
from joinscope.render.wording.hangs import (
    at_place,
    blocked_text,
    cut_short,
    earlier_ends,
    look_advice,
    mark_text,
    other_end,
    thread_name,
    time_advice,
)
from joinscope.render.wording.languages import WordingLanguage, wording_language
from joinscope.verdict.verdict import Outcome

INDENT = (0, 0, 0, 2)
FRAMES = 3


def hang_text(story: SideExplanation) -> Iterator[RenderableType]:
    """What stands first where a program hangs, or does so in one of its two runs."""
    if story.limit:
        yield from cut_text(PROGRAM, wording_language(story), story.limit, story.hang)
        yield from _help(time_advice(story.limit, story.hang))
    if story.untraced_end is not None:
        text = other_end(story.untraced_end, story)
        yield Padding(Text(text, style=STYLE[Outcome.FAILS]), INDENT)
        if story.untraced_end.hang is not None:
            yield from hang_parts(wording_language(story), story.untraced_end.hang)
            yield from _help(
                look_advice(story.untraced_end.hang)
                or time_advice(story.untraced_end.limit, story.untraced_end.hang)
            )
    if story.limit or story.untraced_end is not None:
        yield ""


def _help(text: str) -> Iterator[RenderableType]:
    """What to do, if there is anything to say of that."""
    if text:
        yield ""
        yield Padding(Text.assemble(("help: ", "bold"), text), (0, 0, 0, 4))


def cut_text(
    name: str, language: WordingLanguage, limit: Limit, hang: Hang | None
) -> Iterator[RenderableType]:
    """How a run was cut short, and who waited for whom then, if anybody looked."""
    text = f"{sanitized(name)} {cut_short(limit)}."
    yield Padding(Text(text, style=STYLE[Outcome.FAILS]), INDENT)
    if hang is not None:
        yield from hang_parts(language, hang)


def hang_parts(language: WordingLanguage, hang: Hang) -> Iterator[RenderableType]:
    """The cause of a hang, the lines, who waits for whom, and what to do."""
    number = "" if hang.trap is None else TRAP_IDS[type(hang.trap)]
    code = f"[{number}] " if number else ""
    yield Padding(Text.assemble(code, (sanitized(cause(hang)), "bold")), INDENT)
    for blocked in _framed(hang):
        if blocked.place is not None:
            there = blocked.place, blocked.doing
            waiting = (*hang.chain, *hang.others)
            others = (each for each in waiting if (each.place, each.doing) == there)
            told = sanitized(at_place(blocked, *others))
            yield Padding(code_frame(blocked.place, blocked.call, told), (0, 0, 0, 4))
    for mark in hang.marks:
        told = sanitized(mark_text(mark))
        yield Padding(code_frame(mark.place, mark.call, told), (0, 0, 0, 4))
    yield ""
    yield Padding(_picture(hang), (0, 0, 0, 4))
    if note := earlier_ends(hang):
        yield ""
        yield Padding(Text.assemble(("note: ", "bold"), sanitized(note)), (0, 0, 0, 4))
    text, trap = hang_help(hang, language)
    if text:
        yield ""
        more = f"\nMore: joinscope explain --trap {trap}"
        yield Padding(Text.assemble(("help: ", "bold"), text, (more, "dim")), (0, 0, 0, 4))


def _framed(hang: Hang) -> list[Blocked]:
    """Whose lines are shown: the first one that has any, and the last ones; each line once."""
    found = [each for each in hang.chain if each.place is not None]
    if not found:  # an event loop waits for many things, in a thread of its own
        within = {each.pid for each in hang.chain}
        found = [each for each in hang.others if each.place is not None and each.pid in within]
    lines = {(each.place, each.doing): each for each in reversed(found)}
    shown = [each for each in found if lines.get((each.place, each.doing)) is each]
    return shown if len(shown) <= FRAMES else [shown[0], *shown[1 - FRAMES :]]


def _picture(hang: Hang) -> Table:
    """Each of the chain in a row; a bracket leads from the last back to whom it waits for."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for number, blocked in enumerate(hang.chain):
        name, does = sanitized(thread_name(blocked)), sanitized(blocked_text(blocked, hang))
        table.add_row(
            Text(_bracket(hang, number), style="yellow"), Text.assemble((name, "bold"), f" {does}")
        )
    for each in hang.others[: limits.SHOWN_WAITING]:
        text = f"{sanitized(thread_name(each))} {sanitized(blocked_text(each, hang))}"
        table.add_row("", Text(text, style="dim"))
    if len(hang.others) > limits.SHOWN_WAITING:
        left = len(hang.others) - limits.SHOWN_WAITING
        table.add_row("", Text(f"... and {left} more wait", style="dim"))
    return table


def _bracket(hang: Hang, number: int) -> str:
    last = len(hang.chain) - 1
    if hang.back is None or number < hang.back:
        return "  " if number == 0 else "->"
    if number == hang.back == last:
        return "+->"
    return "+->" if number == hang.back else "+--" if number == last else "|"
