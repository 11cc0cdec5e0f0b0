"""A story as a Mermaid sequence diagram, which code hosts draw."""

from collections.abc import Iterator
from textwrap import wrap

from joinscope import limits
from joinscope.explanation.model import Explanation, Lane, SideExplanation, Step
from joinscope.render.wording.diagnoses import place_facts
from joinscope.render.wording.facts import join_facts, process_facts, story_facts
from joinscope.render.wording.sides import in_thread, label, lane_heading, repeated, step_text

# Steps whose line and call do not say what came of them.
TOLD_IN_WORDS = ("look", "expire", "fail", "block", "report", "kill")
# What ends a message, begins a comment or is markup to Mermaid, as the entity codes it knows.
ENTITIES = {ord(c): f"#{ord(c)};" for c in '#;<>&"{}\\'}


def diagrams(explanation: Explanation) -> str:
    """The diagram of each story, one after the other."""
    return "\n".join(mermaid(story) for story in explanation.stories)


def mermaid(story: SideExplanation) -> str:
    """The diagram: a participant for each process, a message for each step between two."""
    return "".join(f"{line}\n" for line in _lines(story))


def _lines(story: SideExplanation) -> Iterator[str]:
    lanes = {lane.number: lane for lane in story.lanes}
    yield "sequenceDiagram"
    yield f"    %% {label(story)}, evidence: {story.evidence}"
    for lane in lanes.values():
        yield f"    participant p{lane.number} as {_text(lane_heading(lane, story))}"
    if not lanes:  # it was cut short before any process was recorded
        yield f"    participant p0 as {_text(label(story))}"
    yield f"    note over {_span(story)}: {_text(f'{label(story)}, {story.runtime}')}"
    first = (*story_facts(story), *place_facts(story))
    yield from (f"    note over {_span(story)}: {_lines_of(each)}" for each in first)
    moments = [(step.start, False, step) for step in story.steps if _blocks(step)]
    moments += [(_moment(step), True, step) for step in story.steps]
    for _, ends, step in sorted(moments, key=lambda each: each[:2]):
        if step.lane in lanes and not step.minor:
            yield from _step(step, story, lanes) if ends else _begins(step)
    told = (*join_facts(story), "\n".join(process_facts(story)))
    yield from (f"    note over {_span(story)}: {_lines_of(each)}" for each in told if each)


def _blocks(step: Step) -> bool:
    """Whether a process waits in it for another one: it is active meanwhile."""
    return step.kind == "wait" and step.blocked and step.end is not None


def _begins(step: Step) -> Iterator[str]:
    """A wait as it begins: a message to itself, with what it calls, opens a bar."""
    here = f"p{step.lane}"
    line = f"{step.place.text}: " if step.place else ""
    call = step.call.name if step.call else step.function
    yield f"    {here}->>+{here}: {_text(f'{line}{call} waits')}"


def _moment(step: Step) -> int:
    """When its message is drawn: what waits gets it at its end."""
    waits = step.kind in ("wait", "reap") and step.end is not None
    return step.end if waits and step.end is not None else step.start


def _span(story: SideExplanation) -> str:
    if not story.lanes:
        return "p0"
    first, last = story.lanes[0].number, story.lanes[-1].number
    return f"p{first}" if first == last else f"p{first},p{last}"


def _step(step: Step, story: SideExplanation, lanes: dict[int, Lane]) -> Iterator[str]:
    about = next((lane for lane in lanes.values() if lane.worker == step.worker is not None), None)
    line = f"{step.place.text}: " if step.place else ""
    call = None if step.kind in TOLD_IN_WORDS else step.call
    text = _text(
        f"{line}{call.name}{in_thread(step)}{repeated(step)}" if call else step_text(step, story)
    )
    here = f"p{step.lane}"
    match step.kind:
        case "ask" | "create" if about is not None and about.number != step.lane:
            yield f"    {here}->>p{about.number}: {text}"
        case "wait" | "reap" if about is not None and about.number != step.lane:
            yield f"    p{about.number}-->>{here}: {text}"
        case "block":
            yield f"    {here}->>+{here}: {text}"
        case "kill" if step.other in lanes and step.other != step.lane:
            yield f"    {here}-){f'p{step.other}'}: {text}"
        case "end" | "exit" | "signal" | "stop" | "continue" | "hold":
            yield f"    note over {here}: {text}"
        case _:
            yield f"    {here}->>{here}: {text}"
    if _blocks(step):
        yield f"    deactivate {here}"


def _lines_of(text: str) -> str:
    """A sentence in lines, as a note does not break them."""
    lines = [line for each in text.splitlines() for line in wrap(each, limits.MESSAGE_CHARACTERS)]
    return "<br/>".join(map(_text, lines))


def _text(text: str) -> str:
    """Text that Mermaid takes for nothing else."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return (
        shown
        if len(shown) <= limits.MESSAGE_CHARACTERS
        else f"{shown[: limits.MESSAGE_CHARACTERS]}..."
    ).translate(ENTITIES)
