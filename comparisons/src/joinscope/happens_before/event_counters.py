"""Event counters: what is behind an eventfd, as far as it is followed."""

from array import array
from collections.abc import Hashable
from dataclasses import dataclass, field

from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Chain
from joinscope.happens_before.tokens import Tokens


@dataclass(slots=True, eq=False)
class Counter:
    """The counter of an eventfd.

    Attributes:
        reads: a virtual chain of all reads: they make room for a write that waits, and leave
            nothing for others.
        tokens: what reads wait for; None: nobody was seen to make it.
        semaphore: a read takes 1 (EFD_SEMAPHORE), else all that is there.
        followed: nobody can have changed it unseen, and a write never waits for room.
        guards: by thread, the choice that an answer was.
        looks: by thread, where the last read began that found nothing.
        answers: by who was told, and how, where that was: these could have been told of other
            writes than those that they were told of.
        behind: by who writes and such answers, how many of these are before its last write.
        rivals: by the same, the place in the list of all of the last rival.
    """

    reads: Chain
    tokens: Tokens | None = None
    semaphore: bool = False
    followed: bool = False
    guards: dict[Chain, Choice] = field(default_factory=dict)
    looks: dict[Chain, int] = field(default_factory=dict)
    answers: "dict[tuple[Chain, Choice], array[int]]" = field(default_factory=dict)
    behind: dict[Hashable, int] = field(default_factory=dict)
    rivals: dict[Hashable, int] = field(default_factory=dict)
