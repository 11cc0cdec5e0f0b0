"""Every view tells the same of the same recordings: text, HTML, JSON, Mermaid, SVG, Perfetto."""

import html as markup
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from explanations import article, many
from joinscope.explanation.match_steps import pairs
from joinscope.explanation.model import Explanation, SideExplanation, Step
from joinscope.joins.account import Account
from joinscope.pipeline import explanation_of_recording
from joinscope.programs import makers
from joinscope.recording.runner import record
from joinscope.render.chrome_trace.explanation import trace
from joinscope.render.documents.explanation import ExplanationDocument, document
from joinscope.render.html.report import html
from joinscope.render.mermaid import mermaid
from joinscope.render.picture.svg import svg
from joinscope.render.text.explanation import explained
from joinscope.render.wording.captions import headline
from joinscope.render.wording.facts import facts, join_facts, process_facts, story_facts
from joinscope.render.wording.sides import (
    lane_depth,
    lane_heading,
    left_out,
    step_text,
)
from joinscope.schedule import Hold, Point, flat, schedule
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

# Its first worker ends; a thread of its second waits for a worker of its own.
FORCED = """
import os
import threading

def end():
    if os.fork() == 0:
        os._exit(0)

end()
if os.fork() == 0:
    end()
    thread = threading.Thread(target=os.wait)
    thread.start()
    thread.join()
    os._exit(0)
os.wait()
os.wait()
"""


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
        assert lacking((left_out(story),), text) == []
        hold_processes(story, text)
    hold_steps(explanation)
    (first, *_) = pairs(explanation.stories)
    picture = unmarked(svg(explanation))
    for story in first.stories:
        assert (
            lacking((*story_facts(story), *join_facts(story), *process_facts(story)), picture) == []
        )


def hold_order(explanation: Explanation) -> None:
    """What stands first does so in every view that tells of steps, in the same order."""
    (story,) = explanation.stories
    first = list(story_facts(story))
    assert first
    diagram, page = decoded(mermaid(story)), html([explanation])
    body = unmarked(page[page.index("<main") :])
    for view, begins in (
        (as_text(explanation), "system call"),
        (diagram, "->>"),
        (body, "Times are of a traced run"),
    ):
        shown = bare(view)
        places = [shown.index(bare(each)) for each in (*first, begins)]
        assert places == sorted(places), begins
    events = json.loads(trace(explanation))["traceEvents"]
    (told,) = [each["args"] for each in events if each.get("cat") == "facts"]
    assert list(told.values())[: len(first)] == first


def hold_processes(story: SideExplanation, text: str) -> None:
    """The tree is drawn in text by how far each process stands in."""
    for lane in story.lanes:
        line = f"{'  ' * lane_depth(lane, story)}{lane_heading(lane, story)}"
        assert re.search(rf"(?m)^    {re.escape(line)}( |$)", text), line


def hold_steps(explanation: Explanation) -> None:
    """Each step is in each view exactly as often as it was taken, or once with its count."""
    for view in VIEWS:
        shown, taken = view(explanation, explanation)
        assert shown == taken, view.__name__


View = Callable[[Explanation, Explanation], "Counts"]
Counts = tuple[Counter[tuple[object, ...]], Counter[tuple[object, ...]]]


def json_steps(given: Explanation, true: Explanation) -> Counts:
    """The steps that JSON has, and those that there are."""
    text = msgspec.json.encode(document(given))
    again = msgspec.json.decode(text, type=ExplanationDocument)
    shown: Counter[tuple[object, ...]] = Counter()
    taken: Counter[tuple[object, ...]] = Counter()
    for stories, counts in ((again.stories, shown), (true.stories, taken)):
        counts.update((n, step) for n, each in enumerate(stories) for step in each.steps)
    return shown, taken


def moments(given: Explanation, true: Explanation) -> Counts:
    """The moments of a trace, and the steps: the process, when, what, and how often."""
    found: Counter[tuple[object, ...]] = Counter()
    for event in json.loads(trace(given))["traceEvents"]:
        if event["ph"] == "i" and event["cat"] != "facts":
            found[event["pid"], event["cat"], round(event["ts"] * 1000), event["name"]] += 1
    taken: Counter[tuple[object, ...]] = Counter()
    for story, step in _all(true):
        pid = next(lane.pid for lane in story.lanes if lane.number == step.lane)
        taken[pid, step.kind, step.start, step_text(step, story)] += 1
    return found, taken


def messages(given: Explanation, true: Explanation) -> Counts:
    """The messages and notes of a diagram by their process, and how many there have to be."""
    found: Counter[tuple[object, ...]] = Counter()
    for number, story in enumerate(given.stories):
        told = len((*story_facts(story), *join_facts(story), "processes", "runtime"))
        if len(story.lanes) == 1:
            found[number, 0] -= told  # these are over the one process, too
        for line in mermaid(story).splitlines():
            if back := re.match(r"    p\d+-->>p(\d+):", line):
                found[number, int(back[1])] += 1
            elif one := re.match(r"    (?:note over )?p(\d+)(?:-|:)", line):
                found[number, int(one[1])] += 1
            elif line.startswith("    deactivate"):
                found[number, "waits"] += 1
    taken: Counter[tuple[object, ...]] = Counter()
    for number, story in enumerate(true.stories):
        for step in story.steps:
            waits = step.kind == "wait" and step.blocked and step.end is not None
            if not step.minor:
                taken[number, step.lane] += 1 + waits
                taken[number, "waits"] += waits
    return +found, +taken


def rows(given: Explanation, true: Explanation) -> Counts:
    """The rows of the report by their texts, and the steps of the stories."""
    page = html([given])
    headings = re.findall(r'<h\d class="what"><span class="n">\d+</span> (.*?)</h\d>', page)
    found: Counter[tuple[object, ...]] = Counter((markup.unescape(each),) for each in headings)
    found["cells",] = page.count('<td class="num">') + page.count(
        '<td colspan="3" class="quiet">no'
    )
    taken: Counter[tuple[object, ...]] = Counter()
    for pair in pairs(true.stories):
        for match in pair.matches:
            for story, step in zip(pair.stories, match.steps, strict=True):
                text = step_text(step, story) if step else headline(match, several=pair.several)
                taken[text,] += 1
                taken["cells",] += 1
    return found, taken


def lines(given: Explanation, true: Explanation) -> Counts:
    """How often each process is said to have done something in the text, and how often it has."""
    out = StringIO()
    Console(file=out, width=1000).print(explained(given, 1000))
    found: Counter[tuple[object, ...]] = Counter()
    number = -1
    inside = False
    for line in out.getvalue().splitlines():
        if line.rstrip().endswith("system call"):
            number, inside = number + 1, True
        elif not line.strip() or "left out here" in line:
            inside = False
        elif inside:
            found[number,] += int(again[1]) if (again := re.search(r" x (\d+)", line)) else 1
    taken: Counter[tuple[object, ...]] = Counter()
    for number, pair in enumerate(pairs(true.stories)):
        taken[number,] = sum(match.taken[0].count for match in pair.matches)
    return found, taken


def pins(given: Explanation, true: Explanation) -> Counts:
    """The numbers in a picture, and the steps of its first pair."""
    pin = r'<title>([^<]*)</title><rect class="span".*?<text class="number"[^>]*>(\d+)</text>'
    shown = re.findall(pin, svg(given))
    pair, *_ = pairs(true.stories)
    taken: Counter[tuple[object, ...]] = Counter()
    for match in pair.matches:
        name = headline(match, several=pair.several)
        taken[name, str(match.number)] += len(match.taken)
    return Counter((markup.unescape(name), number) for name, number in shown), taken


VIEWS = (json_steps, moments, messages, rows, lines, pins)


def _all(explanation: Explanation) -> Iterator[tuple[SideExplanation, Step]]:
    for story in explanation.stories:
        yield from ((story, step) for step in story.steps)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name)
def test_recordings(path: Path) -> None:
    """Of a recording: its processes and the tree, its steps, hang, joins, statuses and traps."""
    explanation = recorded(path)
    hold(explanation)
    if [*story_facts(explanation.stories[0])]:
        hold_order(explanation)


@pytest.mark.once
def test_a_forced_recording(tmp_path: Path) -> None:
    """Each view says who was held, and until when; the pictures have it as a bar."""
    file = tmp_path / "forced.py"
    file.write_text(FORCED)
    program, account = makers.script(file), Account()
    (recording,) = record(
        [program.command()],
        through=["terminal"],
        deadline=60,
        evidence="syscalls",
        consumers=[account],
        holds=[
            flat(schedule((Hold(Point("exit", "0.1")), Hold(Point("enter", "0.2.2", call="wait")))))
        ],
    )
    explanation = explanation_of_recording(file.name, recording, account)
    hold(explanation)
    (story,) = explanation.stories
    lanes = {lane.number: {each.doing for each in lane.segments} for lane in story.lanes}
    assert [number for number, doings in lanes.items() if "held" in doings] == [1]
    held = {step.lane: step for step in story.steps if step.kind == "hold"}
    told = "is held here by joinscope for [0-9.]+ .?s, until nothing else could happen"
    assert re.fullmatch(told, step_text(held[1], story))
    assert re.fullmatch(f"{told}, in thread {held[2].thread}", step_text(held[2], story))
    for view in (as_text(explanation), html([explanation]), svg(explanation)):
        assert "held here by joinscope" in view
    bars = re.findall(
        r'<rect class="bar held"[^>]*height="(\d+)"[^>]*><title>([^:<]*)', svg(explanation)
    )
    assert bars == [("32", "worker 1"), ("8", "worker 2")]


@pytest.mark.parametrize("explanation", [article(), many()], ids=lambda each: each.name)
def test_made_ones(explanation: Explanation) -> None:
    """The same of two languages beside each other, and of many workers."""
    hold(explanation)


def test_what_is_lacking_is_noticed() -> None:
    """A view that does not tell a fact is not the same."""
    assert lacking(("help: read the pipe",), "Deadlock") == ["help: read the pipe"]


def doctored(explanation: Explanation, place: int, times: int) -> Explanation:
    """The same with a step of its first story so many times."""
    story, *others = explanation.stories
    steps = (*story.steps[:place], *[story.steps[place]] * times, *story.steps[place + 1 :])
    return replace(explanation, stories=(replace(story, steps=steps), *others))


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_a_step_that_a_view_drops_or_doubles_is_noticed(view: View) -> None:
    """Whichever step it is, in each of the views."""
    whole = replace(article(), stories=article().stories[:1])
    for place, step in enumerate(whole.stories[0].steps):
        for times in (0, 2):
            shown, taken = view(doctored(whole, place, times), whole)
            assert shown != taken, (step.key, times)


def test_counts_that_differ_are_told() -> None:
    """Two sides that did the same, but not as often, are in one row with both counts."""
    python, c = (replace(each, steps=each.steps[:1]) for each in article().stories[::3])
    often = replace(python.steps[0], count=3, every=1)
    whole = replace(article(), stories=(replace(python, steps=(often,)), c))
    assert " x 3 and 1" in as_text(whole)
