"""The catalog of mistakes: each is diagnosed by the ids that it names, and by no other.

A mistake is a broken twin of a comparison, in comparisons/mistakes/, whose name begins with that of
the comparison. Its head says what is wrong, behind the ids of the known traps that it runs into,
and how long a run may take where the program never stands still.
"""

import re
from pathlib import Path

import pytest
from command import joinscope, traced
from joinscope import catalog

FOLDER = Path(__file__).parents[2] / "comparisons" / "mistakes"
MISTAKES = sorted(FOLDER.glob("*.*"))
# Those of which a run takes no time.
SAMPLE = {
    *("exit_codes_256.py", "undrained_queue_joined_first.py", "sigchld_ignored_status.py"),
    *("buffered_output_not_flushed.c", "lock_held_at_fork_and_wanted.py"),
}
ID = re.compile(r"\bJS\d{3}\b")


def diagnosed(mistake: Path) -> list[str]:
    """The ids of the traps that its explanation tells of."""
    head = mistake.read_text()
    found = re.search(r"Deadline: (\d+)", head)
    method = ("--start-method", "fork") if mistake.suffix == ".py" else ()
    done = joinscope("explain", mistake, "--deadline", found[1] if found else "30", *method)
    return sorted(set(ID.findall(done.stdout)))


def named(mistake: Path) -> list[str]:
    """The ids that its first lines name."""
    first = re.search(r"^(?:#|/\*) (JS[^:]*):", mistake.read_text(), re.MULTILINE)
    assert first is not None
    return sorted(ID.findall(first[1]))


@traced
@pytest.mark.parametrize(
    "mistake",
    [
        pytest.param(each, marks=() if each.name in SAMPLE else (pytest.mark.stress,))
        for each in MISTAKES
    ],
    ids=lambda each: each.name,
)
def test_a_mistake_is_diagnosed(mistake: Path) -> None:
    """By the ids that it names, and by no other."""
    assert diagnosed(mistake) == named(mistake)


@traced
def test_what_is_right_is_not_diagnosed() -> None:
    """The negative control: of a twin that is not broken no id is told."""
    done = joinscope("explain", "own_memory", "--start-method", "fork")
    assert done.returncode == 0
    assert ID.findall(done.stdout) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.name)
def test_a_mistake_belongs_to_a_comparison(mistake: Path) -> None:
    """Its name begins with that of the comparison that shows how it is done."""
    assert [name for name in catalog.load() if mistake.stem.startswith(f"{name}_")]


def test_the_sample_is_there() -> None:
    """What the gate takes exists."""
    assert {each.name for each in MISTAKES} > SAMPLE
