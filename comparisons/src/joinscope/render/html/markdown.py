"""A lesson's Markdown as HTML that leads nowhere and loads nothing: a report stands alone."""

from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

from joinscope.render.terminal import sanitized


def lesson(text: str, heading: int) -> Markup:
    """The text as HTML; its headings are all of the level `heading`, from 1 to 6.

    It is CommonMark, but HTML in it is text, a link is the words that it stands on, and an image
    those that describe it.
    """
    parser = _parser()
    tokens = parser.parse(text.expandtabs(4))  # Markdown's tab stops
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{heading}"
    rendered = str(parser.renderer.render(tokens, parser.options, {}))
    shown = "\n".join(map(sanitized, rendered.split("\n")))  # entities can make any character
    return Markup(shown)  # noqa: S704 - escaped by the parser


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer)


class _Renderer(RendererHTML):
    """A method for each type of token that is not rendered as usual."""

    def link_open(self, *_: object) -> str:
        return ""

    link_close = link_open

    def image(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return escapeHtml(tokens[idx].content)

    def fence(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        # It can be scrolled, so it can be reached by keys.
        return f'<pre tabindex="0">{escapeHtml(tokens[idx].content)}</pre>\n'

    def code_block(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return self.fence(tokens, idx)
