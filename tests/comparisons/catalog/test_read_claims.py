"""Claims about processes and their calls, read from a comparison's file."""

from pathlib import Path
from typing import get_args

import pytest
from joinscope.catalog.claims import (
    Before,
    Calls,
    Claim,
    Concurrent,
    Only,
    OrderUnknown,
    Printed,
    Prints,
    Scope,
    Signals,
    StateAt,
    Workers,
)
from joinscope.catalog.front_matter import LeftOut, read
from joinscope.catalog.read_claims import CALL_WORDS
from joinscope.catalog.scope_words import fits
from joinscope.errors import CatalogError
from joinscope.recording.records import Arguments, tag_of
from joinscope.vocabulary import Ending, Event

VALID = """\
+++
title = "Lines"
teaches = "that they are lines"
chapter = "misuse"
place = 2
question = "Which?"
lines = ["one", "two", "three"]

[[left_out]]
sides = ["c", "spawn"]
reason = "There is none."

[claims]
exit_status = 0
before = [["one", "two", { exit = "worker 2" }, { exit = "worker" }]]
concurrent = [["three", "four"]]

[[claims.printed]]
line = "four"
times = 1
only = ["c", ">=3.14"]
reason = "Because."
source = "pipe(7)"

[[claims.unknown]]
events = ["one", "three"]
why = "timed"
reason = "It hangs on the time."

[[claims.calls]]
by = "worker 3"
call = "wait"
outcome = "ECHILD"
at_least = 2
about = 1

[[claims.signals]]
to = "parent"
signal = "SIGCHLD"
times = 1
only = ["fork"]
reason = "Why."
source = "signal(7)"

[[claims.states]]
worker = 1
state = "zombie"
at = "three"

[[claims.workers]]
end = [{ exit = 3 }, { signal = "SIGKILL" }]
+++

The lesson.
"""
ONE, TWO, THREE, FOUR = (Event("line", name) for name in ("one", "two", "three", "four"))
ODD = Scope(("c", ">=3.14"), "Because.", "pipe(7)")


def write(folder: Path, text: str) -> Path:
    path = folder / "lines.md"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("claim", "line"),
    [
        (Before(ONE, TWO), 15),
        (Before(TWO, Event("exit", "2")), 15),
        (Before(Event("exit", "2"), Event("exit", "1")), 15),
        (Prints(("one", "two", "three"), (Printed("four", 1, ODD),)), 7),
        (Only(Concurrent(THREE, FOUR), ODD), 16),
        (OrderUnknown(ONE, THREE, "timed", "It hangs on the time."), 25),
        (Calls("3", "wait", "ECHILD", 2, least=True, about=1), 30),
        (
            Only(Signals("parent", "SIGCHLD", 1), Scope(("fork",), "Why.", "signal(7)")),
            37,
        ),
        (StateAt(1, "zombie", THREE), 45),
        (Workers((Ending(3), Ending(signal=9))), 50),
    ],
)
def test_each_table_makes_its_claim(tmp_path: Path, claim: Claim, line: int) -> None:
    """A chain is a claim for each link; a line that some sides print makes claims about these."""
    found = read(write(tmp_path, VALID))
    assert claim in (found.claims or ())
    assert found.lines[claim] == line


def test_what_is_no_claim(tmp_path: Path) -> None:
    """Chapter, place and question, and the sides that there are not."""
    found = read(write(tmp_path, VALID))
    assert (found.chapter, found.place, found.question) == ("misuse", 2, "Which?")
    assert found.left_out == (LeftOut(("c", "spawn"), "There is none."),)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"c", "spawn"', '"c", "spwan"', ":10: front matter: 'spwan' names no sides; did you mean"),
        ('["one", "two", {', '["one", "tow", {', ":15: front matter: a claim names 'tow', which"),
        ('["one", "two", {', '["one", "tow", {', "did you mean 'two'?"),
        ('["three", "four"]', '["one", "two", "three"]', ":16: front matter: a claim names two"),
        ('reason = "Because."\n', "", ":18: front matter: a claim about some sides only needs a r"),
        ('source = "pipe(7)"\n', "", "some sides only needs a source"),
        ('"worker 3"', '"wroker"', ":31: front matter: 'wroker' is no process; did you mean"),
        ('call = "wait"', 'call = "wiat"', ":32: front matter: 'wiat' is not a call; did you mean"),
        ('"ECHILD"', '"ECHLID"', "'ECHLID' is not an outcome; did you mean 'ECHILD'?"),
        ('"ECHILD"', '"x"', "'x' is not an outcome; such as: answered, expired, not_yet"),
        ("at_least = 2", "", "how often: give either times or at_least"),
        ("at_least = 2", "at_least = 2\ntimes = 2", "how often: give either times or at_least"),
        ('"SIGCHLD"', '"SIGCHILD"', "'SIGCHILD' is not a signal; did you mean 'SIGCHLD'?"),
        ('"zombie"', '"zombi"', "states[1].state must be one of alive, gone, orphan, zombie, not"),
        ('"zombie"', '"zombi"', "did you mean 'zombie'?"),
        ('at = "three"', 'at = { end = "worker" }', ":48: front matter: an event is a line"),
        ("{ exit = 3 }", "{ }", "a worker ends either by exit or by a signal"),
        ('line = "four"', 'line = "one"', "'one' stands in lines"),
        ('reason = "It hangs on the time."\n', "", "an order that is unknown needs a reason"),
        ("times = 1\nonly", "tmies = 1\nonly", "did you mean 'times'?"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    """Each mistake names the file, the line, what is wrong, and the nearest right word."""
    assert old in VALID
    path = write(tmp_path, VALID.replace(old, new, 1))
    with pytest.raises(CatalogError) as raised:
        read(path)
    assert str(raised.value).startswith(f"{path}:")
    assert complaint in str(raised.value)


def test_calls_are_counted_by_classes_that_recordings_have() -> None:
    """Each class that a claim may name is a class of the contract."""
    classes = {tag_of(each) for each in get_args(Arguments)}
    named = {"create", "exec", "wait", "poll", "read", "write", "kill", "sleep", "signal_wait"}
    assert named <= classes & set(CALL_WORDS)


@pytest.mark.parametrize(
    ("words", "side", "expected"),
    [
        (("c",), ("c", "cffi", None), True),
        (("fork",), ("c", "cffi", None), False),
        (("python", "fork", "spawn"), ("python", "spawn", 11), True),
        (("python", "fork"), ("c", "fork", None), False),
        ((">=3.14",), ("python", "fork", 14), True),
        ((">=3.14",), ("python", "fork", 13), False),
        (("<3.14",), ("python", "fork", 13), True),
        (("<3.14",), ("c", "fork", None), False),
    ],
)
def test_a_side_fits_one_word_of_each_kind(
    words: tuple[str, ...],
    side: tuple[str, str, int | None],
    expected: bool,  # noqa: FBT001 - of parametrize
) -> None:
    """Of the languages, the start methods and the versions that are named one each."""
    assert fits(words, *side) is expected
