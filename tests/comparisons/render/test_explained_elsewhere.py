"""Explanations for other tools: Mermaid, Perfetto, notebooks."""

import json
import re

import pytest
from explanations import article, hostile, many
from joinscope.explanation.model import Explanation
from joinscope.notebook import Explained
from joinscope.render.chrome_trace.explanation import trace
from joinscope.render.mermaid import diagrams, mermaid

EVERY = pytest.mark.parametrize(
    "explanation", [article(), many(), hostile()], ids=lambda each: each.name
)


@EVERY
def test_mermaid_has_a_participant_for_each_process(explanation: Explanation) -> None:
    """And each message is between two of them; nothing that was printed is markup."""
    for story in explanation.stories:
        first, *lines = mermaid(story).splitlines()
        assert first == "sequenceDiagram"
        participants = set(
            re.findall(r"^    participant (p\d+) as", "\n".join(lines), re.MULTILINE)
        )
        assert participants == {f"p{lane.number}" for lane in story.lanes}
        for line in lines:
            message = r"    (%%|participant|note over|deactivate p\d+$|p\d+-?->>\+?p\d+:)"
            assert re.match(message, line), line
            assert not set(line.partition(":")[2].replace("<br/>", "")) & set('<>"{}\\')
            assert set(re.findall(r"p\d+(?=[-,:>])", line.partition(":")[0])) <= participants


def test_mermaid_draws_a_wait_from_its_beginning_to_its_end() -> None:
    """The parent is active from its call on, until the message that tells of the worker's end."""
    diagram = diagrams(article())
    begins, ends = diagram.index("p0->>+p0: p.join(): wait4"), diagram.index("p1-->>p0: p.join()")
    assert begins < diagram.index("exit_group") < ends < diagram.index("deactivate p0")


@EVERY
def test_each_arrow_of_a_trace_has_two_ends(explanation: Explanation) -> None:
    """And each slice has a track with a name."""
    events = json.loads(trace(explanation))["traceEvents"]
    ends = [[each["id"] for each in events if each["ph"] == phase] for phase in "sf"]
    assert ends[0] == ends[1] != []
    slices = {(each["pid"], each["tid"]) for each in events if each["ph"] == "X"}
    named = {(each["pid"], each.get("tid")) for each in events if each["ph"] == "M"}
    assert slices <= named


def test_a_notebook_shows_the_report_in_a_frame() -> None:
    """In one element, whose content cannot end it."""
    shown = Explained(hostile())._repr_html_()
    opening = re.fullmatch(
        r'<iframe title="[^"<>]*" sandbox="allow-scripts" [^<>]*></iframe>', shown
    )
    assert opening
    assert "<script" not in shown
