"""The lines in which programs of Python called sys.exit(): it raises, and the exit comes later.

Of a program whose exit nothing caught that is noted. In a worker multiprocessing catches it, and
exits with what was given: of any other exception it shows a traceback.
"""

import linecache
import re
from itertools import takewhile

from joinscope.explanation.call_chain import Symbolizer, frame_levels, own_place
from joinscope.explanation.exit_functions import ended_in
from joinscope.explanation.model import Place
from joinscope.joins.lifetimes import Lifetime, Lifetimes
from joinscope.joins.system_call import SystemCall
from joinscope.recording.call_stacks import Frame
from joinscope.recording.error_lines import TRACEBACK
from joinscope.recording.records import ExitArguments, OutputResults

EXIT = "sys.exit"
GIVEN = re.compile(r"\bexit\((\d+)\)")  # a number that is not what a process exited with is another
CATCHES = re.compile(r"SystemExit|BaseException|except\s*:|\bsuppress\(")
STANDARD, PACKAGES = "/lib/python3.", "/site-packages/"
# What a worker runs yet whose function has ended, beside functions that are built in.
AT_END = ("/multiprocessing/", "/threading.py", "/weakref.py")


def asked_exits(lifetimes: Lifetimes) -> dict[int, Frame]:
    """The last call of it by each thread of which the program caught no SystemExit."""
    stacks = lifetimes.stacks
    workers = {
        life.process.pid: list[Frame]()
        for life in lifetimes.all.values()
        if _ended_by_library(life) and life.process.pid not in stacks.uncaught
    }
    found = dict[int, Frame]()
    for tid, frame in stacks.frames:
        if frame.function.name == EXIT and stacks.uncaught.get(tid) == "SystemExit":
            found[tid] = frame
        elif tid in workers:
            workers[tid].append(frame)
    for tid, frames in workers.items():
        behind = list(takewhile(_is_at_end, reversed(frames)))
        for last in frames[-len(behind) - 1 :][:1]:
            if last.function.name == EXIT and not any(map(_may_catch, last.inwards())):
                found[tid] = last
    return found


def _ended_by_library(life: Lifetime) -> bool:
    """Whether multiprocessing has ended a worker with a failure, of which no traceback is shown."""
    if (life.status or 0) <= 0 or not ended_in(life):
        return False
    printed = (each.results for each in life.calls if isinstance(each.results, OutputResults))
    return not any(TRACEBACK.match(line) for each in printed for line in each.data.splitlines())


def _may_catch(frame: Frame) -> bool:
    """Whether the file of a function that is not Python's own may catch such an exit, by its words.

    One that cannot be read may.
    """
    file = frame.function.file
    if not file or (STANDARD in file and PACKAGES not in file):
        return False
    lines = linecache.getlines(file)
    return not lines or any(map(CATCHES.search, lines))


def _is_at_end(frame: Frame) -> bool:
    function = frame.function
    return function.name != EXIT and (
        not function.file or any(each in function.file for each in AT_END)
    )


def asked_line(
    symbolizer: Symbolizer, life: Lifetime, call: SystemCall, frame: Frame | None
) -> Place | None:
    """Where a process asked for the exit that it makes by a call, if that is a failure."""
    failed = isinstance(call.arguments, ExitArguments) and call.arguments.status != 0
    if frame is None or not failed or frame.inherited:
        return None
    if frame.start is None or not life.start <= frame.start <= call.start:
        return None
    place = own_place(frame_levels(symbolizer, frame.inwards(), 0))
    written = GIVEN.search(place.text) if place is not None else None
    return None if written and int(written[1]) != life.status else place
