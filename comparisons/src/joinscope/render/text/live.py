"""Why a program that runs does not go on, as text."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from joinscope.explanation.live_hang import LiveAnswer
from joinscope.render.terminal import heading, sanitized
from joinscope.render.text.hang import hang_parts
from joinscope.render.text.hanging import Hanging
from joinscope.render.wording.live import (
    STACKS,
    children_note,
    conclusion,
    condition,
    evidence_note,
    reasons,
)

STYLES = {"stuck": "red", "likely_stuck": "red", "going_on": "green", "unknown": "yellow"}


def live_text(answer: LiveAnswer) -> Iterator[RenderableType]:
    """What is known of the program, who waits for whom, whether that ends, and what to do."""
    yield Text(sanitized(heading(answer.runtime, answer.evidence)), style="dim")
    missing = STACKS.get(answer.stacks_missing or "not_asked", "")
    for note in (evidence_note(answer), missing, children_note(answer)):
        if note:
            yield Hanging(Text.assemble(("note: ", "bold"), note), 0)
    yield ""
    yield Text(sanitized(conclusion(answer)), style=STYLES[answer.verdict])
    for reason in reasons(answer):
        yield Hanging(Text(f"- {sanitized(reason)}"), 2)
    if note := condition(answer):
        yield Text(sanitized(note))
    yield ""
    yield from hang_parts(answer.language, answer.hang)
