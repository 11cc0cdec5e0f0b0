"""Where a thread was when a signal came, to which it returns: see rules/handlers.py."""

from dataclasses import dataclass

from joinscope.happens_before.graph import Chain


@dataclass(slots=True, eq=False)
class HandlerFrame:
    """A handler that a thread is in: the chain and point at which its signal was delivered.

    `apart`: it came wherever the thread happened to be, so its points are none of that chain.
    `sure`: it was looked up that there is one.
    """

    chain: Chain
    point: int
    apart: bool
    sure: bool = True
