"""Rivals: causes that could have been in the place of the one that was, also when they come later.

Two workers send a signal to their parent, which waits for one of them:

    parent      0 enter sigtimedwait    6 leave = SIGUSR1 by one
    one         3 enter kill
    two                                                            8 enter kill

Point 6 shows that it was `one`. But nothing makes 3 come before 8, so with the same calls it could
have been `two`: the edge 3 -> 6 is a choice. That is known only at 8, which is recorded later. So
what an answer came from is remembered under a key (who may be answered, and about what), and a
cause that comes later marks the answers that it could have come before. It could not if the answer
is in its past: then it waited for that itself.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field

from joinscope.happens_before.causal_past import CausalPast
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import KIND_BITS, WHY_BITS, Chain, Graph, Kind

_WHY = ((1 << WHY_BITS) - 1) << KIND_BITS


@dataclass(slots=True)
class Answer:
    """An edge to an answer: from whose chain, to which point, and where it is kept."""

    source: Chain
    point: int
    target: Chain
    place: int


@dataclass(slots=True)
class Rivals:
    """The answers that are no choices yet by their keys; and the keys of which some have been."""

    answers: dict[Hashable, list[Answer]] = field(default_factory=dict)
    chosen: set[Hashable] = field(default_factory=set)

    def answered(self, key: Hashable, source: Chain, target: Chain) -> None:
        """The edge that was added to this chain last is an answer to what the key says.

        What a choice has decided it keeps deciding, so of a key that was chosen once every later
        answer has its choice already.
        """
        if key not in self.chosen:
            answer = Answer(source, target.targets[-1], target, len(target.edges) - 1)
            self.answers.setdefault(key, []).append(answer)

    def came(self, graph: Graph, key: Hashable, chain: Chain, point: int, choice: Choice) -> None:
        """One more cause begins at this point: it could have been that of answers before it."""
        answers = self.answers.get(key, [])
        if all(answer.source is chain for answer in answers):
            return
        past, kept = CausalPast(graph, point), []
        for answer in answers:
            if answer.source is chain or past.holds(answer.point):
                kept.append(answer)
            else:
                self.chosen.add(key)
                mark(answer, choice)
        self.answers[key] = kept


def mark(answer: Answer, choice: Choice) -> None:
    """Make a choice of an edge that was taken for a proof."""
    edge = answer.target.edges[answer.place]
    if not edge & _WHY and edge & ((1 << KIND_BITS) - 1) != Kind.MAY:
        answer.target.edges[answer.place] = edge | choice << KIND_BITS
