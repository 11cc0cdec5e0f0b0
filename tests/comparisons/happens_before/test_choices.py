"""Choices: paths over answers that could have been others, and marks, in graphs made by hand."""

import pytest
from joinscope.happens_before.causal_past import CausalPast, Cut, Step, Ways
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import NEVER, Chain, Graph, Kind, Why, unpack
from joinscope.happens_before.hidden_ways import Reason


@pytest.fixture
def graph() -> Graph:
    return Graph()


@pytest.fixture
def chains(graph: Graph) -> list[Chain]:
    """Three threads of three processes, whose points are 0, 3, 6 …; 1, 4, 7 …; 2, 5, 8 …."""
    made = [graph.thread(100 + owner, owner) for owner in range(3)]
    for time in range(4):
        for chain in made:
            graph.point(chain, time, 0)
    return made


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("why", [None, *Choice])
def test_an_edge_keeps_what_it_is(
    graph: Graph, chains: list[Chain], kind: Kind, why: Choice | None
) -> None:
    """Start, chain, kind and choice of an edge fit into its 64 bits, and come out again."""
    wanted: Why = Reason(max(Reason)) if kind is Kind.MAY else why
    graph.edge(chains[2], 5, chains[0], 6, kind, wanted)
    assert unpack(chains[0].edges[0]) == (5, 2, kind, wanted)


def test_a_choice_is_no_proof(graph: Graph, chains: list[Chain]) -> None:
    """A path over a choice is found by who looks for choices, and says which it was."""
    graph.edge(chains[0], 0, chains[1], 4, Kind.REAP)
    graph.edge(chains[1], 4, chains[2], 8, Kind.REAP, Choice.WHICH_CHILD)
    assert CausalPast(graph, 4).holds(0)
    assert not CausalPast(graph, 8).holds(0)
    path = CausalPast(graph, 8, ways=Ways.CHOICES).path(0)
    assert path == [Step(Kind.REAP, 0, 4), Step(Kind.REAP, 4, 8, Choice.WHICH_CHILD)]


def test_a_may_edge_is_no_choice(graph: Graph, chains: list[Chain]) -> None:
    """Who looks for choices takes no may-edge; who looks for any way gets its reason."""
    graph.edge(chains[0], 0, chains[1], 4, Kind.MAY, Reason.FILE)
    assert not CausalPast(graph, 4, ways=Ways.CHOICES).holds(0)
    path = CausalPast(graph, 4, ways=Ways.MAY).path(0)
    assert path == [Step(Kind.MAY, 0, 4, Reason.FILE)]


@pytest.mark.parametrize("way_in", [True, False])
def test_a_choice_on_a_virtual_chain(graph: Graph, chains: list[Chain], *, way_in: bool) -> None:
    """Its way in and its way out are one step, which is a choice if either is."""
    both = graph.virtual()
    one, other = (Choice.WHICH_END, None) if way_in else (None, Choice.WHICH_END)
    graph.edge(chains[0], 0, both, 4, Kind.EOF, one)
    graph.edge(both, 4, chains[1], 4, Kind.EOF, other)
    assert not CausalPast(graph, 4).holds(0)
    path = CausalPast(graph, 4, ways=Ways.CHOICES).path(0)
    assert path == [Step(Kind.EOF, 0, 4, Choice.WHICH_END)]


def test_a_proof_beside_a_choice(graph: Graph, chains: list[Chain]) -> None:
    """Where two edges come from one point, the one without a choice is shown."""
    graph.edge(chains[0], 0, chains[1], 4, Kind.REAP, Choice.TIMED)
    graph.edge(chains[0], 0, chains[1], 4, Kind.CHILD_SIGNAL)
    path = CausalPast(graph, 4, ways=Ways.CHOICES).path(0)
    assert path == [Step(Kind.CHILD_SIGNAL, 0, 4)]


@pytest.mark.parametrize("late", [True, False])
def test_a_cut_hides_what_came_in_behind_it(
    graph: Graph, chains: list[Chain], *, late: bool
) -> None:
    """Also edges of which it came out only later that they are there."""
    ends = (7, 10) if not late else (10, 7)
    starts = {7: (chains[0], 3), 10: (chains[2], 8)}
    for end in ends:
        graph.edge(*starts[end], chains[1], end, Kind.LOOK, Choice.NOT_YET)
    cuts = {chains[1].number: Cut(((4, 1),), NEVER)}
    assert bool(chains[1].late) is late
    assert CausalPast(graph, 10, ways=Ways.ALIKE).holds(3)
    assert not CausalPast(graph, 10, ways=Ways.ALIKE, cuts=cuts).holds(3)
    assert CausalPast(graph, 10, ways=Ways.ALIKE, cuts=cuts).holds(8)


def test_a_mark_says_why(graph: Graph, chains: list[Chain]) -> None:
    """What a mark stands for is a step to the marked point, with the reason of the mark."""
    graph.influenced(chains[1], 4, Reason.TERMINAL)
    graph.edge(chains[1], 4, chains[2], 8, Kind.DATA)
    path = CausalPast(graph, 8, ways=Ways.MAY).path(0)
    assert path == [Step(Kind.MAY, 0, 4, Reason.TERMINAL), Step(Kind.DATA, 4, 8)]


def test_a_broadcast_reaches_whatever_is_later(graph: Graph, chains: list[Chain]) -> None:
    """A point that may have an influence on anything: on what comes later, not on what was."""
    graph.broadcast(chains[0], 3, Reason.PROCESS_LOOK)
    path = CausalPast(graph, 8, ways=Ways.MAY).path(0)
    assert path == [Step(Kind.PROGRAM, 0, 3), Step(Kind.MAY, 3, 8, Reason.PROCESS_LOOK)]
    assert not CausalPast(graph, 8, ways=Ways.MAY).holds(6)
    assert not CausalPast(graph, 2, ways=Ways.MAY).holds(0)
    assert not CausalPast(graph, 8, ways=Ways.CHOICES).holds(0)


def test_broadcasts_follow_each_other(graph: Graph, chains: list[Chain]) -> None:
    """The last of a thread's that is early enough counts."""
    for point in (0, 3, 9):
        graph.broadcast(chains[0], point)
    past = CausalPast(graph, 7, ways=Ways.MAY)
    assert past.holds(3)
    assert not past.holds(6)
