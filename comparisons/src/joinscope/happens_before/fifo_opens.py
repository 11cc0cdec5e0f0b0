"""Who has opened which end of a FIFO: what rules/fifos.py remembers of it."""

from dataclasses import dataclass, field

from joinscope.happens_before.graph import Chain


@dataclass(slots=True)
class Opens:
    """Who has begun to open which end of a FIFO: chains and points, by the end.

    `looked` are those who have found no reader; `met`: somebody who reads has waited for a writer.
    """

    ends: dict[str, list[tuple[Chain, int]]] = field(default_factory=lambda: {"r": [], "w": []})
    looked: dict[Chain, int] = field(default_factory=dict)
    met: bool = False
