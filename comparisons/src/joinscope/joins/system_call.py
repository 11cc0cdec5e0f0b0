"""A system call of a recording: its two records, and what it was made in."""

from dataclasses import dataclass

from joinscope.happens_before.kernel_state import Process
from joinscope.recording.call_stacks import Frame
from joinscope.recording.records import Arguments, Enter, Leave, Results, tag_of


@dataclass(slots=True, eq=False)
class SystemCall:
    """A system call of a thread of a process.

    `begun` and `leave` are its records, `point` and `left` their points in the order; the later two
    are None if it did not return. `inside` is the innermost frame that is noted. `resumes`: a
    signal interrupted that call, and this one goes on with it. `again` counts the calls after it
    that only repeat it, of which `last` is the last one.
    """

    process: Process
    begun: Enter
    point: int
    inside: Frame | None
    leave: Leave | None = None
    left: int | None = None
    resumes: "SystemCall | None" = None
    resumed: "SystemCall | None" = None
    again: int = 0
    last: "SystemCall | None" = None

    @property
    def name(self) -> str:
        """As the kernel calls it."""
        return self.begun.call

    @property
    def kind(self) -> str:
        """Its class, in the word of recordings: see the tags in records.py."""
        return tag_of(type(self.begun.arguments))

    @property
    def tid(self) -> int:
        """The thread that made it."""
        return self.begun.tid

    @property
    def other_thread(self) -> int | None:
        """The same, but None for the first thread of its process."""
        return None if self.tid == self.process.pid else self.tid

    @property
    def start(self) -> int:
        """When it began, in ns."""
        return self.begun.time

    @property
    def end(self) -> int | None:
        """When it returned, in ns; None if it did not."""
        return None if self.leave is None else self.leave.time

    @property
    def arguments(self) -> Arguments:
        """What it was given."""
        return self.begun.arguments

    @property
    def result(self) -> int | None:
        """What it answered; None if it did not return."""
        return None if self.leave is None else self.leave.result

    @property
    def error(self) -> str | None:
        """The name of the error with which it failed."""
        return None if self.leave is None else self.leave.error

    @property
    def results(self) -> Results | None:
        """What it answered beyond its result."""
        return None if self.leave is None else self.leave.results

    @property
    def first_piece(self) -> "SystemCall":
        """The call that this one goes on with after a signal; itself, if it does not."""
        first = self
        while first.resumes is not None:
            first = first.resumes
        return first

    def frames(self) -> list[Frame]:
        """The frames that it was made in, the outermost first."""
        frame = self.inside
        while frame is not None and frame.end is not None and frame.end < self.start:
            frame = frame.outer
        return frame.inwards() if frame else []
