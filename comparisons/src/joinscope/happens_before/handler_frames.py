"""Where a thread was when a signal came, to which it returns: see rules/handlers.py."""

from collections.abc import Hashable
from dataclasses import dataclass

from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Chain, Kind


@dataclass(slots=True, eq=False)
class HandlerFrame:
    """A handler that a thread is in: the chain and point at which its signal, `number`, came.

    `apart`: it came wherever the thread happened to be, so its points are none of that chain.
    `awaited`: its thread was in a call that goes on behind it alone, as pause; where it ran earlier
    the call would not return. `sure`: it was looked up that there is one. `causes` are the points
    that its signal comes after, in whichever place; `keys` are those of their rivals, and `choice`
    is one among causes. `places` are those of the edges from them, on the handler's chain. `child`
    is the number of the process of whose end the signal tells.
    """

    chain: Chain
    point: int
    number: int
    apart: bool
    awaited: bool = False
    sure: bool = True
    kind: Kind = Kind.SIGNAL
    causes: tuple[int, ...] = ()
    keys: tuple[Hashable, ...] = ()
    choice: Choice | None = None
    places: tuple[int, ...] = ()
    child: int | None = None
