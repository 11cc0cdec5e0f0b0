"""What is known of the threads of a program that runs: by /proc, and by their Python stacks.

Less is known of it than of a recorded one: not what it did before, so neither who has sent a signal
nor which thread has failed.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from joinscope.explanation.call_chain import Symbolizer
from joinscope.explanation.hang_places import own_line
from joinscope.explanation.hang_traps import SignalSwallowed
from joinscope.explanation.model import EarlierEnd, Place
from joinscope.live.look import read, stat
from joinscope.live.program_tree import SERVER, SPAWNED, TRACKER, is_forked, parent_of
from joinscope.live.python_stack import Stack
from joinscope.live.snapshot import Snapshot
from joinscope.live.wait_graph import Waiter
from joinscope.live.waits import READS
from joinscope.vocabulary import Ending, RoleKind

TERMINALS = ("/dev/pts/", "/dev/tty", "/dev/console")
MANAGERS = "/multiprocessing/managers.py"
QUEUES, FEEDER = "/multiprocessing/queues.py", "_feed"


@dataclass(frozen=True, slots=True)
class LiveLook:
    """What is known of the threads in a snapshot; `top` is the program's first process.

    `kinds` are the roles of its processes, by PID, and `stacks` what Python they are in, by thread.
    """

    snapshot: Snapshot
    top: int
    kinds: Mapping[int, RoleKind]
    stacks: Mapping[int, Stack]

    def name(self, pid: int) -> str:
        """What a process is called: by its role; who has executed a program of another, by that."""
        kind = self.kinds.get(pid)
        if kind is None:
            process = self.snapshot.processes.get(pid)
            return process.name if process is not None else str(pid)
        if kind is not RoleKind.WORKER:
            return kind.replace("_", " ")
        if any(each.file.endswith(MANAGERS) for each in self.stack(pid)):
            return "manager"
        workers = [each for each, one in self.kinds.items() if one is RoleKind.WORKER]
        return f"worker {workers.index(pid) + 1}" if len(workers) > 1 else "worker"

    def place(self, waiter: Waiter) -> Place | None:
        """The program's own line in which a thread waits; None where that is not known."""
        return own_line(Symbolizer(), self.stack(waiter.tid), forked=is_forked(waiter.pid))

    def stack(self, tid: int) -> Stack:
        """The Python stack of a thread; empty if it is not known."""
        return self.stacks.get(tid, ())

    def earlier(self) -> list[EarlierEnd]:
        """The processes that have ended otherwise than by exiting with 0, and are not reaped."""
        return [
            EarlierEnd(self.name(each.pid), each.pid, Ending.of(code))
            for each in self.snapshot.processes.values()
            if each.ended and each.status and (code := os.waitstatus_to_exitcode(each.status))
        ]

    def failure(self, pid: int) -> tuple[str, str] | None:
        """No thread is known to have failed: what was printed was not seen."""

    def swallowed(self, pid: int) -> SignalSwallowed | None:
        """No signal is known to have been sent."""

    def outlived(self, waiting: int, pid: int) -> SignalSwallowed | None:
        """No signal is known to have come."""

    def came_before(self, waiter: Waiter) -> str:
        """No signal is known to have come."""
        del waiter
        return ""

    def exit_of_feeder(self) -> Place | None:
        """How processes have ended is not known."""

    def replaces_children(self, pid: int) -> bool:
        """That children have failed before is not known."""
        del pid
        return False

    def has_lost_workers(self, pid: int) -> bool:
        """Whether it has made any that have ended is not known."""
        del pid
        return False

    def has_ended_process(self) -> bool:
        """What has ended before is not known: there may have been some."""
        return True

    def asked_to_end(self, pid: int) -> set[int] | None:
        """Which signals were sent is not known."""

    def is_server(self, pid: int) -> bool:
        """Whether a process is a fork server."""
        return self.kinds.get(pid) is RoleKind.FORK_SERVER

    def is_worker(self, pid: int) -> bool:
        """Whether a process is a worker."""
        return self.kinds.get(pid) is RoleKind.WORKER

    def joins(self, tid: int) -> int | None:
        """The process that a thread waits for in a join: that is not known from outside."""

    def is_orphan(self, pid: int) -> bool:
        """Whether who made a process has ended."""
        return pid != self.top and parent_of(pid) not in self.snapshot.processes

    def is_copy(self, pid: int) -> bool:
        """Whether a process of the program has made this one, which has executed nothing since."""
        return pid != self.top and is_forked(pid)

    def inherits(self, pid: int, fd: int) -> bool:
        """By whom a process has a descriptor is not known."""
        del pid, fd
        return False

    def is_unused(self, pid: int, fd: int) -> bool:
        """What a process has done with a descriptor is not known."""
        del pid, fd
        return False

    def reader_of(self, pid: int, fd: int) -> int | None:
        """Which thread has read from a descriptor is not known."""
        del pid, fd
        return None

    def beside(self, pid: int) -> int:
        """How many other threads the process had that forked this one is not known."""
        del pid
        return 0

    def stopped_by(self, pid: int) -> str:
        """Which signal has stopped a process: only that of a terminal shows, by what it does."""
        process = self.snapshot.processes[pid]
        *_, group, _, _, foreground = (stat(f"/proc/{pid}") or ["", *"00000"])[:6]
        if process.frozen or foreground in (group, "-1", "0"):
            return ""
        for thread in process.threads:
            call = self.snapshot.calls.get(thread.call or 0, "")
            held = process.holds(thread.arguments[0]) if thread.arguments else None
            if held is not None and held.object.startswith(TERMINALS):
                return "SIGTTIN" if call in READS else "SIGTTOU"
        return ""

    def tracer(self, pid: int) -> str:
        """Who traces a process."""
        tracer = self.snapshot.processes[pid].tracer
        return f"{read(f'/proc/{tracer}/comm').strip()} ({tracer})" if tracer else ""

    def feeds_queue(self, tid: int) -> bool:
        """Whether a thread writes what was put into a Queue of multiprocessing to its pipe."""
        return any(
            each.function == FEEDER and each.file.endswith(QUEUES) for each in self.stack(tid)
        )


def kinds(snapshot: Snapshot, top: int) -> dict[int, RoleKind]:
    """The roles of the processes of a program; of what it has executed, and of others, none."""
    found = {top: RoleKind.PARENT}
    for process in snapshot.processes.values():
        line = " ".join(process.command)
        if process.pid == top:
            continue
        if is_forked(process.pid) or SPAWNED in line:
            found[process.pid] = RoleKind.WORKER
        elif SERVER in line:
            found[process.pid] = RoleKind.FORK_SERVER
        elif TRACKER in line:
            found[process.pid] = RoleKind.RESOURCE_TRACKER
    return found
