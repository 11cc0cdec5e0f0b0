"""Every view tells the same of the same recordings: text, HTML, JSON, Mermaid, SVG, Perfetto."""

import html as markup
import json
import re
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from explanations import article, many
from joinscope.explanation.match_steps import pairs
from joinscope.explanation.model import Explanation, SideExplanation
from joinscope.programs import makers
from joinscope.render.chrome_trace.explanation import trace
from joinscope.render.documents.explanation import ExplanationDocument, document
from joinscope.render.html.report import html
from joinscope.render.mermaid import mermaid
from joinscope.render.picture.svg import svg
from joinscope.render.text.explanation import explained
from joinscope.render.wording.facts import facts, join_facts, process_facts, story_facts
from joinscope.render.wording.sides import lane_depth, lane_heading, uncounted
from rich.console import Console
from run_explained import PROGRAMS, explain

CASES = PROGRAMS.with_name("cases")
RECORDED = (
    PROGRAMS / "hangs" / "sibling_holds.py",
    PROGRAMS / "hangs" / "shell_fills.py",
    PROGRAMS / "killed.py",
    CASES / "sigterm_ignored.py",
    CASES / "status_256.py",
    CASES / "forks_in_a_row.c",
    CASES / "adopted_zombies.c",
)


def recorded(path: Path) -> Explanation:
    if path.suffix == ".c":
        (program,) = makers.c_sides(path, ["fork"], instrumented=True)
    else:
        program = makers.script(path)
    return Explanation(path.name, path.name, (), (explain(program, deadline=3).story,))


def bare(text: str) -> str:
    """Without the breaks of lines, which each view has elsewhere."""
    return re.sub(r"\s+", "", text)


def as_text(explanation: Explanation) -> str:
    out = StringIO()
    Console(file=out, width=80).print(explained(explanation, 80))
    return out.getvalue()


def unmarked(text: str) -> str:
    """What a reader of HTML or SVG gets, hidden titles too."""
    return markup.unescape(re.sub(r"<[^>]*>", " ", text))


def decoded(diagram: str) -> str:
    """What Mermaid shows: its breaks of lines, and the characters that it is given by number."""
    lines = diagram.replace("<br/>", " ")
    return re.sub(r"#(\d+);", lambda found: chr(int(found[1])), lines)


def lacking(told: tuple[str, ...], view: str) -> list[str]:
    shown = bare(view)
    return [each for each in told if bare(each) not in shown]


def hold(explanation: Explanation) -> None:
    """Hold all views of an explanation against what is to be told."""
    text, page = as_text(explanation), unmarked(html([explanation]))
    events = json.loads(trace(explanation))["traceEvents"]
    told_events = "\n".join(
        str(each) for event in events for each in event.get("args", {}).values()
    )
    again = msgspec.json.decode(
        msgspec.json.encode(document(explanation)), type=ExplanationDocument
    )
    for place, story in enumerate(explanation.stories):
        told = facts(story)
        assert told
        assert facts(again.stories[place]) == told
        assert lacking(told, page) == []
        assert lacking(told, decoded(mermaid(story))) == []
        assert lacking(told, told_events) == []
        assert lacking((*story_facts(story), *join_facts(story)), text) == []
        assert lacking((uncounted(story),), text) == []
        hold_processes(story, text)
        hold_steps(story, events)
    (first, *_) = pairs(explanation.stories)
    picture = unmarked(svg(explanation))
    for story in first.stories:
        assert (
            lacking((*story_facts(story), *join_facts(story), *process_facts(story)), picture) == []
        )


def hold_processes(story: SideExplanation, text: str) -> None:
    """The tree is drawn in text by how far each process stands in."""
    for lane in story.lanes:
        line = f"{'  ' * lane_depth(lane, story)}{lane_heading(lane, story)}"
        assert re.search(rf"(?m)^    {re.escape(line)}( |$)", text), line


def hold_steps(story: SideExplanation, events: list[dict[str, object]]) -> None:
    """Each step is in the JSON, a moment of the trace, and unless it is minor in the diagram."""
    lanes = {lane.number for lane in story.lanes}
    pids = {lane.pid for lane in story.lanes}
    shown = [step for step in story.steps if step.lane in lanes]
    moments = [
        each
        for each in events
        if each["ph"] == "i" and each["cat"] != "facts" and each["pid"] in pids
    ]
    assert len(moments) >= len(shown)
    own = [step for step in shown if not step.minor]
    waits = [step for step in own if step.kind == "wait" and step.blocked and step.end is not None]
    lines = mermaid(story).splitlines()
    drawn = [each for each in lines if re.match(r"    (p\d+-|note over p\d+:)", each)]
    whole = [each for each in lines if each.startswith("    note over p0:")]
    single = len(story.lanes) == 1
    assert len(drawn) - (len(whole) if single else 0) >= len(own) + len(waits) - (
        len(own) if single else 0
    )
    assert sum("deactivate" in each for each in lines) == len(waits)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name)
def test_recordings(path: Path) -> None:
    """Of a recording: its processes and the tree, its steps, hang, joins, statuses and traps."""
    hold(recorded(path))


@pytest.mark.parametrize("explanation", [article(), many()], ids=lambda each: each.name)
def test_made_ones(explanation: Explanation) -> None:
    """The same of two languages beside each other, and of many workers."""
    hold(explanation)


def test_what_is_lacking_is_noticed() -> None:
    """A view that does not tell a fact is not the same."""
    assert lacking(("help: read the pipe",), "Deadlock") == ["help: read the pipe"]
