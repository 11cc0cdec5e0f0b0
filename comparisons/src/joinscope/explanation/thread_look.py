"""What has to be known of the threads of a hang to name its cause, whoever has found it out."""

import linecache
from typing import Literal, Protocol

from joinscope.explanation.hang_traps import SignalSwallowed
from joinscope.explanation.model import EarlierEnd, Place
from joinscope.live.python_stack import Stack
from joinscope.live.snapshot import Snapshot
from joinscope.live.wait_graph import Waiter

THREADING = "/threading.py"
CONDITIONS = "/multiprocessing/synchronize.py"
NOTIFIED = "_wait_semaphore.acquire("  # in which line of it a Condition waits for notify()


class ThreadLook(Protocol):
    """A snapshot of processes, and what else is known of them: by a recording, or by /proc."""

    @property
    def snapshot(self) -> Snapshot:
        """The processes as they were."""

    def name(self, pid: int) -> str:
        """What a process is called."""

    def place(self, waiter: Waiter) -> Place | None:
        """The program's own line in which a thread waits; None where that is not known."""

    def stack(self, tid: int) -> Stack:
        """The Python stack of a thread; empty if it is not known."""

    def earlier(self) -> list[EarlierEnd]:
        """The processes that had ended, otherwise than by exiting with 0."""

    def failure(self, pid: int) -> tuple[str, str] | None:
        """The thread of a process that an exception has ended, and which; None: none is known."""

    def swallowed(self, pid: int) -> SignalSwallowed | None:
        """A signal that a process was sent to end it, and why that did not."""

    def outlived(self, waiting: int, pid: int) -> SignalSwallowed | None:
        """That who waits for a process got SIGINT, which would not end that process either."""

    def came_before(self, waiter: Waiter) -> str:
        """A signal that a process's handler got before it began its one wait for a signal."""

    def exit_of_feeder(self) -> Place | None:
        """The program's own os._exit() that has ended a process with the thread of a Queue."""

    def replaces_children(self, pid: int) -> bool:
        """Whether one child of a process after the other has failed, up to now."""

    def has_lost_workers(self, pid: int) -> bool:
        """Whether a process has made workers, and all of them have ended, as far as is known."""

    def has_ended_process(self) -> bool:
        """Whether a process has ended that may have taken what it had in common with others."""

    def asked_to_end(self, pid: int) -> set[int] | None:
        """The processes that a process has sent a signal to end them; None: that is not known."""

    def is_server(self, pid: int) -> bool:
        """Whether a process is a fork server."""

    def is_worker(self, pid: int) -> bool:
        """Whether a process is a worker."""

    def joins(self, tid: int) -> int | None:
        """The process that a thread waits for in a join; None: for none, or it is not known."""

    def is_orphan(self, pid: int) -> bool:
        """Whether who made a process has ended."""

    def is_copy(self, pid: int) -> bool:
        """Whether a process of the program has made this one, which has executed nothing since."""

    def inherits(self, pid: int, fd: int) -> bool:
        """Whether a process is known to have a descriptor by a fork."""

    def is_unused(self, pid: int, fd: int) -> bool:
        """Whether a process has it so from who has used it, and is known not to have done that."""

    def reader_of(self, pid: int, fd: int) -> int | None:
        """The one thread of a process that reads from a descriptor; None if that is not known."""

    def beside(self, pid: int) -> int:
        """How many other threads the process had that forked this one; 0 if that is not known."""

    def stopped_by(self, pid: int) -> str:
        """The signal that has stopped a process; empty if that was not seen."""

    def tracer(self, pid: int) -> str:
        """Who traces a process, besides a recorder; empty if nobody is known to."""

    def feeds_queue(self, tid: int) -> bool:
        """Whether a thread writes what was put into a Queue of multiprocessing to its pipe."""


def in_module(look: ThreadLook, tid: int, file: str, *functions: str) -> bool:
    """Whether a thread is inside of one of these functions of a file, by how its path ends."""
    stack = look.stack(tid)
    return any(each.function in functions and each.file.endswith(file) for each in stack)


def awaits_notify(look: ThreadLook, tid: int) -> Literal["Condition", "Event"] | None:
    """Which of multiprocessing's two a thread waits at, in a wait() that no library has called.

    An Event calls wait() of a Condition, and so does a Barrier. Who has been notified waits there
    for the lock, in another line.
    """
    waits = [each.function == "wait" and each.file.endswith(CONDITIONS) for each in look.stack(tid)]
    stack = look.stack(tid)[: waits.index(False)] if False in waits else ()
    if not stack or look.stack(tid)[len(stack)].file.startswith(
        stack[0].file.removesuffix(CONDITIONS)
    ):
        return None
    if NOTIFIED not in linecache.getline(stack[0].file, stack[0].line):
        return None
    return "Event" if len(stack) > 1 else "Condition"


def wakes_itself(look: ThreadLook, tid: int) -> bool:
    """Whether a thread waits to be woken by another one, as for an Event or what is in a Queue.

    The lock that Condition.wait() waits for was made by it: nobody can have copied that.
    """
    stack = look.stack(tid)
    return bool(stack) and stack[0].function == "wait" and stack[0].file.endswith(THREADING)
