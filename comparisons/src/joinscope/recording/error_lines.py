"""What a program wrote to standard error: the last of it, with the whole of its last traceback."""

import re
from collections.abc import Sequence

from joinscope import limits

TRACEBACK = re.compile(r"Traceback \(most recent call last\):")
HEADING = re.compile(r"\S.*:")  # of a thread's or a process's traceback
THREAD = re.compile(r"Exception in thread (.+):")
ERROR = re.compile(r"[A-Za-z_][\w.]*(: .*)?")


def told_errors(lines: Sequence[str]) -> tuple[str, ...]:
    """The last lines, and all of a traceback that they would begin within.

    The last traceback is there from its heading on, and cut in its middle if it is long.
    """
    first, half = max(len(lines) - limits.ERROR_LINES, 0), limits.ERROR_LINES
    starts = [_headed(lines, at) for at, line in enumerate(lines) if TRACEBACK.match(line)]
    within = [at for at in starts if at <= first and _ends(lines, at) > first]
    begin = min([first, *starts[-1:]])
    if within and len(lines) - within[-1] <= 2 * half:
        begin = within[-1]
    elif within:
        begin = next((at for at in starts if at > first), begin)
    kept = lines[begin:]
    return tuple(kept) if len(kept) <= 2 * half else (*kept[:half], "...", *kept[-half:])


def _headed(lines: Sequence[str], start: int) -> int:
    """Where a traceback begins, with its heading if it has one."""
    return start - 1 if start > 0 and HEADING.fullmatch(lines[start - 1]) else start


def _ends(lines: Sequence[str], start: int) -> int:
    """The line behind a traceback: what is not indented ends it."""
    found = (
        at + 1
        for at in range(start + 1, len(lines))
        if lines[at][:1] not in ("", " ") and not TRACEBACK.match(lines[at])
    )
    return next(found, len(lines))


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
