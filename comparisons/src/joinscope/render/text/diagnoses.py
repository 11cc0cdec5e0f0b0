"""The diagnoses as text: what was found, the line with a caret, and what to do."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from joinscope.explanation.known_traps import SURPRISES
from joinscope.explanation.model import SideExplanation
from joinscope.render.terminal import sanitized
from joinscope.render.text.code_frame import code_frame
from joinscope.render.wording.diagnoses import (
    at_line,
    diagnosis_advice,
    diagnosis_body,
    diagnosis_head,
    mark_at_line,
    nothing_found,
    trap_id,
)


def diagnoses_text(story: SideExplanation) -> Iterator[RenderableType]:
    """What stands first where a program does not hang, and behind the cause where it does."""
    if text := nothing_found(story):
        yield Padding(Text(text), (0, 0, 1, 2))
    for diagnosis in story.diagnoses:
        body = sanitized(diagnosis_body(diagnosis, story))
        style = "cyan" if isinstance(diagnosis.trap, SURPRISES) else "yellow"
        yield Padding(
            Text.assemble((f"{diagnosis_head(diagnosis)}: ", style), (body, "bold")), (0, 0, 0, 2)
        )
        if diagnosis.place is not None:
            told = sanitized(at_line(diagnosis, story))
            yield Padding(code_frame(diagnosis.place, diagnosis.call, told), (0, 0, 0, 4))
        for mark in diagnosis.marks:
            told = sanitized(mark_at_line(mark, diagnosis, story))
            yield Padding(code_frame(mark.place, mark.call, told), (0, 0, 0, 4))
        advice = diagnosis_advice(diagnosis, story)
        more = f"\nMore: joinscope explain --trap {trap_id(diagnosis)}"
        yield Padding(Text.assemble(("help: ", "bold"), advice, (more, "dim")), (0, 0, 1, 4))
