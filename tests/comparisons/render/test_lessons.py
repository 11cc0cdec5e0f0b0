"""What is told of a trap to who asks for its id."""

import pytest
from command import joinscope
from joinscope.explanation.hang_traps import TRAP_IDS
from joinscope.render.wording.lessons import LESSONS, lesson, titles


def test_every_trap_has_a_lesson() -> None:
    """Each id has one, and each lesson an id."""
    assert LESSONS.keys() == TRAP_IDS.keys()
    assert [number for number, _ in titles()] == sorted(TRAP_IDS.values())
    assert lesson("JS999") is None


def test_the_list_has_them_all() -> None:
    """`list --traps` names each with its title."""
    done = joinscope("list", "--traps")
    for number, title in titles():
        assert f"{number}  {title}" in done.stdout


@pytest.mark.parametrize("number", ["JS011", "js011"])
def test_one_is_told(number: str) -> None:
    """`explain --trap` says what happens and what to do, without running anything."""
    done = joinscope("explain", "--trap", number)
    assert done.returncode == 0
    assert "JS011: the reader of a full pipe waits for its writer" in done.stdout
    assert "communicate()" in done.stdout


def test_an_unknown_one_is_refused() -> None:
    """The sentence says which there are."""
    done = joinscope("explain", "--trap", "JS900")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no trap 'JS900': they are JS001 to JS053" in done.stderr
