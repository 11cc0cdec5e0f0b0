"""Stories side by side: which ones stand beside each other, and which of their steps are the same.

Steps of two languages are the same if the kernel did the same for the program: `key` says so. As an
example, a Python and a C side that both make a worker and wait for it, where C alone sleeps:

    Python   create 1   wait 1   run 1                      end 1
    C        create 1   wait 1   run 1   sleep worker 1 1   end 1
    Match    1          2        3       4 (None, step)     5
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from joinscope.explanation.model import SideExplanation, Step

Key = tuple[str, int]  # of a step, and which of the steps with that key it is, from 1 on


@dataclass(frozen=True, slots=True)
class Match:
    """A step as each side took it.

    `number` counts the matches of a pair from 1. `key` is one number in all pairs of an
    explanation, from 0 on. `places` has for each side the place of the step among those of its
    story, None where the side did not take it, and `steps` the steps themselves.
    """

    number: int
    key: int
    places: tuple[int | None, ...]
    steps: tuple[Step | None, ...]

    @property
    def taken(self) -> list[Step]:
        """The step of each side that took it."""
        return [step for step in self.steps if step is not None]


@dataclass(frozen=True, slots=True)
class Pair:
    """One Python and one C story, or one alone, with their steps matched.

    `places` are those of the stories in the explanation.
    """

    places: tuple[int, ...]
    stories: tuple[SideExplanation, ...]
    matches: tuple[Match, ...]

    @property
    def start_method(self) -> str:
        """That of the first story, by which a reader chooses."""
        return self.stories[0].start_method

    @property
    def runtime(self) -> str:
        """That of the first story, by which a reader chooses."""
        return self.stories[0].runtime

    @property
    def two(self) -> bool:
        """Whether it is one of Python beside one of C."""
        return len(self.stories) > 1

    @property
    def several(self) -> bool:
        """Whether there are several workers, which have to be told apart."""
        return any(story.workers > 1 for story in self.stories)


def pairs(stories: Sequence[SideExplanation]) -> tuple[Pair, ...]:
    """Each Python story beside the C one of its start method, then whatever is left alone.

    Where C has none of that start method, its first one stands there.
    """
    keys: dict[Key, int] = {}
    found = []
    for places in _beside(stories):
        beside = tuple(stories[place] for place in places)
        found.append(Pair(places, beside, tuple(_matched(beside, keys))))
    return tuple(found)


def _beside(stories: Sequence[SideExplanation]) -> Iterator[tuple[int, ...]]:
    in_c = [place for place, story in enumerate(stories) if story.language == "c"]
    left = list(in_c)
    for number, story in enumerate(stories):
        if story.language != "python":
            continue
        alike = [each for each in in_c if stories[each].start_method == story.start_method] or in_c
        left = [each for each in left if each not in alike[:1]]
        yield (number, *alike[:1])
    yield from ((place,) for place in left)


def _matched(stories: Sequence[SideExplanation], keys: dict[Key, int]) -> Iterator[Match]:
    sides = [_places(story.steps) for story in stories]
    order: list[Key] = []
    for side in sides:
        at = 0
        for key in side:
            if key not in order:
                order.insert(at, key)
            at = order.index(key) + 1
    for number, key in enumerate(order, 1):
        places = tuple(side.get(key) for side in sides)
        steps = tuple(
            None if place is None else story.steps[place]
            for story, place in zip(stories, places, strict=True)
        )
        yield Match(number, keys.setdefault(key, len(keys)), places, steps)


def _places(steps: Sequence[Step]) -> dict[Key, int]:
    """Index the steps by (key, ordinal): two steps may share a key.

    Minor steps stand beside nothing.
    """
    counts: Counter[str] = Counter()
    places = {}
    for place, step in enumerate(steps):
        if step.minor:
            continue
        counts[step.key] += 1
        places[step.key, counts[step.key]] = place
    return places
