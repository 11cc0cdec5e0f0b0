"""A sampler: what /proc says of each thread below a process, about every millisecond.

python state_sampler.py PID writes a line for each thread that it looks at, and ends with its input:
TIME TID PID PARENT LETTER CALL. LETTER is that of the state, x: it is exiting; CALL is the number
of the system call of one that waits in one, - of others. A look that took long is none: nobody
knows at which time of it the thread was so.
"""

import os
import select
import sys
import time
from contextlib import suppress

PAUSE = 0.001
SEARCH = 5_000_000  # ns from one search for new threads to the next
LONG = 1_000_000  # ns
EXITING = 0x4  # PF_EXITING, in the flags of the ninth field


class Thread:
    """A thread, and its open files in /proc."""

    def __init__(self, pid: str, tid: str) -> None:
        folder = f"/proc/{pid}/task/{tid}"
        self.names = f"{tid} {pid}"
        self._files: list[int] = []
        for name in ("stat", "syscall", "children"):
            with suppress(OSError):
                self._files.append(os.open(f"{folder}/{name}", os.O_RDONLY | os.O_CLOEXEC))

    def close(self) -> None:
        """It is gone."""
        for fd in self._files:
            os.close(fd)

    def _read(self, which: int) -> str:
        with suppress(OSError, IndexError):
            return os.pread(self._files[which], 4096, 0).decode("ascii", "replace")
        return ""

    def children(self) -> list[str]:
        """The PIDs of those that it has created."""
        return self._read(2).split()

    def look(self) -> str | None:
        """What it is doing; None if it is gone, or the look took too long."""
        start = time.monotonic_ns()
        fields = self._read(0).rpartition(")")[2].split()
        if not fields:
            return None
        letter, call = fields[0], "-"
        if letter in "RSD" and int(fields[6]) & EXITING:
            letter = "x"
        elif letter in "SD":
            call, *_ = self._read(1).split() or ["-"]
        if time.monotonic_ns() - start > LONG:
            return None
        return f"{start} {self.names} {fields[1]} {letter} {call}"


class Sampler:
    """The threads below a process that are known."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._known: dict[tuple[str, str], Thread] = {}

    def search(self) -> None:
        """Find out which threads there are."""
        found, processes = set(), [self._root]
        for pid in processes:
            with suppress(OSError):
                for tid in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - many, and small
                    found.add((pid, tid))
                    if (pid, tid) not in self._known:
                        self._known[pid, tid] = Thread(pid, tid)
                    processes += self._known[pid, tid].children()
        for gone in self._known.keys() - found:
            self._known.pop(gone).close()

    def look(self) -> list[str]:
        """What they are doing, without the process itself and this one."""
        own = (self._root, str(os.getpid()))
        looks = (each.look() for (pid, _), each in self._known.items() if pid not in own)
        return [each for each in looks if each is not None]


def main() -> None:
    sampler, searched = Sampler(sys.argv[1]), 0
    while not select.select([0], [], [], PAUSE)[0]:
        if time.monotonic_ns() - searched > SEARCH:
            sampler.search()
            searched = time.monotonic_ns()
        for line in sampler.look():
            print(line)


if __name__ == "__main__":
    main()
