"""The tracebacks that a program wrote to standard error, each with what Python says of whose it is.

multiprocessing heads that of a worker with its name, threading that of a thread; that which ends
the program has no heading, and nor has that of a worker that could not be started.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from joinscope.recording.error_lines import ERROR, HEADING, TRACEBACK

FRAME = re.compile(r'  File "(.+)", line (\d+), in (.+)')
PROCESS = re.compile(r"Process (.+):")
MORE = re.compile(r"(During handling of the above|The above exception was the direct cause)")


@dataclass(frozen=True, slots=True)
class Traceback:
    """A traceback by its last exception, `error`, and the frames that lead there.

    `process` is the name of the worker that it is of, empty if it has no heading; None: it is that
    of a thread, or of something else with a heading of its own. Each frame is (file, line,
    function), the outermost first.
    """

    process: str | None
    error: str
    frames: tuple[tuple[str, int, str], ...]


def tracebacks(lines: Sequence[str]) -> Iterator[Traceback]:
    """All of them; of exceptions that were raised on account of each other the last one."""
    heading: str | None = ""
    before, frames = "", list[tuple[str, int, str]]()
    inside, chained = False, False
    for line in lines:
        if TRACEBACK.match(line):
            if not chained:
                heading = _process(before)
            inside, chained, frames = True, False, []
        elif MORE.match(line):
            chained = True
        elif inside and (frame := FRAME.match(line)):
            frames.append((frame[1], int(frame[2]), frame[3]))
        elif inside and ERROR.fullmatch(line):
            inside = False
            yield Traceback(heading, line, tuple(frames))
        before = line


def _process(line: str) -> str | None:
    if (named := PROCESS.fullmatch(line)) is not None:
        return named[1]
    return None if HEADING.fullmatch(line) and not ERROR.fullmatch(line) else ""
