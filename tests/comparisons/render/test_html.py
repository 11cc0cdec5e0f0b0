"""The report's file: whole in itself, small, well-formed, and what programs print is escaped."""

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import explanations
import pytest
from joinscope.explanation.calls import Call, Number
from joinscope.explanation.known_traps import TimeoutIgnored
from joinscope.explanation.model import Explanation, Waiting
from joinscope.render.html.report import html
from joinscope.verdict.verdict import Outcome

EVERY = ("article", "versions", "many", "hostile")
VOID = {"meta", "link", "input", "img", "br"}


class Reader(HTMLParser):
    """The elements of a document, its text, and whether they are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def values(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, attrs in self.elements if (value := attrs.get(name)) is not None]


@pytest.fixture(params=EVERY)
def told(request: pytest.FixtureRequest) -> Explanation:
    found: Explanation = getattr(explanations, request.param)()
    return found


def test_its_picture_comes_first(told: Explanation) -> None:
    """The parts to choose from are before the lesson; how to read them is told once."""
    elements = Reader(html([told])).elements
    classes = [attrs.get("class") for _, attrs in elements]
    parts = [place for place, (_, attrs) in enumerate(elements) if "data-pair" in attrs]
    assert classes.count("lead") == 1
    assert parts[-1] < classes.index("lead")
    if told.lesson:
        assert parts[-1] < classes.index("plain lesson")


def test_it_is_whole_in_itself(told: Explanation) -> None:
    """Elements are closed in order, ids are unique, and what is referred to is there."""
    page = Reader(html([told, told]))
    ids = Counter(page.values("id"))
    assert [each for each, count in ids.items() if count > 1] == []
    targets = {value[1:] for value in page.values("href") if value.startswith("#")}
    steps = {each for value in page.values("data-step") for each in value.split()}
    assert targets | steps <= ids.keys()
    assert len(steps) >= 9


def test_it_loads_nothing(told: Explanation) -> None:
    """No element loads anything, no handler stands in an attribute, and a policy forbids more."""
    text = html([told])
    page = Reader(text)
    assert {tag for tag, _ in page.elements} & {"img", "iframe", "object", "embed", "form"} == set()
    assert page.values("src") == []
    assert {value[:1] for value in page.values("href")} == {"#", "d"}  # d: the empty icon
    names = {name for _, attrs in page.elements for name in attrs}
    assert {name for name in names if name.startswith("on") or name == "style"} == set()
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert re.findall(r"@import|url\((?!#)", style) == []
    (policy,) = [value for value in page.values("content") if "default-src" in value]
    for part in (style, *re.findall(r"<script>(.*?)</script>", text, re.DOTALL)):
        digest = base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


def test_what_a_program_printed_is_text() -> None:
    """Markup stays text, control characters are shown as escapes, templates are not run."""
    text = html([explanations.hostile()])
    page = Reader(text)
    assert [tag for tag, _ in page.elements].count("script") == 1
    shown = "".join(page.text)
    for part in ("<script>document", "]]><img", "\\x1b[31mred", "\\x9b2J", "{{ 7 * 7 }}"):
        assert part in shown
    assert re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text) == []


def test_markup_would_be_noticed() -> None:
    """Without escaping the same reader finds a second script: the test above can fail."""
    text = html([explanations.article()]).replace("Starting worker", "<script>x</script>")
    assert [tag for tag, _ in Reader(text).elements].count("script") > 1


@pytest.mark.parametrize(
    ("name", "most"), [("article", 200_000), ("many", 5_000_000), ("hostile", 5_000_000)]
)
def test_it_is_small(name: str, most: int) -> None:
    """The article's example, a thousand workers and a flood of output stay within their sizes."""
    assert len(html([getattr(explanations, name)()]).encode()) < most


def test_a_flood_would_be_noticed() -> None:
    """The hostile program gives far more than the report may show."""
    stories = explanations.hostile().stories
    printed = sum(len(line) for story in stories for _, line in story.printed)
    outputs = sum(len(line) for story in stories for each in story.outputs for line in each)
    assert printed + outputs > 5_000_000


def test_all_that_is_known_is_said() -> None:
    """Verdict, claims, proofs, lesson, joins, outputs, errors, notes and limits are in the text."""
    story = explanations.story("python")
    (group,) = story.joins
    join = replace(group.shown[0], traps=(TimeoutIgnored(2_000_000),))
    story = replace(
        story,
        joins=(replace(group, shown=(join,)),),
        errors=("Traceback: oh",),
        limit="deadline",
        waiting=(
            Waiting(
                explanations.PARENT, Call("wait4", "wait", (Number(7),), returned=False), "", None
            ),
        ),
        outputs=(("b", "a"), ("a", "b")),
        legal=2,
        more=991,
    )
    told = replace(explanations.explanation([story]), refusals=("no tracer: refused",))
    text = " ".join("".join(Reader(html([told])).text).split())
    for part in (
        "every claim holds", "join() waits", "holds",
        "worker write → exit → wait4 returns → parent write",
        "is the place where they meet", "without_join", "2 orders",
        "Traceback: oh", "The timeout of join() did not hold", "Cut short: deadline",
        "parent waits in wait4 for process 7",
        "991 more workers", "no tracer: refused", "process.py:149",
        "2.00 s (2.01 s when traced)", "50 µs of the traced run", "CPython 3.13.1", "exit status 0",
    ):  # fmt: skip
        assert part in text


def test_a_claim_that_fails_says_what_was_seen() -> None:
    """The badge is not the only thing that tells."""
    told = replace(explanations.article(), verdict=explanations.verdict(Outcome.FAILS))
    text = "".join(Reader(html([told])).text)
    assert "different" in text
    assert '"Parent process completed" came first' in text


def test_a_story_of_which_nothing_was_seen() -> None:
    """Without lanes, steps, joins and lines the report says so and does not fail."""
    story = replace(
        explanations.story("c"),
        lanes=(), steps=(), arrows=(), joins=(), printed=(), outputs=(), legal=None, files=(),
        ending=None,
    )  # fmt: skip
    text = "".join(Reader(html([Explanation("x", "x", (), (story,))])).text)
    assert "No process was seen" in text
    assert "It starts no worker" in text
    assert "It printed nothing" in text
    assert "Did not end by itself" in text


def test_no_explanation_is_a_report_too() -> None:
    """An empty report has a heading and the words."""
    assert "happens-before" in html([])
