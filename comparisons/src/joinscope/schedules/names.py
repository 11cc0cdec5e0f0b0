"""Structural names of threads: the same in every run, as PIDs are not.

The program's first thread is 0, and the n-th thread or process that a thread creates has the name
of its creator, a dot and n. So a name depends on what the threads above have done, each in its own
order, and on nothing else. Under fork the first worker is 0.1; under spawn the resource tracker is
0.1 and the worker 0.2; under forkserver the server is 0.2 and the worker 0.2.1.

Records of creation say who created whom, in the order of each creator: so the names need no record
of their own.
"""

from joinscope.recording.records import Creation, Exec, Record


class Names:
    """The names of a recording's threads. Takes each record as it comes, as a Consumer does."""

    def __init__(self) -> None:
        self._of: dict[int, str] = {}
        self._created: dict[str, int] = {}

    def add(self, record: Record) -> None:
        """Take the next record."""
        if isinstance(record, Creation):
            self._of[record.tid] = self._name(record.by)
        elif isinstance(record, Exec) and record.was is not None and record.was in self._of:
            self._of[record.tid] = self._of.pop(record.was)

    def of(self, tid: int) -> str | None:
        """The name of the last thread with this id so far; None if none was created."""
        return self._of.get(tid)

    def _name(self, by: int | None) -> str:
        if by is None:
            return "0"
        creator = self._of.get(by, "?")
        number = self._created[creator] = self._created.get(creator, 0) + 1
        return f"{creator}.{number}"
