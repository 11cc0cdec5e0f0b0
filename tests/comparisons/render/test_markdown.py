"""A lesson's Markdown in the report."""

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from joinscope.catalog.front_matter import read
from joinscope.render.html.markdown import lesson

CATALOG = Path(__file__).parents[3] / "comparisons/src/joinscope/catalog/comparisons"
TAGS = {"p", "ul", "ol", "li", "pre", "code", "em", "strong", "h3", "blockquote", "hr", "br"}


class Parsed(HTMLParser):
    """The tags of a lesson, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert attrs in ([], [("tabindex", "0")]) or (tag, attrs[0][0]) == ("ol", "start")

    def handle_data(self, data: str) -> None:
        self.text += data


def test_paragraphs_lists_headings_and_code() -> None:
    """Each becomes what it is, headings all of the level that is asked for."""
    text = (
        "# Why\none\n`two`\n\nof these:\n- a **b**\n  c\n- d\n\n```c\nx <\n  y\n```\n\n1. *e*\n## F"
    )
    assert lesson(text, 3) == (
        "<h3>Why</h3>\n"
        "<p>one\n<code>two</code></p>\n"
        "<p>of these:</p>\n"
        "<ul>\n<li>a <strong>b</strong>\nc</li>\n<li>d</li>\n</ul>\n"
        '<pre tabindex="0">x &lt;\n  y\n</pre>\n'
        "<ol>\n<li><em>e</em></li>\n</ol>\n"
        "<h3>F</h3>\n"
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("see [the *other*](other.md)!", "<p>see the <em>other</em>!</p>\n"),
        ("see <http://a.b>", "<p>see http://a.b</p>\n"),
        ("![a < picture](picture.png)", "<p>a &lt; picture</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
    ],
)
def test_a_report_stands_alone(text: str, html: str) -> None:
    """A link leads nowhere and an image loads nothing: their words are there."""
    assert lesson(text, 3) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("a <b onclick='x'>b</b>", "<p>a &lt;b onclick='x'&gt;b&lt;/b&gt;</p>\n"),
        ("&lt;b&gt; &amp; `&lt;`", "<p>&lt;b&gt; &amp; <code>&amp;lt;</code></p>\n"),
        ("\x1b[31m &#x202e; &#12; \x7f", "<p>\\x1b[31m \\u202e \\x0c \\x7f</p>\n"),
        ("`\x1b`", "<p><code>\\x1b</code></p>\n"),
    ],
)
def test_what_is_not_markdown_is_text(text: str, html: str) -> None:
    """HTML in a lesson, also as entities, and control characters are shown as they are written."""
    assert lesson(text, 3) == html


@given(st.text() | st.text(alphabet="<>&[]()!`*_#-+1. \n\t\"':;/ab"))
@example("<img src=x onerror=alert(1)>")
@example("[a]: javascript:x\n\n[a]")
@example('``` " onclick=x\n<b>\n```')
def test_no_text_makes_html_of_its_own(text: str) -> None:
    """Whatever a lesson is, it has only tags that Markdown makes, and no control character."""
    html = lesson(text, 3)
    assert set(Parsed(html).tags) <= TAGS
    assert html.replace("\n", "").isprintable()


@pytest.mark.parametrize("file", sorted(CATALOG.glob("*.md")), ids=lambda path: path.stem)
def test_the_lessons_of_the_catalog(file: Path) -> None:
    """All words of a lesson are shown, and nothing of its markup."""
    text = read(file).lesson
    shown = Parsed(lesson(text, 3))
    plain = unescape(shown.text)
    assert re.findall(r"\w+", plain) == re.findall(r"\w+", text)
    assert not set("`*#") & set(plain)
    assert shown.tags.count("code") == text.count("`") // 2
    assert shown.tags.count("p") == len(text.split("\n\n"))
