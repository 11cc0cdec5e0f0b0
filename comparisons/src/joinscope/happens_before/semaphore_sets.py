"""Semaphore sets of System V, and what is known of each at one moment of the recording."""

from dataclasses import dataclass, field

from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Chain
from joinscope.happens_before.tokens import Tokens


@dataclass(slots=True, eq=False)
class Semaphore:
    """A semaphore: `up` are the tokens for who takes some, `zero` for who waits until it is 0.

    Of those, whoever takes some puts one in, and whoever puts some in takes one out: 0 is reached
    when there are as many as there were, with their sign turned.
    """

    up: Tokens
    zero: Tokens

    @staticmethod
    def of(value: int) -> "Semaphore":
        """A semaphore that has this value."""
        return Semaphore(Tokens(value), Tokens(-value))


@dataclass(slots=True, eq=False)
class SemaphoreSet:
    """A set of semaphores.

    Attributes:
        members: its semaphores; None: nobody knows what they are.
        used: where each thread has used it last.
        waiting: who is in a call on it now.
        setter: who has set a value, and where that call returned.
        knows: those that come after that by proof.
        guards: the choice that an answer to each thread was.
        gone: it was removed.
    """

    members: list[Semaphore] | None
    used: dict[Chain, int] = field(default_factory=dict)
    waiting: set[Chain] = field(default_factory=set)
    setter: tuple[Chain, int] | None = None
    knows: set[Chain] = field(default_factory=set)
    guards: dict[Chain, Choice | None] = field(default_factory=dict)
    gone: bool = False
