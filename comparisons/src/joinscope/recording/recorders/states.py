"""The recorder for the evidence `states`: that of `output`, which also looks at /proc.

Every few milliseconds it reads what each thread of the program does: whether it runs or waits, in
which system call, and who is a zombie. What changed since the last look is a record; what came and
went between two looks was not seen. So it shows who waits for what, and proves no order. It traces
nothing, and works where tracing is refused.
"""

import json
import os
import sys
import time
from contextlib import suppress
from typing import NamedTuple

from joinscope.recording.recorders import output, process_tree, supervisor, syscalls

INTERVAL = 0.005  # seconds between two looks
SHARE = 10  # looking takes at most one part in so many of the time
GONE = "X"  # /proc's own letter for a thread that is dead
# The functions of the kernel that only one class of calls waits in, for when /proc/PID/syscall is
# not readable: it takes the right to trace.
WAITS = {
    "do_wait": "wait",
    "poll_schedule_timeout": "poll",
    "do_epoll_wait": "poll",
    "ep_poll": "poll",
    "pipe_read": "read",
    "anon_pipe_read": "read",
    "hrtimer_nanosleep": "sleep",
}


def refusal() -> str | None:
    """Why states cannot be seen here, as one sentence; None if they can."""
    if sys.platform != "linux":
        return f"states of processes are read from Linux's /proc, and this is {sys.platform}"
    if sentence := syscalls.no_proc():
        return sentence
    try:
        syscalls.native()
    except ImportError as error:
        return f"the recorder's extension does not load ({error}): reinstall joinscope"
    return None


class State(NamedTuple):
    """What a thread was doing when it was looked at; None: not known, or nothing."""

    pid: int
    parent: int
    state: str
    call: str | None
    call_class: str | None
    wchan: str | None


class States:
    """The threads below this process as they were at the last look."""

    def __init__(self) -> None:
        self._extension = syscalls.native()
        self._machine = _machine("self")
        self._known: dict[int, State] = {}
        self._next = 0.0

    def look(self) -> float:
        """Report what has changed, if it is time to look; return the seconds until the next."""
        start = time.monotonic()
        if start < self._next:
            return self._next - start
        seen = {tid: state for pid in _processes() for tid, state in self._threads(pid)}
        for tid, state in seen.items():
            if self._known.get(tid) != state:
                _report(tid, state)
        for tid in self._known.keys() - seen.keys():
            _report(tid, State(*self._known[tid][:2], GONE, None, None, None))
        self._known = seen
        end = time.monotonic()
        self._next = end + max(INTERVAL, SHARE * (end - start))
        return self._next - end

    def _threads(self, pid: int) -> list[tuple[int, State]]:
        """Each thread of a process that is there."""
        found = []
        with suppress(OSError):  # it has just ended
            for tid in map(int, os.listdir(f"/proc/{pid}/task")):
                with suppress(OSError):
                    found.append((tid, self._thread(pid, tid)))
        return found

    def _thread(self, pid: int, tid: int) -> State:
        state, parent = _read(f"/proc/{pid}/task/{tid}/stat").rpartition(")")[2].split()[:2]
        if state not in "SDI":  # it runs, is stopped or has ended: it waits in no call
            return State(pid, int(parent), state, None, None, None)
        wchan = _or_nothing(f"/proc/{pid}/task/{tid}/wchan")
        number = _or_nothing(f"/proc/{pid}/task/{tid}/syscall").partition(" ")[0]
        call, call_class = self._call(pid, number)
        if call is None:
            call_class = WAITS.get(wchan.partition(".")[0])
        return State(
            pid, int(parent), state, call, call_class, None if wchan in {"", "0"} else wchan
        )

    def _call(self, pid: int, number: str) -> tuple[str | None, str | None]:
        """The name and the class of a call by its number, as /proc/PID/syscall has it."""
        if not number.isdigit() or _machine(pid) != self._machine:
            return None, None  # a program for another machine numbers its calls differently
        ffi, lib = self._extension.ffi, self._extension.lib
        call_class = ffi.new("char **")
        name = lib.tracer_call_name(int(number), call_class)
        if not name:
            return f"syscall_{number}", None
        known = call_class[0] and ffi.string(call_class[0]).decode()
        return ffi.string(name).decode(), known or None


def _report(tid: int, state: State) -> None:
    output.report("state", tid=tid, **state._asdict())


def _processes() -> list[int]:
    """Every process below this one, zombies included."""
    if not os.path.exists(f"/proc/self/task/{os.getpid()}/children"):
        return [
            process.pid for process in process_tree.descendants()
        ]  # slower: a kernel without that list
    found = [os.getpid()]
    for pid in found:
        with suppress(OSError):
            for tid in os.listdir(f"/proc/{pid}/task"):
                found += map(int, _read(f"/proc/{pid}/task/{tid}/children").split())
    return found[1:]


def _machine(pid: int | str) -> bytes:
    """The part of a program's ELF header that says which machine it was built for."""
    with suppress(OSError), open(f"/proc/{pid}/exe", "rb") as file:
        header = file.read(20)
        return header[4:6] + header[18:20]
    return b""


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read().strip()


def _or_nothing(path: str) -> str:
    with suppress(OSError):
        return _read(path)
    return ""


def main() -> None:
    """Record as the first argument says: what `output` takes, and where the extension's path is."""
    settings = json.loads(sys.argv[1])
    sys.path[:0] = settings.pop("path")
    supervisor.supervise(lambda: output.record(**settings, evidence="states", look=States().look))
