"""Axioms: what the order takes from the code of a program that everybody runs, not from the kernel.

Under the start method forkserver nobody but the fork server waits for a worker. It writes the
worker's status into a pipe, which the parent reads. So the join rests on this: the server writes
that status after it has reaped that worker. No system call says so. The calls of one recording say
that it has done so once, by a wait for any child that does not block, which is a choice: the server
could have reaped another worker first. That it always reaps a worker before it writes *its* status
can only be read in its code:

    pid, sts = os.waitpid(-1, os.WNOHANG)
    ...
    child_w = pid_to_fd.pop(pid, None)
    ...
    write_signed(child_w, returncode)

So it is an axiom. It is named in every path that needs it. The rule does not look into the code of
the program's Python: a test finds these lines in that of each CPython that is supported, and fails
where one has others. c_reference has the same server in C (process_server.c, whose `report` tells
of the PID that `reap` has got), which is ours to keep so.

Two axioms say where no order comes from. The same server forks the next worker that it is asked
for, whether it has reaped others or not: in its loop the one comes under `if sig_r in rfds`, the
other under `if listener in rfds`. And each start() of multiprocessing polls the workers that run,
and starts the new one alike whatever it is told: rules/starting.py. There is no path to name these
in, so two lines that they leave in no order are concurrent. Of the same sort is that of dash, to
which it is all one what it is told of its background: rules/shells.py.
"""

import inspect
from dataclasses import dataclass
from importlib import import_module
from operator import attrgetter

from joinscope.happens_before.graph import Kind

# Who executes a program with these words among its arguments is a fork server.
FORK_SERVERS = ("from multiprocessing.forkserver import", "--process-forkserver")
NUMBER = 8  # bytes of a PID or a status, as the fork server writes them


@dataclass(frozen=True, slots=True)
class Axiom:
    """What a function does in every run, and the lines of its code that it rests on, in order."""

    module: str
    function: str
    lines: tuple[str, ...]


# What start() of multiprocessing does the same, whatever its polls have told: rules/starting.py.
START = Axiom(
    "multiprocessing.process",
    "BaseProcess.start",
    (
        "assert self._parent_pid == os.getpid(), \\",
        "_cleanup()",
        "self._popen = self._Popen(self)",
    ),
)
AXIOMS = {
    Kind.FORK_SERVER: Axiom(
        "multiprocessing.forkserver",
        "main",
        (
            "if sig_r in rfds:",
            "pid, sts = os.waitpid(-1, os.WNOHANG)",
            "child_w = pid_to_fd.pop(pid, None)",
            "write_signed(child_w, returncode)",
            "if listener in rfds:",
        ),
    )
}


def quoted(axiom: Axiom) -> list[tuple[int, str]]:
    """The lines in the code of the running Python, with their numbers in its file.

    ValueError if it does not have them in this order, each once.
    """
    function = attrgetter(axiom.function)(import_module(axiom.module))
    found, start = inspect.getsourcelines(function)
    code = [line.strip() for line in found]
    if any(code.count(line) != 1 for line in axiom.lines):
        raise ValueError(f"{axiom.module}.{axiom.function} does not have each line once")
    places = [code.index(line) for line in axiom.lines]
    if places != sorted(places):
        raise ValueError(f"{axiom.module}.{axiom.function} has the lines in another order")
    return [(start + place, line) for place, line in zip(places, axiom.lines, strict=True)]
