"""Tests of a worker's exitcode behind a join with a timeout that gave up: it is None then.

job.join(timeout=2)
if job.exitcode:       # None: taken for false, as the 0 of success is
"""

import ast
import linecache
from collections.abc import Sequence

from joinscope.joins.system_call import SystemCall
from joinscope.recording.call_stacks import Frame
from joinscope.recording.records import PollArguments, WaitArguments

EXITCODE = "BaseProcess.exitcode"


def exitcode_test(calls: Sequence[SystemCall], gave_up: SystemCall, pid: int) -> SystemCall | None:
    """The first of a process's calls behind the poll that gave up by which a test got None.

    `pid` is that of the worker; under a fork server exitcode polls its sentinel once more.
    """
    for call in calls[calls.index(gave_up) + 1 :]:
        if call.result == 0 and _is_about(call, gave_up, pid):
            inside = (each for each in call.frames() if each.function.name == EXITCODE)
            if any(tests_exitcode(_text(each)) for each in inside):
                return call
    return None


def _is_about(call: SystemCall, gave_up: SystemCall, pid: int) -> bool:
    """Whether a look is for a worker: by its PID, or by the sentinel that was polled in vain."""
    match call.arguments, gave_up.arguments:
        case WaitArguments(options=options, child=child), _:
            return child == pid and "WNOHANG" in options
        case PollArguments(fd=fd, object=name, fds=fds), PollArguments() as given:
            return (fd, name, fds) == (given.fd, given.object, given.fds)
    return False


def _text(frame: Frame) -> str:
    """The line that has called a function."""
    file = "" if frame.outer is None else frame.outer.function.file
    return linecache.getline(file, frame.line).strip()


def tests_exitcode(text: str) -> str:
    """The `if` or `while` of a line that tests an exitcode as it is, and so takes None for 0.

    Empty if it has none; `if job.exitcode:` is one, `if job.exitcode != 0:` none.
    """
    try:
        tree = ast.parse(f"{text} pass" if text.endswith(":") else text)
    except SyntaxError:
        return ""
    tests = [node for node in ast.walk(tree) if isinstance(node, ast.If | ast.While)]
    found = (type(each).__name__.lower() for each in tests if _is_exitcode(each.test))
    return next(found, "")


def _is_exitcode(test: ast.expr) -> bool:
    """Whether a condition, or a part of it, is `exitcode` itself and no comparison of it."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _is_exitcode(operand)
        case ast.BoolOp(values=values):
            return any(map(_is_exitcode, values))
        case ast.Attribute(attr="exitcode"):
            return True
    return False
