"""A line of the program's own with its file, its number, and a caret under the call."""

import ast
import re
from pathlib import Path
from socket import gethostname
from urllib.parse import quote

from rich.style import Style
from rich.table import Table
from rich.text import Text

from joinscope.explanation.model import Place
from joinscope.render.terminal import sanitized
from joinscope.render.wording.joins import where

# What a program may call so that the kernel is asked to wait, by the kernel's name of that.
BEFORE = 12  # characters of a long line before what is marked in it
WIDEST = 66  # characters of a mark and what is told beside it: a terminal has 80 columns
WAITING = re.compile(
    r"\b(wait\w*|join|communicate|recv\w*|read\w*|get|put|send\w*|write\w*|acquire|result|map\w*"
    r"|shutdown|sleep|usleep|pause|select|poll|sigsuspend|pthread_\w+|input|print|run|call|"
    r"check_\w+|sem_wait|exitcode|is_alive|terminate|close)\s*\("
)


def code_frame(place: Place, call: str, told: str) -> Table:
    """The line of a place; under the call in it that waits, or under all of it, what is told."""
    text = sanitized(place.text)
    text, start, end = _window(text, *_underlined(place.file, text, call))
    mark = f"{' ' * start}{'^' * max(end - start, 1)}"
    table = Table.grid(padding=(0, 1, 0, 0))
    numbers = max(len("-->"), len(f"{place.line} |"))
    table.add_column(justify="right", style="dim", no_wrap=True, min_width=numbers)
    table.add_column(overflow="ellipsis")  # a line of code is cut, what is told is not
    table.add_row("-->", where_text(place))
    table.add_row(f"{place.line} |", Text(text, style="bold", no_wrap=True))
    if len(mark) + len(told) < WIDEST:
        table.add_row("|", Text(f"{mark} {told}", style="yellow", no_wrap=True))
    else:
        table.add_row("|", Text(mark, style="yellow", no_wrap=True))
        table.add_row("|", Text(told, style="yellow"))
    return table


def where_text(place: Place) -> Text:
    """A line of source by its file and number; on a terminal with colours, a link to it."""
    file = Path(place.file).absolute()
    link = f"file://{gethostname()}{quote(str(file))}#{place.line}"
    return Text(sanitized(where(place)), style=Style(dim=True, link=link))


def _window(text: str, start: int, end: int) -> tuple[str, int, int]:
    """What fits of a long line, with as much as can be of what is underlined."""
    if len(text) <= WIDEST:
        return text, start, end
    cut = min(max(start - BEFORE, 0), len(text) - WIDEST) if end > WIDEST else 0
    shown = text[cut : cut + WIDEST]
    if cut:
        shown = f"...{shown[3:]}"
    if cut + WIDEST < len(text):
        shown = f"{shown[:-3]}..."
    return shown, max(start - cut, 0), min(end - cut, WIDEST)


def _underlined(file: str, text: str, call: str) -> tuple[int, int]:
    """Where the call that waits begins and ends in the text of its line."""
    whole = 0, len(text)
    called = [*re.finditer(rf"\b{re.escape(call)}\s*\(", text)] if call else []
    if file.endswith(".py"):
        return _python_call(text, call) or whole
    if len(called) == 1:
        return called[0].start(), _closing(text, called[0].end())
    found = [match for match in WAITING.finditer(text) if match.group(1) != "print"]
    named = [match for match in found if call.startswith(match.group(1)[:4])]
    if len(named or found) != 1:
        return whole
    match = (named or found)[0]
    return match.start(), _closing(text, match.end())


def _python_call(text: str, call: str) -> tuple[int, int] | None:
    """The call of that name in a line of Python, else the innermost of a waiting method.

    None if it is not the only one.
    """
    try:
        tree = ast.parse(text.removesuffix(":") if not text.startswith("with ") else f"{text} pass")
    except SyntaxError:
        return None
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and WAITING.fullmatch(f"{_name(node.func)}(")
    ]
    named = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) == call
    ]
    inner = named or [
        node for node in calls if not any(each in calls for each in ast.walk(node) if each != node)
    ]
    if len(inner) != 1:
        return None
    (node,) = inner
    encoded = text.encode()
    end = node.end_col_offset or 0
    return len(encoded[: node.col_offset].decode()), len(encoded[:end].decode())


def _name(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _closing(text: str, start: int) -> int:
    """Behind the parenthesis that closes the one before `start`."""
    depth = 1
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place + 1
    return len(text)
