"""Words come last: what analyses has no English, and nobody takes a sentence apart again."""

import ast
from collections.abc import Iterator
from pathlib import Path

import joinscope
import pytest

PACKAGE = Path(joinscope.__file__).parent
ANALYSIS = ("happens_before", "joins", "verdict", "explanation")
# What is no English though it has a space: what a fork server and its like are executed with, and
# the lines of its code that an axiom rests on.
QUOTED = (
    *("from multiprocessing.", "pid, sts = ", "child_w = ", "write_signed("),
    *("if sig_r in rfds", "if listener in rfds", "assert self._parent_pid", "self._popen = "),
)
TAKING_APART = {
    *("partition", "rpartition", "split", "rsplit", "replace"),
    *("removeprefix", "removesuffix", "startswith", "endswith"),
}
# Those that read what others write: addr2line, the note protocol, /proc, a program's own line.
READERS = {
    "explanation/addr2line.py",
    "live/snapshot.py",
    "live/waits.py",
    "recording/call_stacks.py",
    "recording/recorders/states.py",
    "render/text/code_frame.py",
}


def english(code: str) -> Iterator[str]:
    """The strings of several words, but for docstrings, the messages of errors, and types."""
    tree = ast.parse(code)
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr | ast.Raise | ast.Assert):
            silent |= {id(each) for each in ast.walk(node) if not isinstance(each, ast.Yield)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield):
            silent -= {id(each) for each in ast.walk(node)}
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            silent.add(id(node.returns))
        if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
            silent |= {id(each) for each in ast.walk(node.annotation)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
            if " " in text.strip() and id(node) not in silent and not text.startswith(QUOTED):
                yield text


def taken_apart(code: str) -> Iterator[str]:
    """The texts, with a space, a bracket or an arrow in them, by which strings are taken apart."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Call(func=ast.Attribute(attr=name), args=[ast.Constant(value=str(text)), *_]):
                if name in TAKING_APART and any(each in text for each in (" ", "(", "->")):
                    yield text


def modules() -> list[str]:
    return sorted(str(file.relative_to(PACKAGE)) for file in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("name", [each for each in modules() if each.startswith(ANALYSIS)])
def test_analysis_has_no_english(name: str) -> None:
    """It yields codes, numbers and places; render/wording has the sentences."""
    assert list(english((PACKAGE / name).read_text())) == []


@pytest.mark.parametrize("name", [each for each in modules() if each not in READERS])
def test_no_sentence_is_taken_apart(name: str) -> None:
    """Nobody asks a text that people read for what is in it."""
    assert list(taken_apart((PACKAGE / name).read_text())) == []


@pytest.mark.parametrize(
    "code",
    [
        "x = 'the worker ends'",
        "def f():\n    yield f'{x} came first'",
        "def f():\n    return ('killed by', 3)",
        "yield_ = g(title='waits until the worker has ended')",
    ],
)
def test_english_is_found(code: str) -> None:
    """Wherever it stands."""
    assert list(english(code))


def test_what_is_no_english() -> None:
    """Docstrings, errors and types are none; nor is a single word, which is a code."""
    code = '''
"""Docs are English."""
def f(x: "int | None" = None) -> "str | None":
    """And here."""
    raise ValueError(f"no {x} there is")
x = "fork_server"
'''
    assert list(english(code)) == []


@pytest.mark.parametrize(
    "code",
    [
        "call.partition('(')",
        "text.split(' -> ')",
        "words.replace('the worker', name)",
        "title.startswith('waits in')",
    ],
)
def test_what_takes_a_sentence_apart_is_found(code: str) -> None:
    """In each form in which it was once done."""
    assert list(taken_apart(code))
