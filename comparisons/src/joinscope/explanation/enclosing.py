"""In which `with` statements a line of Python stands, and so what its function has entered.

A lock tells nobody who holds it since when. But who waits in the body of `with lock:` has taken
that, and gives it back behind the body alone:

    4  with first:
    5      with second:      # waits here: within line 4
    6          print("both")
"""

import ast
import linecache

from joinscope.explanation.model import Place

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


def enclosing(place: Place) -> tuple[Place, ...]:
    """The `with` statements whose bodies the line stands in, within its function; innermost last.

    None for what is no Python.
    """
    if not place.file.endswith(".py"):
        return ()
    try:
        tree = ast.parse("".join(linecache.getlines(place.file)))
    except (SyntaxError, ValueError, RecursionError):
        return ()
    found: list[int] = []
    node: ast.AST | None = tree
    while node is not None:
        node = next(
            (each for each in ast.iter_child_nodes(node) if _has(each, place.line)),
            None,
        )
        if isinstance(node, Function):
            found.clear()
        elif isinstance(node, ast.With | ast.AsyncWith) and place.line > _last(node):
            found.append(node.lineno)
    return tuple(
        Place(
            place.file,
            line,
            place.function,
            linecache.getline(place.file, line).strip(),
            place.own,
        )
        for line in found
    )


def _last(node: ast.With | ast.AsyncWith) -> int:
    """The last line of what it enters: in that line it may still wait for that."""
    return max(each.context_expr.end_lineno or 0 for each in node.items)


def _has(node: ast.AST, line: int) -> bool:
    """Whether a line is one of those of a node."""
    first, last = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
    return first is not None and last is not None and first <= line <= last
