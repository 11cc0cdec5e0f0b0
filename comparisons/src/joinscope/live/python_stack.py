"""The Python stacks of other processes, by py-spy, which stops none of them.

`py-spy dump --nonblocking` only reads memory. Without --nonblocking it would stop its target, and a
poll that is stopped and goes on is restart_syscall(2), which no longer tells what it waits for. So
all of /proc is read first, and this comes last.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joinscope.live.look import read

TIME = 5.0  # seconds; it takes some 20 ms


@dataclass(frozen=True, slots=True)
class StackFrame:
    """A function that a thread is in, and the line of its file that it has come to."""

    file: str
    line: int
    function: str


Stack = Sequence[StackFrame]  # the innermost first; empty: the thread is in no Python code


def py_spy() -> str | None:
    """Where py-spy is: beside this Python, or on PATH."""
    beside = Path(sys.executable).with_name("py-spy")
    return str(beside) if os.access(beside, os.X_OK) else shutil.which("py-spy")


def python_stacks(pids: Iterable[int]) -> Mapping[int, Stack]:
    """The stacks of the threads of these processes, by their ids; of what is no Python, none."""
    tool = py_spy()
    found: dict[int, Stack] = {}
    if tool is None:
        return found
    running = {}
    try:
        for pid in pids:
            line = [tool, "dump", "--json", "--nonblocking", "--pid", str(pid)]
            running[pid] = subprocess.Popen(
                line,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        for pid, each in running.items():
            with suppress(subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
                out, _ = each.communicate(timeout=TIME)
                found |= _stacks(pid, json.loads(out))
    finally:
        for each in running.values():
            each.kill()
            each.communicate()
    return found


def _stacks(pid: int, threads: Sequence[Mapping[str, Any]]) -> dict[int, Stack]:
    ids, cwd = _ids(pid), _cwd(pid)
    found: dict[int, Stack] = {}
    for each in threads:
        tid = ids.get(each["os_thread_id"])
        if tid is not None:
            found[tid] = [
                StackFrame(_whole(cwd, frame["filename"]), frame["line"], _function(frame["name"]))
                for frame in each["frames"]
                if frame["line"]
            ]
    return found


def _function(name: str) -> str:
    """The name of a function without its class, as Python itself tells it in a stack."""
    return name.rpartition(".")[2] or name


def _ids(pid: int) -> dict[int, int]:
    """The threads of a process by their ids in its own namespace."""
    found = {}
    with suppress(OSError):
        for tid in map(int, os.listdir(f"/proc/{pid}/task")):  # noqa: PTH208 - many, and small
            names = read(f"/proc/{pid}/task/{tid}/status").partition("\nNSpid:")[2]
            words = names.partition("\n")[0].split()
            found[int(words[-1]) if words else tid] = tid
    return found


def _cwd(pid: int) -> str:
    with suppress(OSError):
        return str(Path(f"/proc/{pid}/cwd").readlink())
    return ""


def _whole(cwd: str, file: str) -> str:
    """The path of a file that a program may have by a path relative to where it was started."""
    if file.startswith(("/", "<")) or not cwd:
        return file
    path = Path(cwd, file)
    return str(path) if path.is_file() else file
