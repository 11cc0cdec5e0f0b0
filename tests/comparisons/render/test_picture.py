"""The picture alone: valid XML that needs nothing."""

import re
import sys
import xml.etree.ElementTree as ET

import explanations
import pytest
from joinscope.errors import JoinscopeError
from joinscope.explanation.match_steps import pairs
from joinscope.render.picture.png import png
from joinscope.render.picture.scene import LEFT, RIGHT, scene
from joinscope.render.picture.svg import svg

DRAWN = "svg title desc style defs pattern rect path g text circle".split()  # noqa: SIM905 - a row of words
SVG = "{http://www.w3.org/2000/svg}"
EVERY = ("article", "versions", "many", "hostile")


@pytest.mark.parametrize("name", EVERY)
def test_it_is_xml_that_needs_nothing(name: str) -> None:
    """It parses, refers to nothing outside of itself, and every colour is there."""
    text = svg(getattr(explanations, name)())
    root = ET.fromstring(text)  # noqa: S314 - our own
    assert root.tag == f"{SVG}svg"
    assert "var(" not in text
    assert text.count("http") == 1  # the name space
    assert {element.tag for element in root.iter()} <= {SVG + tag for tag in DRAWN}


def test_what_would_not_be_xml_is_noticed() -> None:
    """The parser takes no markup that a program printed: the test above can fail."""
    with pytest.raises(ET.ParseError):
        ET.fromstring(svg(explanations.article()).replace("wait4", "]]><b>\x1b"))  # noqa: S314


def test_a_start_method_is_chosen() -> None:
    """The picture is of the one that was asked for, or of the first."""
    assert "Python spawn" in svg(explanations.article(), "spawn")
    assert "Python fork<" in svg(explanations.article())
    assert "Python fork<" in svg(explanations.article(), "no such")


@pytest.mark.parametrize("name", EVERY)
def test_everything_lies_within_its_lane(name: str) -> None:
    """Segments do not overlap in their lane, none is thinner than can be seen, none sticks out."""
    for pair in pairs(getattr(explanations, name)().stories):
        for band in scene(pair).bands:
            for row in band.rows:
                bars = [bar for bar in band.bars if bar.top == row.top]
                assert bars
                ends = [LEFT]
                for bar in bars:
                    assert bar.left >= ends[-1] - 0.01
                    assert bar.width >= 1
                    ends.append(bar.left + bar.width)
                assert ends[-1] <= RIGHT + 0.01


def test_the_join_is_named_in_its_bar() -> None:
    """The bar of a wait that is a join says whose it is, how long it is, and by which call."""
    (pair, *_) = pairs(explanations.article().stories)
    for band in scene(pair).bands:
        (label,) = (bar.label for bar in band.bars if "wait4" in bar.label)
        assert re.fullmatch(r"join\(\) waits [\d.]+ s \(wait4\)", label), label


def test_both_languages_begin_at_the_creation_of_the_worker() -> None:
    """Zero is where the first worker is made, on both sides."""
    (pair, *_) = pairs(explanations.article().stories)
    drawn = scene(pair)
    starts = {band.pins[0].start for band in drawn.bands}
    assert starts == {drawn.axis.place(0)}


def test_the_future_is_revealed_step_by_step() -> None:
    """What a lecture has not come to yet is covered; in the end all is seen."""
    (pair, *_) = pairs(explanations.article().stories)
    for band in scene(pair).bands:
        assert list(band.reveal) == sorted(band.reveal)
        assert band.reveal[-1] == RIGHT
        assert band.reveal[0] < RIGHT


def test_without_the_extra_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, with the name of the extra."""
    monkeypatch.setattr(sys.modules["joinscope.render.picture.png"], "MODULE", "no_such_module")
    with pytest.raises(JoinscopeError, match=r"pip install 'joinscope\[png\]'"):
        png(explanations.article())
