"""The files of the package's comparisons: programs for a slide, and lessons for a page."""

import re
from collections.abc import Iterator
from pathlib import Path

import cjoin
import pyjoin
import pytest
from joinscope import catalog
from joinscope.catalog.chapters import CHAPTERS

CATALOG = catalog.load()
LINES = 60  # of a program: fewer
PAGE = 45  # lines of a lesson, each a sentence or a blank one


def code(source: Path) -> list[str]:
    """The lines of a program, without the head comment that says what it is about."""
    text = source.read_text()
    return (
        text.split("*/", 2)[2].strip().splitlines() if source.suffix == ".c" else text.split("\n")
    )


def lacks(name: str) -> Iterator[str]:
    """What a comparison of the package lacks."""
    comparison = CATALOG[name]
    sources = [pyjoin.source(name)] if name in pyjoin.names() else []
    sources += [cjoin.source(name)] if name in cjoin.names() else []
    for source in sources:
        if len(code(source)) >= LINES:
            yield f"{source.name} is long: {len(code(source))} lines"
    left_out = {word for each in comparison.left_out for word in each.sides}
    if len(sources) < 2 and not left_out & {"python", "c"}:
        yield "a program"
    if not comparison.question or not comparison.chapter:
        yield "a question, or a chapter"
    for part in (r"^In real code", r"^Exercise: .*[?.]"):
        if not re.search(part, comparison.lesson, re.MULTILINE):
            yield part
    if len(comparison.lesson.splitlines()) > PAGE:
        yield "a lesson of one page"


@pytest.mark.parametrize("name", list(CATALOG))
def test_a_comparison_is_complete(name: str) -> None:
    """Short programs, a question to begin with, a page of lesson, and an exercise at its end."""
    assert list(lacks(name)) == []


def test_there_are_enough() -> None:
    """Three dozen, and each chapter has some."""
    found = CATALOG.values()
    assert len(found) >= 36
    assert {each.chapter for each in found} == set(CHAPTERS)


def test_what_is_lacking_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is too long is one."""
    monkeypatch.setitem(globals(), "LINES", 10)
    assert [each.partition(":")[0] for each in lacks("worker_and_join")] == [
        "worker_and_join.py is long",
        "worker_and_join.c is long",
    ]
