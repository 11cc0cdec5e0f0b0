"""What is possible: the table of a comparison's file that claims a race."""

from pathlib import Path

import pytest
from joinscope.catalog.claims import Forced, Possible, Scope
from joinscope.catalog.front_matter import read
from joinscope.errors import CatalogError
from joinscope.schedule import Hold, Point

VALID = """\
+++
title = "A race"
teaches = "that there is one"
lines = ["good"]

[claims]
exit_status = 0

[[claims.possible]]
instead_of = "good"
only = ["<3.16"]
reason = "Because."
source = "wait(2)"

[claims.possible.fork]
prints = "bad"
holds = [{ at = { where = "enter", thread = "0", call = "wait" } }]
otherwise = [{ at = { where = "exit", thread = "0.1" }, until = { where = "leave", thread = "0" } }]

[claims.possible.spawn]
hangs = true
holds = [{ at = { where = "birth" }, until = "quiet" }]
+++
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "race.md"
    path.write_text(text)
    return path


def test_a_race_is_read(tmp_path: Path) -> None:
    """Each start method has its outcome and its holds; the line is that of the table."""
    found = read(write(tmp_path, VALID))
    claim = Possible(
        "good",
        (
            (
                "fork",
                Forced(
                    "bad",
                    (Hold(Point("enter", "0", call="wait")),),
                    (Hold(Point("exit", "0.1"), Point("leave", "0")),),
                ),
            ),
            ("spawn", Forced(None, (Hold(Point("birth")),))),
        ),
        Scope(("<3.16",), "Because.", "wait(2)"),
    )
    assert claim in (found.claims or ())
    assert found.lines[claim] == 9


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('instead_of = "good"', 'instead_of = "god"', ":10: front matter: 'god' is not one of l"),
        ('instead_of = "good"', 'instead_of = "god"', "did you mean 'good'?"),
        ('source = "wait(2)"\n', "", ":9: front matter: what is possible needs a source"),
        ('reason = "Because."\n', "", "what is possible needs a reason"),
        ("hangs = true\n", "", "a run that is forced either prints another line or hangs"),
        ('prints = "bad"\n', 'prints = "bad"\nhangs = true\n', "either prints another line or"),
        ('"<3.16"', '"<316"', ":11: front matter: '<316' names no sides"),
        ('where = "birth"', 'where = "brith"', "where must be one of birth, enter, exit, leave"),
        ('where = "birth"', 'wehre = "birth"', "did you mean 'where'?"),
        ("[claims.possible.spawn]", "[claims.possible.thread]", "unknown key"),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    """With its line, and the nearest right word."""
    assert old in VALID
    with pytest.raises(CatalogError) as raised:
        read(write(tmp_path, VALID.replace(old, new, 1)))
    assert complaint in str(raised.value)


def test_no_start_method(tmp_path: Path) -> None:
    """A race that is forced nowhere is none."""
    front = VALID.partition("\n[claims.possible.fork]")[0]
    with pytest.raises(CatalogError, match="needs a start method"):
        read(write(tmp_path, f"{front}\n+++\n"))
