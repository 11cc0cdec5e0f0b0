"""Stories side by side: which ones stand beside each other, and which steps are the same."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from joinscope.explanation.model import Explanation, Lane, SideExplanation, Step, StepKind

HEADLINE: dict[StepKind, str] = {
    "create": "create the worker",
    "run": "the worker begins",
    "print": "print a line",
    "sleep": "sleep",
    "end": "the worker ends",
    "wait": "wait for the worker",
    "reap": "reap the worker",
    "exit": "the parent ends",
}


@dataclass(frozen=True, slots=True)
class Match:
    """A step, as each side took it (None: it did not). `key` is one number in all pairs."""

    number: int
    id: str
    key: int
    headline: str
    steps: tuple[Step | None, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One Python and one C story, or one alone, with their steps matched."""

    id: str
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
    def label(self) -> str:
        """Both sides in a few words."""
        return " beside ".join(story.label for story in self.stories)


def pairs(explanation: Explanation, prefix: str) -> tuple[Pair, ...]:
    """Each Python story beside the C one of its start method, then whatever is left alone.

    Where C has none of that start method, its first one stands there. Ids begin with the prefix.
    """
    keys: dict[tuple[str, int], int] = {}
    found: list[Pair] = []
    used: Counter[str] = Counter()
    for stories in _beside(explanation.stories):
        name = slug(stories[0].start_method)
        used[name] += 1
        again = f"_{used[name]}" if used[name] > 1 else ""
        identity = f"{prefix}-{name}{again}"
        found.append(Pair(identity, stories, tuple(_matched(stories, identity, keys))))
    return tuple(found)


def headline(steps: Sequence[Step], *, several: bool) -> str:
    """A step in a few words, for all sides; `several`: workers have to be told apart."""
    titles = {each.title for each in steps}
    first = steps[0]
    words = titles.pop() if len(titles) == 1 else HEADLINE[first.kind]
    if several and first.worker is not None:
        return words.replace("the worker", f"worker {first.worker}")
    return words


def slug(text: str) -> str:
    """The text as part of an address, whose parts `-` separates; nothing of use is `program`."""
    return re.sub(r"[^a-z0-9_]+", "_", text.lower()).strip("_") or "program"


def lane_of(story: SideExplanation, step: Step) -> Lane | None:
    """The lane in which a step was taken, if it is shown."""
    return next((lane for lane in story.lanes if lane.number == step.lane), None)


def _beside(stories: Sequence[SideExplanation]) -> Iterator[tuple[SideExplanation, ...]]:
    in_c = [story for story in stories if story.language == "c"]
    left = list(in_c)
    for story in stories:
        if story.language != "python":
            continue
        alike = [each for each in in_c if each.start_method == story.start_method] or in_c
        left = [each for each in left if each not in alike[:1]]
        yield (story, *alike[:1])
    yield from ((story,) for story in left)


def _matched(
    stories: Sequence[SideExplanation], identity: str, keys: dict[tuple[str, int], int]
) -> Iterator[Match]:
    sides = [_keyed(story.steps) for story in stories]
    order: list[tuple[str, int]] = []
    for side in sides:
        at = 0
        for key in side:
            if key not in order:
                order.insert(at, key)
            at = order.index(key) + 1
    several = any(lane.worker not in {None, 1} for story in stories for lane in story.lanes)
    for number, key in enumerate(order, 1):
        steps = tuple(side.get(key) for side in sides)
        words = headline([step for step in steps if step], several=several)
        known = keys.setdefault(key, len(keys))
        yield Match(number, f"{identity}-{number}", known, words, steps)


def _keyed(steps: Sequence[Step]) -> dict[tuple[str, int], Step]:
    """The steps by their keys, and the how manieth of that key each one is."""
    counts: Counter[str] = Counter()
    keyed = {}
    for step in steps:
        counts[step.key] += 1
        keyed[step.key, counts[step.key]] = step
    return keyed
