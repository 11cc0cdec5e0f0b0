"""The order with one of its parts broken, to show that the tests would notice."""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from joinscope.happens_before.graph import NEVER, Chain, Graph, Kind


@contextmanager
def without(kind: Kind) -> Iterator[None]:
    """Each edge of this kind leads from its end to its end, and so orders nothing."""
    original = Graph.edge

    def edge(
        graph: Graph, source: Chain, start: int, target: Chain, end: int, given: Kind, *why: Any
    ) -> None:
        if given is kind:
            source, start = target, end
        original(graph, source, start, target, end, given, *why)

    with ExitStack() as patches:
        if kind is Kind.PROGRAM:
            patches.enter_context(patch.object(Graph, "point", _point_alone))
        patches.enter_context(patch.object(Graph, "edge", edge))
        for name in ("join", "influenced") if kind is Kind.MAY else ():
            patches.enter_context(patch.object(Graph, name, _nothing))
        yield


def _nothing(*_: object, kept: Collection[Chain] = ()) -> None:
    pass


def _point_alone(graph: Graph, chain: Chain, time: int, what: int) -> int:
    """A point on a chain of its own, so that nothing orders those of a thread."""
    graph.chain.append(graph.thread(chain.tid, chain.owner).number)
    graph.time.append(time)
    graph.what.append(what)
    graph.partner.append(NEVER)
    return len(graph.chain) - 1
