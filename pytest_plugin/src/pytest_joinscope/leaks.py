"""What a test leaves behind: processes that run, and those that have ended and are not reaped."""

import linecache
import os
import signal
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from joinscope.live.look import read, stat, tree
from joinscope.live.program_tree import SERVER, TRACKER, command_of, parent_of

from pytest_joinscope.started import started

GRACE = 1.0  # seconds in which what is about to end may do so
PAUSE = 0.02


def descendants() -> list[int]:
    """Every process below this one, zombies too."""
    return tree(os.getpid())[1:]


def come_since(before: Collection[int], pid: int) -> list[int]:
    """The processes below one that came later than these, and are not below these either.

    What another test's server or pool starts is its own; a fork server's workers are not. What
    multiprocessing starts once for all workers to come, and ends with the program, is left out.
    """
    without = {each for each in before if not is_service(each, pid)}
    found = tree(pid, without)[1:]
    return [each for each in found if each not in before and not is_service(each, pid)]


def left_behind(before: Collection[int]) -> list[int]:
    """The processes that have come since and stay; those that are about to end are waited for."""
    end = time.monotonic() + GRACE
    while (found := come_since(before, os.getpid())) and time.monotonic() < end:
        time.sleep(PAUSE)
    return found


def is_service(pid: int, parent: int) -> bool:
    """Whether a process serves all workers of a parent, and ends with that."""
    line = " ".join(command_of(pid))
    if TRACKER not in line and SERVER not in line:
        return False
    # A fork server's workers have its command line, and are below it.
    return parent_of(pid) == parent


def description(pids: Collection[int]) -> str:
    """The processes with their names, and where each was started."""
    noun = "a process" if len(pids) == 1 else f"{len(pids)} processes"
    return "\n".join((f"this test leaves {noun} behind:", *(_line(pid) for pid in pids)))


def _line(pid: int) -> str:
    state = "has ended, and is not reaped" if stat(f"/proc/{pid}")[:1] == ["Z"] else "runs"
    how = started(pid)
    if how is None:
        name = read(f"/proc/{pid}/cmdline").replace("\0", " ").strip()
        parent = (stat(f"/proc/{pid}") or ["", "?"])[1]
        return f"- {name or read(f'/proc/{pid}/comm').strip()} ({pid}) {state}: from {parent}"
    kind = "manager " if "Manager" in how.name else ""
    place = ""
    if how.file is not None:
        text = linecache.getline(how.file, how.line).strip()
        place = f", started at {_short(how.file)}:{how.line}: {text}"
    return f"- {kind}{how.name} ({pid}) {state}{place}"


def _short(file: str) -> str:
    with suppress(ValueError):
        return str(Path(file).relative_to(Path.cwd()))
    return file


def kill(pids: Collection[int]) -> None:
    """End what runs of them, so that the next test does not find it."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
