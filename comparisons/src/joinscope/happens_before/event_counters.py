"""Event counters: what is behind an eventfd, as far as it is followed."""

from dataclasses import dataclass, field

from joinscope.happens_before.graph import Chain


@dataclass(slots=True, eq=False)
class Counter:
    """The counter of an eventfd.

    Attributes:
        reads: a virtual chain of all reads, which make room for a write that waits.
        told: where the first read, or poll, that found something has returned; else 0.
        rivals: the places in the list of all of the last write of each thread that it could have
            come after.
        looks: by thread, where the last read began that found nothing.
    """

    reads: Chain
    told: int = 0
    rivals: dict[Chain, int] = field(default_factory=dict)
    looks: dict[Chain, int] = field(default_factory=dict)
