"""What a program wrote to standard error: the last of it, with the whole of its last traceback."""

import re
from collections.abc import Sequence

from joinscope import limits

TRACEBACK = re.compile(r"Traceback \(most recent call last\):")
HEADING = re.compile(r"\S.*:")  # of a thread's or a process's traceback
THREAD = re.compile(r"Exception in thread (.+):")
ERROR = re.compile(r"[A-Za-z_][\w.]*(: .*)?")


def told_errors(lines: Sequence[str]) -> tuple[str, ...]:
    """The last lines; a traceback is not cut at its heading, but in its middle if it is long."""
    starts = [number for number, line in enumerate(lines) if TRACEBACK.match(line)]
    first = max(len(lines) - limits.ERROR_LINES, 0)
    if not starts:
        return tuple(lines[first:])
    begin = starts[-1]
    if begin > 0 and HEADING.fullmatch(lines[begin - 1]):
        begin -= 1
    kept, half = lines[min(begin, first) :], limits.ERROR_LINES
    return tuple(kept) if len(kept) <= 2 * half else (*kept[:half], "...", *kept[-half:])


def failed_thread(lines: Sequence[str]) -> tuple[str, str] | None:
    """The thread that an exception has ended last: (its name, the exception); None if none has.

    threading.excepthook() writes so, and then the traceback, whose last line is the exception.
    """
    found: tuple[str, str] | None = None
    for number, line in enumerate(lines):
        if (thread := THREAD.fullmatch(line)) is None:
            continue
        for after in lines[number + 2 :]:
            if THREAD.fullmatch(after):
                break
            if ERROR.fullmatch(after):
                found = thread[1], after
                break
    return found
