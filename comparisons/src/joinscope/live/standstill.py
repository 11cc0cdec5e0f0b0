"""Whether a process tree stands still: nothing in it can happen any more, so it will never end.

A tree stands still if nothing of it runs, and nothing in it or around it can wake any of it:

- every thread sleeps in a system call whose number and arguments can be read (not T, which somebody
  may continue, nor D, which ends by itself: but that of vfork only with the child), and has not run
  between two looks;
- each of them waits without a time, for something that only processes of the tree can end: its
  children, its pipes and sockets, its locks;
- no process has a timer, nor a handler for a signal that somebody may be about to send. That of
  SIGINT is the interpreter's own, that of SIGCHLD is run only when a child ends, and those of
  faults only by a thread that runs.

Then all of them wait for each other, or for nothing. If any of it cannot be read, or is not known
here, the answer is no: a program that will end must never be called stuck. A stranger may still
send a signal; that is all that could help. Each reason for a no is a doubt, which can be told.

The rule takes two looks, some time apart, and a snapshot at the second: between the looks nothing
ran, so the snapshot is true of the whole time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from signal import SIGRTMAX, Signals
from typing import Literal

from joinscope.live.look import Thread
from joinscope.live.snapshot import LiveProcess, Snapshot
from joinscope.live.wait import Wait
from joinscope.live.wait_graph import WaitGraph

QUIET = "S"
FAULTS = frozenset(
    [
        *(Signals.SIGSEGV, Signals.SIGBUS, Signals.SIGILL, Signals.SIGFPE, Signals.SIGABRT),
        *(Signals.SIGTRAP, Signals.SIGSYS),
    ]
)
OF_THE_LIBRARY = frozenset([32, 33])  # by which glibc cancels threads, and changes their user
HARMLESS = FAULTS | OF_THE_LIBRARY | {Signals.SIGINT, Signals.SIGCHLD}
# By which the tracer has an instrumented Python tell its stacks, and the plugin of pytest fails a
# test: of their programs' own doing it is none.
OF_THE_OBSERVER = frozenset([SIGRTMAX])
# Descriptors by which the kernel itself does something later, whoever waits.
BUSY = ("anon_inode:[io_uring]", "anon_inode:[fanotify]", "anon_inode:[userfaultfd]")
# Why a process or a thread may go on: what it holds, or in which call it is, may not be read; it
# has a timer; it handles a signal; the kernel does something for it; it runs; it is stopped,
# traced or frozen; it waits for a time; it waits for what others than these processes may do.
DoubtKind = Literal[
    "unreadable",
    "timer",
    "handler",
    "kernel",
    "runs",
    "stopped",
    "traced",
    "frozen",
    "timed",
    "outside",
]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a process, or its thread `tid`, may go on; `signal` is the one that it handles."""

    kind: DoubtKind
    pid: int
    tid: int | None = None
    signal: int | None = None


def quiet(found: Mapping[int, Thread]) -> bool:
    """Whether each of the threads, which are all of a tree, sleeps in a call that can be read."""
    return bool(found) and all(
        each.state == QUIET and each.call is not None and each.ran for each in found.values()
    )


def lives(snapshot: Snapshot) -> bool:
    """Whether anything of a tree has not ended."""
    return any(not each.ended for each in snapshot.processes.values())


def doubts(graph: WaitGraph, expected: frozenset[int] = frozenset()) -> Iterator[Doubt]:
    """Why something may still happen in a tree that was quiet for a while; none: nothing can.

    The graph has to be as it was made: nothing of it taken for running. A handler of an `expected`
    signal is the observer's own.
    """
    snapshot = graph.snapshot
    for process in snapshot.processes.values():
        if not process.ended:
            yield from _of_process(process, expected)
    for process, thread in snapshot.threads():
        kind = _of_thread(process, thread, graph.waiters[thread.tid].wait)
        if kind is not None:
            yield Doubt(kind, process.pid, thread.tid)


def _of_process(process: LiveProcess, expected: frozenset[int]) -> Iterator[Doubt]:
    """Why a timer, a signal or the kernel may have a process go on."""
    if process.held is None:
        yield Doubt("unreadable", process.pid)
    if process.timers or any(_is_set(held.object, held.info) for held in process.held or ()):
        yield Doubt("timer", process.pid)
    # Readline takes a note of the new size of a terminal, and lets every call go on.
    harmless = HARMLESS | {Signals.SIGWINCH} if process.edits_lines else HARMLESS
    for number in sorted(process.caught - harmless - expected):
        yield Doubt("handler", process.pid, signal=number)
    if any(held.object in BUSY for held in process.held or ()):
        yield Doubt("kernel", process.pid)


def _is_set(name: str, info: str) -> bool:
    """Whether a descriptor is a timer that is set."""
    return name == "anon_inode:[timerfd]" and "it_value: (0, 0)" not in info


def _of_thread(process: LiveProcess, thread: Thread, wait: Wait | None) -> DoubtKind | None:
    if process.frozen:
        return "frozen"
    match thread.state:
        case "T":
            return "stopped"
        case "t":
            return "traced"
        case "S" | "D":
            if wait is None or thread.call is None or not thread.ran:
                return "unreadable"
            if wait.timed:
                return "timed"
            return None if wait.closed else "outside"
    return "runs"
