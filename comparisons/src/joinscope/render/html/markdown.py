"""A lesson's Markdown, as far as lessons use it: paragraphs, lists, headings, code, emphasis."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

INLINE = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\([^)\s]*\)|\*([^*\s][^*]*)\*")
ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")


class Span(NamedTuple):
    """A piece of a line; a link is the text that it stands on, for a report is on its own."""

    kind: Literal["text", "code", "strong", "em"]
    text: str


class Block(NamedTuple):
    """A paragraph, a heading or code has one item; a list has as many as it has."""

    kind: Literal["paragraph", "heading", "list", "code"]
    items: tuple[tuple[Span, ...], ...]


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text."""
    for index, part in enumerate(re.split(r"(?m)^```.*$\n?", text)):
        if index % 2:
            yield Block("code", ((Span("code", part.rstrip("\n")),),))
            continue
        for chunk in re.split(r"\n\s*\n", part.strip()):
            if chunk.strip():
                yield from _block(chunk)


def _block(chunk: str) -> Iterator[Block]:
    lines = chunk.splitlines()
    if lines[0].startswith("#"):
        yield Block("heading", (tuple(_spans(lines[0].lstrip("#").strip())),))
        lines = lines[1:]
    before: list[str] = []
    items: list[str] = []
    for line in lines:
        if ITEM.match(line):
            items.append(ITEM.sub("", line, count=1))
        elif items:
            items[-1] += f" {line.strip()}"
        else:
            before.append(line.strip())
    if before:
        yield Block("paragraph", (tuple(_spans(" ".join(before))),))
    if items:
        yield Block("list", tuple(tuple(_spans(item)) for item in items))


def _spans(text: str) -> Iterator[Span]:
    at = 0
    for found in INLINE.finditer(text):
        if found.start() > at:
            yield Span("text", text[at : found.start()])
        code, strong, link, em = found.groups()
        if code is not None:
            yield Span("code", code)
        elif strong is not None:
            yield Span("strong", strong)
        else:
            yield Span("text", link) if link is not None else Span("em", em)
        at = found.end()
    if at < len(text):
        yield Span("text", text[at:])
