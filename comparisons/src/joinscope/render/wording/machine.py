"""What a machine allows, in words: what is lost without each thing, and how to get it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

CheckKind = Literal["tracing", "looking", "memory", "pidfd", "processes", "compiler", "py_spy"]


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a machine has something; `detail` is which, or why not."""

    kind: CheckKind
    has: bool
    detail: str


NAMES: Mapping[CheckKind, str] = {
    "tracing": "tracing of programs",
    "looking": "looking at /proc",
    "memory": "reading of other programs",
    "pidfd": "pidfds",
    "processes": "processes",
    "compiler": "C compiler",
    "py_spy": "py-spy",
}
LOST: Mapping[CheckKind, str] = {
    "tracing": "explain, orders and record do not work, and compare proves no order",
    "looking": "nothing is seen of how a program waits",
    "memory": "why can look only at its own descendants, and tells less of others",
    "pidfd": "join on a pidfd does not work",
    "processes": "comparisons of many workers cannot be run",
    "compiler": "no C program can be run or compared",
    "py_spy": "why shows no lines of Python",
}
REMEDIES: Mapping[CheckKind, str] = {
    "tracing": "docker run --cap-add SYS_PTRACE, or a kernel from 5.3 on",
    "looking": "mount -t proc proc /proc, in a PID namespace of its own",
    "memory": "sysctl kernel.yama.ptrace_scope=0, or sudo",
    "pidfd": "a kernel from 5.3 on",
    "processes": "ulimit -u, or the container's limit of PIDs",
    "compiler": "apt install gcc libc6-dev, or set CC",
    "py_spy": "pip install 'joinscope[why]'",
}


def check_line(check: Check) -> str:
    """A line for one thing: what there is; or what is missing, what is lost, and how to get it."""
    name = f"{NAMES[check.kind]}:"
    if check.has:
        return f"ok       {name} {check.detail}".rstrip(": ")
    lost, remedy = LOST[check.kind], REMEDIES[check.kind]
    return f"missing  {name} {check.detail}; without it {lost}. To get it: {remedy}."
