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

from array import array
from collections.abc import Hashable
from dataclasses import dataclass, field

from joinscope.happens_before.causal_past import CausalPast
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Chain, Graph

PLACE_BITS = 40


@dataclass(slots=True)
class Rivals:
    """The answers that are no choices yet, and the keys of which some have been.

    Attributes:
        answers: by key, and by the chain that the cause is of: the edges to them, each as the
            number of its chain and its place there, packed.
        chosen: the keys of which one has been chosen among several. What a choice has decided it
            keeps deciding, so every later answer is a choice, too.
        first: the point of the first answer by key.
    """

    answers: dict[Hashable, dict[Chain, "array[int]"]] = field(default_factory=dict)
    chosen: set[Hashable] = field(default_factory=set)
    first: dict[Hashable, int] = field(default_factory=dict)

    def answered(self, key: Hashable, source: Chain, target: Chain) -> None:
        """The edge that was added to this chain last is an answer to what the key says."""
        self.first.setdefault(key, target.targets[-1])
        if key not in self.chosen:
            of_source = self.answers.setdefault(key, {}).setdefault(source, array("Q"))
            of_source.append(target.number << PLACE_BITS | len(target.edges) - 1)

    def came(
        self, graph: Graph, key: Hashable, chain: Chain, point: int, choice: Choice
    ) -> list[int]:
        """One more cause begins at this point: it could have been that of answers before it.

        Returns the points of those answers.
        """
        found, past = [self.first[key]] if key in self.chosen and key in self.first else [], None
        for source, places in self.answers.get(key, {}).items():
            if source is chain:
                continue
            past = past or CausalPast(graph, point)
            kept = array("Q")
            for packed in places:
                target = graph.chains[packed >> PLACE_BITS]
                place = packed & ((1 << PLACE_BITS) - 1)
                end = target.targets[place]
                if end < point and past.holds(end):
                    kept.append(packed)
                else:
                    found.append(end)
                    self.chosen.add(key)
                    graph.choose(target, place, choice)
            places[:] = kept
        return found
