"""The order with one of its parts broken, to show that the tests would notice."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import NEVER, Chain, Graph, Kind, Why
from joinscope.happens_before.hidden_ways import Reason

_edge, _choose, _join = Graph.edge, Graph.choose, Graph.join
_influenced, _broadcast = Graph.influenced, Graph.broadcast


@contextmanager
def broken(part: Kind | Choice | Reason) -> Iterator[None]:
    """Break one part of the order.

    Edges of a kind, and may-edges and marks of a reason, order nothing; a choice is none, so that
    its edges are proofs.
    """

    def edge(
        graph: Graph,
        source: Chain,
        start: int,
        target: Chain,
        end: int,
        kind: Kind,
        why: Why = None,
    ) -> None:
        # It is kept, from its end to its end, for rules may come back to it.
        inert = kind is part or (kind is Kind.MAY and Reason(why or 0) is part)
        source, start = (target, end) if inert else (source, start)
        _edge(graph, source, start, target, end, kind, None if why is part else why)

    def choose(graph: Graph, chain: Chain, place: int, choice: Choice) -> None:
        if choice is not part:
            _choose(graph, chain, place, choice)

    def join(graph: Graph, chain: Chain, medium: Chain, since: int, **how: bool) -> None:
        if part is not Kind.MAY and medium.reason is not part:
            _join(graph, chain, medium, since, **how)

    def influenced(
        graph: Graph, chain: Chain, point: int, reason: Reason = Reason.HIDDEN_ORDER
    ) -> None:
        if part is not Kind.MAY and reason is not part:
            _influenced(graph, chain, point, reason)

    def broadcast(
        graph: Graph, chain: Chain, point: int, reason: Reason = Reason.HIDDEN_ORDER
    ) -> None:
        if part is not Kind.MAY and reason is not part:
            _broadcast(graph, chain, point, reason)

    made = (edge, choose, join, influenced, broadcast)
    with ExitStack() as patches:
        for method in made:
            patches.enter_context(patch.object(Graph, method.__name__, method))
        if part is Kind.PROGRAM:
            patches.enter_context(patch.object(Graph, "point", _point_alone))
        yield


def _point_alone(graph: Graph, chain: Chain, time: int, what: int) -> int:
    """A point on a chain of its own, so that nothing orders those of a thread."""
    graph.chain.append(graph.thread(chain.tid, chain.owner).number)
    graph.time.append(time)
    graph.what.append(what)
    graph.partner.append(NEVER)
    return len(graph.chain) - 1
