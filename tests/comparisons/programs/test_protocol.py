"""The note protocol: its example reads as it says, and what programs note follows its grammar."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from joinscope.programs import instrumentation, makers
from joinscope.programs.instrumentation import Instrumented
from joinscope.programs.program import Program
from joinscope.recording.call_stacks import Calls, Frame, from_lines
from joinscope.recording.runner import record
from run_explained import PROGRAMS

TEXT = Path(instrumentation.__file__).with_name("protocol.md").read_text("utf-8")
WORDS = {
    "<tab>": "\t",
    "NAME": r"[^\t ][^\t]*",
    **dict.fromkeys(("FILE", "TRACEBACK"), ".*"),
    **dict.fromkeys(("ADDRESS", "SITE", "IDENT"), "[0-9a-f]+"),
    **dict.fromkeys(("NUMBER", "FIRST", "PID", "TID", "WHEN", "LINE", "SIGNAL"), "[0-9]+"),
}


def block(language: str) -> str:
    """The text of the one block of code in this language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    return str(found)


def grammar() -> dict[str, re.Pattern[str]]:
    """A pattern for each note, by its line of the grammar."""
    any_word = "|".join(WORDS)
    return {
        line: re.compile(re.sub(any_word, lambda word: WORDS[word[0]], line))
        for line in block("grammar").splitlines()
    }


def told(calls: Calls) -> Iterator[str]:
    """A line for each frame, as the example has it."""
    joined = {id(frame): pid for pid, frame in calls.joins}
    for tid, frame in calls.frames:
        start, end = ("?" if time is None else time for time in (frame.start, frame.end))
        yield (
            f"{tid} {'  ' * depth(frame)}{frame.function.name} from {frame.line}, {start} to {end}"
            + (f", joins {joined[id(frame)]}" if id(frame) in joined else "")
            + (", inherited" if frame.inherited else "")
        )


def depth(frame: Frame) -> int:
    return len(list(frame.outwards())) - 1


def test_the_example() -> None:
    """The reader makes the frames of it that stand below it."""
    assert list(told(from_lines(block("notes").splitlines()))) == block("frames").splitlines()


def test_the_example_follows_the_grammar() -> None:
    """Each of its lines is one kind of note."""
    for line in block("notes").splitlines():
        assert [each for each in grammar().values() if each.fullmatch(line)], line


def programs() -> list[Program]:
    """In Python some that fork, fail or exit, and one whose hook goes off; and one in C."""
    return [
        makers.script(PROGRAMS / "join.py", method="fork"),
        makers.script(PROGRAMS / "after.py", method="fork"),
        makers.script(PROGRAMS / "at_exit.py", method="fork"),
        makers.script(PROGRAMS.with_name("cases") / "error_nobody_gets.py"),
        *makers.c_sides(PROGRAMS / "threads.c", ["fork"], instrumented=True),
    ]


def test_what_programs_note_follows_the_grammar(tmp_path: Path) -> None:
    """Each line that a program notes is one kind of note, and each kind is noted by a program."""
    kinds, seen = grammar(), set()
    for number, program in enumerate(programs()):
        folder = tmp_path / str(number)
        folder.mkdir()
        notes = folder / "notes"
        record(
            [program.command(instrumented=Instrumented(folder, notes))],
            through=["pipe"],
            deadline=60,
        )
        for line in notes.read_text("utf-8").splitlines():
            (kind,) = (each for each, pattern in kinds.items() if pattern.fullmatch(line))
            seen.add(kind)
    assert seen | {"dumps SIGNAL"} == set(kinds)  # that one is for a tracer alone


@pytest.mark.parametrize("kind", block("grammar").splitlines())
def test_each_note_is_explained(kind: str) -> None:
    """The table has a row for each line of the grammar."""
    assert f"| `{kind}` |" in TEXT
