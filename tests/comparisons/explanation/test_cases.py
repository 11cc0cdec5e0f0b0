"""Situations that people have asked about: what must be said of each, and what must not.

A case is a file in cases/: its head comment says what is wrong there, and has patterns of what its
explanation as text must and must not have. It may say how it is run, too: its deadline, through a
terminal, or once more without a recorder. Adding one changes no other file.
"""

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from joinscope.explanation.model import Explanation
from joinscope.programs import makers
from joinscope.render.text.explanation import explained as as_text
from rich.console import Console
from run_explained import Explained, explain

CASES = sorted(Path(__file__).with_name("cases").glob("*.*"))
WIDTH = 400  # columns: no sentence is broken


def told(case: Path) -> list[tuple[str, str]]:
    """What the head comment says, by its keys."""
    lines = re.findall(
        r"^(?: \*|#) ((?:Must say|Must not say|Deadline|Through|Again)): (.*)$",
        case.read_text(),
        re.MULTILINE,
    )
    return [(str(key), str(value)) for key, value in lines]


def run(case: Path, folder: Path) -> Explained:
    """Run it, with a folder of its own for what it leaves behind where it is killed."""
    how = dict(told(case))
    if case.suffix == ".c":
        (program,) = makers.c_sides(case, ["fork"], instrumented=True)
    elif case.suffix == ".sh":
        program = makers.command(["sh", str(case)])
    else:
        program = makers.script(case)
    return explain(
        program,
        deadline=float(how.get("Deadline", "30")),
        through="terminal" if how.get("Through") == "terminal" else "pipe",
        again="Again" in how,
        environment={"TMPDIR": str(folder)},
    )


def text(found: Explained) -> str:
    """Its explanation as a very wide terminal shows it."""
    explanation = Explanation("case", "case", (), (found.story,))
    out = StringIO()
    Console(file=out, width=WIDTH).print(as_text(explanation, WIDTH))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def wrong(case: Path, shown: str) -> Iterator[str]:
    for key, pattern in told(case):
        if "say" in key and bool(re.search(pattern, shown, re.MULTILINE)) != (key == "Must say"):
            yield f"{key}: {pattern}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case(case: Path, tmp_path: Path) -> None:
    """Its explanation says what is true of it, and nothing that is false."""
    shown = text(run(case, tmp_path))
    assert list(wrong(case, shown)) == [], shown


def test_each_says_something() -> None:
    """A case without a pattern would be no test."""
    assert [
        case.name for case in CASES if not any(key == "Must say" for key, _ in told(case))
    ] == []
    assert len(CASES) > 30


def test_what_is_not_said_is_noticed() -> None:
    """A text that lacks what must be said is wrong, and so is one with what must not be."""
    case = next(each for each in CASES if each.name == "no_wait.c")
    assert len(list(wrong(case, "It waited until something"))) == 3
