"""The exercise of each lesson, done: what its question asks for is what is then seen."""

import re
from pathlib import Path

import msgspec
import pytest
from command import folded, traced
from exercises import Edit, Exercise, Run, Stated, Waits, differences, edited, of_lesson, read
from joinscope import catalog

FOLDER = Path(__file__).with_name("exercises")
CATALOG = catalog.load()
DONE = {file.stem: read(file) for file in sorted(FOLDER.glob("*.toml"))}
STATED = [
    pytest.param(name, run, id=f"{name}-{number}")
    for name, done in DONE.items()
    for number, run in enumerate((run for each in done.stated for run in each.runs), start=1)
]
RUNS = [
    pytest.param(name, run, id=f"{name}-{number}" if len(done.runs) > 1 else name)
    for name, done in DONE.items()
    for number, run in enumerate(done.runs, start=1)
]


def lacks(name: str, done: dict[str, Exercise]) -> str:
    """What is not there to do the exercise of a lesson by."""
    asked = of_lesson(CATALOG[name].lesson)
    if name not in done or not done[name].runs:
        return f"exercises/{name}.toml, with the edits of its exercise and what is then seen"
    if done[name].text != asked:
        return f"the answer to what it asks now: exercises/{name}.toml is about another text"
    lesson = folded(CATALOG[name].lesson)
    return "".join(
        f"the sentence: {each.text}" for each in done[name].stated if each.text not in lesson
    )


@pytest.mark.parametrize("name", DONE)
def test_a_lesson_has_its_exercise_done(name: str) -> None:
    """What it asks stands in the data, to the letter, with the runs that answer it."""
    assert lacks(name, DONE) == ""


def test_an_exercise_is_of_a_lesson() -> None:
    """Each file belongs to a comparison. A new one may come without: it is three files, no more."""
    assert DONE.keys() <= CATALOG.keys()
    assert len(DONE) >= 50


@traced
@pytest.mark.parametrize(("name", "run"), RUNS)
def test_an_exercise_is_answered(name: str, run: Run, tmp_path: Path) -> None:
    """What is seen behind the edit is what the data says."""
    found = differences(name, run, tmp_path)
    assert not found, "\n".join(found)


@traced
@pytest.mark.parametrize(("name", "run"), STATED)
def test_what_a_lesson_states_is_seen(name: str, run: Run, tmp_path: Path) -> None:
    """Of sentences that no claim can make, as they need another program or another command."""
    found = differences(name, run, tmp_path)
    assert not found, "\n".join(found)


def test_a_lesson_without_one_is_told() -> None:
    """Of a new lesson nothing is there; of one that asks something else now, no answer."""
    assert lacks("killed", {}).startswith("exercises/killed.toml, with the edits")
    other = Exercise("another question?", DONE["killed"].runs)
    assert "is about another text" in lacks("killed", {"killed": other})
    more = msgspec.structs.replace(DONE["killed"], stated=[Stated("It is not so.", [])])
    assert lacks("killed", {"killed": more}) == "the sentence: It is not so."


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"exit_status": 1}, "exit status 0, not 1"),
        ({"prints": ["killed by signal 9"]}, "printed ['killed by signal 15'], not ["),
        ({"shows": ["signal 9"]}, "not shown: signal 9"),
        ({"counts": {"killed": 2}}, "shown 1 times, not 2: killed"),
        ({"traps": ["JS013"]}, "told [], not ['JS013']"),
    ],
)
def test_a_wrong_answer_is_told(wrong: dict[str, object], told: str, tmp_path: Path) -> None:
    """Each kind of what is seen can fail, and the output stands behind it."""
    (run,) = DONE["killed"].runs
    first, output = differences("killed", msgspec.structs.replace(run, **wrong), tmp_path)
    assert first.startswith(told)
    assert output == "killed by signal 15\n"


@pytest.mark.parametrize(("old", "times"), [("p.murder()", 0), ("p.", 4)])
def test_an_edit_that_fits_nowhere_is_told(old: str, times: int, tmp_path: Path) -> None:
    """Its text stands once in the file, or the sentence says which file and how often."""
    run = Run("python FILE", 0, edits=[Edit(old, "pass")])
    told = f"killed.py has this {times} times, not once:\n{old}"
    with pytest.raises(AssertionError, match=re.escape(told)):
        edited("killed", run, tmp_path)


@traced
@pytest.mark.parametrize(
    ("run", "told"),
    [
        (Run("python FILE", 0, ctrl_c=Waits("by signal 9", ["read"])), "it waits in read"),
        (Run("python FILE", 0, meanwhile=Waits("by signal 8", [])), "it prints by signal 8"),
    ],
    ids=["terminal", "meanwhile"],
)
def test_a_moment_that_does_not_come_is_told(run: Run, told: str, tmp_path: Path) -> None:
    """A program that ends before it is not waited for."""
    with pytest.raises(AssertionError, match=f"it ends before {told}"):
        differences("killed", run, tmp_path)


def test_a_file_that_says_something_else_is_told(tmp_path: Path) -> None:
    """The error names the key and the file."""
    file = tmp_path / "killed.toml"
    file.write_text('text = "?"\nruns = [{ command = "", exit_status = 0, print = [] }]\n')
    with pytest.raises(msgspec.ValidationError, match="print") as told:
        read(file)
    assert str(file) in told.value.__notes__[0]
