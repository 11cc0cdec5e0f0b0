"""A lesson's Markdown, as far as lessons use it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joinscope.catalog.front_matter import read
from joinscope.render.html.markdown import Block, Span, blocks

CATALOG = Path(__file__).parents[3] / "comparisons/src/joinscope/catalog/comparisons"


def test_paragraphs_lists_headings_and_code() -> None:
    """Each becomes a block; the lines of a paragraph are joined."""
    text = "# Why\none\n`two`\n\nof these:\n- a **b**\n  c\n- d\n\n```c\nx <\n  y\n```\n\n1. *e*"
    assert list(blocks(text)) == [
        Block("heading", ((Span("text", "Why"),),)),
        Block("paragraph", ((Span("text", "one "), Span("code", "two")),)),
        Block("paragraph", ((Span("text", "of these:"),),)),
        Block(
            "list",
            (
                (Span("text", "a "), Span("strong", "b"), Span("text", " c")),
                (Span("text", "d"),),
            ),
        ),
        Block("code", ((Span("code", "x <\n  y"),),)),
        Block("list", ((Span("em", "e"),),)),
    ]


def test_a_link_is_its_text() -> None:
    """The report stands alone, so a link leads nowhere."""
    assert list(blocks("see [the other](other.md)!")) == [
        Block("paragraph", ((Span("text", "see "), Span("text", "the other"), Span("text", "!")),))
    ]


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    """Whatever a user's lesson is, it has blocks, and none of them is empty."""
    assert all(block.items for block in blocks(text))


@pytest.mark.parametrize("file", sorted(CATALOG.glob("*.md")), ids=lambda path: path.stem)
def test_the_lessons_of_the_catalog(file: Path) -> None:
    """Nothing of their markup is left in what is shown."""
    spans = [s for block in blocks(read(file).lesson) for item in block.items for s in item]
    assert not any("`" in span.text or "**" in span.text for span in spans)
