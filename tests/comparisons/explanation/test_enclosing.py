"""The `with` statements that a line of Python stands in: what its function has entered there."""

from pathlib import Path

import pytest
from joinscope.explanation.enclosing import enclosing
from joinscope.explanation.model import Place

TEXT = """\
with first:
    one()
    if True:
        with second, third:
            two()

    def inner():
        three()
        with fourth:
            four()
with fifth: five()
"""


@pytest.mark.parametrize(
    ("line", "within"),
    [(1, []), (2, [1]), (4, [1]), (5, [1, 4]), (8, []), (9, []), (10, [9]), (11, [])],
)
def test_a_line(line: int, within: list[int], tmp_path: Path) -> None:
    """It stands in those whose body has it, and that are of its own function."""
    file = tmp_path / "locks.py"
    file.write_text(TEXT)
    found = enclosing(Place(str(file), line, "", "", own=True))
    assert [each.line for each in found] == within
    assert [each.text for each in found] == [TEXT.splitlines()[each - 1].strip() for each in within]


@pytest.mark.parametrize(("name", "text"), [("locks.c", TEXT), ("locks.py", "with first:")])
def test_no_python(name: str, text: str, tmp_path: Path) -> None:
    """Of what cannot be read nothing is told."""
    file = tmp_path / name
    file.write_text(text)
    assert enclosing(Place(str(file), 2, "", "", own=True)) == ()
