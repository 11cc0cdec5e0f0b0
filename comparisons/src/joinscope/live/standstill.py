"""Whether a process tree stands still: nothing in it can happen any more, so it will never end.

A tree stands still if nothing of it runs, and nothing in it or around it can wake any of it:

- every thread sleeps in a system call whose number and arguments can be read (state S: not D, which
  ends by itself, nor T, which somebody may continue), and has not run between two looks;
- each of them waits without a time, for something that only processes of the tree can end: its
  children, its pipes and sockets, its locks;
- no process has a timer, nor a handler for a signal that somebody may be about to send. That of
  SIGINT is the interpreter's own, that of SIGCHLD is run only when a child ends, and those of
  faults only by a thread that runs.

Then all of them wait for each other, or for nothing. If any of it cannot be read, or is not known
here, the answer is no: a program that will end must never be called stuck. A stranger may still
send a signal; that is all that could help.

The rule takes two looks, some time apart, and a snapshot at the second: between the looks nothing
ran, so the snapshot is true of the whole time.
"""

from collections.abc import Mapping
from signal import SIGRTMAX, Signals

from joinscope.live.look import Thread
from joinscope.live.snapshot import LiveProcess, Snapshot
from joinscope.live.waits import wait_of

QUIET = "S"
FAULTS = frozenset(
    [
        *(Signals.SIGSEGV, Signals.SIGBUS, Signals.SIGILL, Signals.SIGFPE, Signals.SIGABRT),
        *(Signals.SIGTRAP, Signals.SIGSYS),
    ]
)
OF_THE_LIBRARY = frozenset([32, 33])  # by which glibc cancels threads, and changes their user
# By which the tracer has an instrumented Python tell its stacks: nobody else sends that.
OF_THE_TRACER = frozenset([SIGRTMAX])
HARMLESS = FAULTS | OF_THE_LIBRARY | OF_THE_TRACER | {Signals.SIGINT, Signals.SIGCHLD}
# Descriptors by which the kernel itself does something later, whoever waits.
BUSY = ("anon_inode:[io_uring]", "anon_inode:[fanotify]", "anon_inode:[userfaultfd]")


def quiet(found: Mapping[int, Thread]) -> bool:
    """Whether each of the threads, which are all of a tree, sleeps in a call that can be read."""
    return bool(found) and all(
        each.state == QUIET and each.call is not None and each.ran for each in found.values()
    )


def stands_still(snapshot: Snapshot) -> bool:
    """Whether nothing can happen any more in a tree that was quiet for a while."""
    processes = [each for each in snapshot.processes.values() if not each.ended]
    return (
        bool(processes)
        and not any(_may_be_woken(each) for each in processes)
        and all(_waits_for_us(snapshot, *each) for each in snapshot.threads())
    )


def _may_be_woken(process: LiveProcess) -> bool:
    """Whether a timer, a signal or the kernel may have a process go on."""
    if process.held is None or process.timers or process.caught - HARMLESS:
        return True
    return any(
        held.object in BUSY
        or (held.object == "anon_inode:[timerfd]" and "it_value: (0, 0)" not in held.info)
        for held in process.held
    )


def _waits_for_us(snapshot: Snapshot, process: LiveProcess, thread: Thread) -> bool:
    wait = wait_of(snapshot, process, thread)
    return thread.state == QUIET and wait is not None and wait.closed and not wait.timed
