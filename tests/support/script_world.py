"""What random scripts are written along: the processes and channels of one run.

It is known of them what random_scripts.py needs so as to write nothing that waits for ever.
"""

from dataclasses import dataclass, field

Side = tuple[int, int]  # a channel, and which of its two ends


@dataclass(eq=False)
class Process:
    """A process: its operations, what it holds, and its children that nobody has waited for."""

    number: int
    parent: "Process | None" = None
    operations: list[str] = field(default_factory=list)
    holds: set[Side] = field(default_factory=set)
    children: list["Process"] = field(default_factory=list)
    ended: bool = False
    paused: bool = False
    pending: bool = False
    blocks: bool = False
    knows: bool = False  # the number of the queue of System V

    def does(self, name: str, *arguments: int) -> None:
        words = ",".join(map(str, arguments))
        self.operations.append(f"{name}:{words}" if words else name)


@dataclass(eq=False)
class Channel:
    """A channel: of which kind, and the sizes of the messages that wait at each end."""

    kind: str
    waiting: dict[int, list[int]] = field(default_factory=lambda: {0: [], 1: []})
    shut: set[int] = field(default_factory=set)  # the ends that write no more
    watched: set[Side] = field(default_factory=set)  # of an epoll set
    how: str = ""  # of a counter: takes one or all; hasty: it does not wait

    @property
    def socket(self) -> bool:
        return self.kind in ("pair", "datagrams", "packets")

    @property
    def packets(self) -> bool:
        return self.kind in ("datagrams", "packets", "packet pipe")


Channels = dict[int, Channel]


def ready(channels: Channels, processes: list[Process], side: Side) -> bool:
    """Whether a read of this end would not wait."""
    number, end = side
    channel = channels[number]
    if channel.kind == "epoll":
        return any(ready(channels, processes, each) for each in channel.watched)
    if channel.waiting[end] or 1 - end in channel.shut:
        return True
    if channel.kind in ("datagrams", "counter", "queue", "typed queue"):
        return False
    return not any((number, 1 - end) in each.holds for each in processes)
