"""Cycles of a directed graph, which is a mapping of each node to those that it points to."""

from collections.abc import Iterable, Mapping

Graph = Mapping[str, Iterable[str]]


def cycles(graph: Graph) -> set[frozenset[str]]:
    """The nodes of each cycle; cycles that share a node are one (a strongly connected component).

    A node that points to itself is one, too.
    """
    reached = {node: _reachable(graph, node) for node in graph}
    return {
        frozenset(other for other in reached[node] if node in reached.get(other, ()))
        for node in graph
        if node in reached[node]
    }


def _reachable(graph: Graph, start: str) -> set[str]:
    """The nodes to which a path of at least one edge leads."""
    found: set[str] = set()
    left = list(graph[start])
    while left:
        node = left.pop()
        if node not in found:
            found.add(node)
            left += graph.get(node, ())
    return found
