"""Reading a comparison's file."""

from pathlib import Path

import pytest
from joinscope import catalog
from joinscope.catalog.claims import (
    Before,
    Concurrent,
    Difference,
    Ends,
    ExitStatus,
    Joining,
    Joins,
    Prints,
)
from joinscope.catalog.front_matter import Comparison, read
from joinscope.errors import CatalogError, UsageError
from joinscope.vocabulary import Event, Relation

VALID = """\
+++
title = "Two lines"
teaches = "that they are two"
lines = ["one", "two"]

[claims]
exit_status = 3
before = [["one", "two"]]
concurrent = [["two", { exit = "parent" }]]

[claims.join]
fork = { served = ["wait"], reaped_by = "parent" }
c = { served = [], reaped_by = "nobody" }

[[differences]]
events = ["two", { exit = "parent" }]
python = "before"
c = "after"
reason = "Because."
through = "pipe"
+++

The lesson.
"""
ONE, TWO, EXIT = Event("line", "one"), Event("line", "two"), Event("exit", "parent")


def write(folder: Path, text: str) -> Path:
    path = folder / "two_lines.md"
    path.write_text(text)
    return path


def test_a_file_is_a_comparison(tmp_path: Path) -> None:
    """The stem is the name, the front matter the claims, the rest the lesson."""
    assert read(write(tmp_path, VALID)) == Comparison(
        name="two_lines",
        title="Two lines",
        teaches="that they are two",
        lesson="The lesson.",
        claims=(
            Ends(),
            Prints(("one", "two")),
            ExitStatus(3),
            Before(ONE, TWO),
            Concurrent(TWO, EXIT),
            Difference(TWO, EXIT, Relation.BEFORE, Relation.AFTER, "Because.", "pipe"),
            Joins((("fork", Joining(("wait",), "parent")), ("c", Joining((), "nobody")))),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("+++\ntitle", "title", "must stand between two lines +++"),
        ("+++\n\nThe", "\nThe", "must stand between two lines +++"),
        ('"Two lines"', "Two lines", "front matter: Invalid value"),
        (
            "title",
            "titel",
            "unknown key titel; did you mean 'title'? Known here: title, teaches, lines,",
        ),
        ('title = "Two lines"', "", "title is missing"),
        ('"Two lines"', "2", "title must be a string, not 2"),
        ('["one", "two"]\n\n', '["one", 2]\n\n', "lines[2] must be a string, not 2"),
        ('["one", "two"]\n\n', "[]\n\n", "lines must list each line"),
        ('["one", "two"]\n\n', '["one", "one"]\n\n', "lines must differ"),
        (
            "[claims]",
            "[claim]",
            "unknown key claim; did you mean 'claims'? Known here: title, teaches,",
        ),
        ("[claims]", "[[claims]]", "claims must be a table, not [{"),
        (
            "exit_status = 3",
            "exit_status = true",
            "claims.exit_status must be a whole number, not True",
        ),
        ("exit_status = 3", "", "claims.exit_status is missing"),
        (
            "concurrent =",
            "concurent =",
            "unknown key claims.concurent; did you mean 'concurrent'? Known here: exit_status,",
        ),
        ('[["one", "two"]]', '[["one", "three"]]', "'three', which is not one of lines"),
        ('[["one", "two"]]', '[["one"]]', "two different events, not ['one']"),
        ('[["one", "two"]]', '[["one", "one"]]', "two different events"),
        ('[["one", "two"]]', '"one"', "claims.before must be a list, not 'one'"),
        ('[["one", "two"]]', '["one", "two"]', "claims.before[1] must be a list, not 'one'"),
        ('{ exit = "parent" }]]', '{ exit = "me" }]]', "an event is a line, {"),
        ("[[differences]]", "[differences]", "differences must be a list"),
        ('c = "after"', 'c = "before"', "a difference must differ: it is before in both languages"),
        (
            'c = "after"',
            'c = "sometimes"',
            "differences[1].c must be one of after, before, concurrent, not 'sometimes'",
        ),
        ('reason = "Because."', "", "differences[1].reason is missing"),
        ('"pipe"', '"air"', "differences[1].through must be one of pipe, terminal, not 'air'"),
        ("fork =", "thread =", "unknown key claims.join.thread; known here: fork, spawn"),
        (
            '["wait"]',
            '["wait", "guess"]',
            "claims.join.fork.served[2] must be one of poll, read, wait, not 'guess'",
        ),
        (
            '"parent" }\nc',
            '"me" }\nc',
            "claims.join.fork.reaped_by must be one of nobody, parent, server, worker, not 'me'",
        ),
        ('fork = { served = ["wait"], reaped_by = "parent" }', "fork = 1", "fork must be a table"),
        ('served = ["wait"], ', "", "claims.join.fork.served is missing"),
        ("exit_status = 3", f"exit_status = {'9' * 5000}", "front matter: Exceeds the limit"),
        ("exit_status = 3", f"exit_status = {'[' * 9000}", "front matter: "),
    ],
)
def test_a_broken_file_is_one_sentence(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    """Each mistake in the front matter names the file and what is wrong in it."""
    assert old in VALID
    path = write(tmp_path, VALID.replace(old, new, 1))
    with pytest.raises(CatalogError) as raised:
        read(path)
    assert str(raised.value).startswith(f"{path}:")
    assert complaint in str(raised.value)


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    """A missing file, or one that is not text, is named."""
    with pytest.raises(CatalogError, match=r"none\.md: cannot be read: .*No such file"):
        read(tmp_path / "none.md")
    (tmp_path / "binary.md").write_bytes(b"\xff\xfe")
    with pytest.raises(CatalogError, match=r"binary\.md: cannot be read"):
        read(tmp_path / "binary.md")


def test_the_catalog_begins_with_the_article() -> None:
    """The article's example comes first, then its counter-example."""
    assert list(catalog.load())[:2] == ["worker_and_join", "without_join"]


def test_an_unknown_name_is_answered_with_the_known() -> None:
    """Choosing what is not there says what there is."""
    with pytest.raises(UsageError, match="no comparison 'nothing'; there are: worker_and_join"):
        catalog.choose(["nothing"])
