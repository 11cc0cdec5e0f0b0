"""The sources of a pair, each line with the steps that it took part in."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from joinscope import limits
from joinscope.explanation.match_steps import Match, Pair
from joinscope.explanation.model import Level, SideExplanation


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of source and the steps that it made, as the program's innermost line."""

    number: int
    text: str
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A file; `more` lines of it are left out."""

    name: str
    lines: tuple[CodeLine, ...]
    more: int


def sources(pair: Pair, side: int) -> Iterator[Source]:
    """The files of one side."""
    story = pair.stories[side]
    at: dict[tuple[str, int], list[Match]] = defaultdict(list)
    for match in pair.matches:
        step = match.steps[side]
        if step is not None and step.place is not None:
            at[base(step.place.file), step.place.line].append(match)
    for file in story.files:
        lines = tuple(
            CodeLine(number, text, tuple(at.get((base(file.name), number), ())))
            for number, text in enumerate(file.lines[: limits.SOURCE_LINES], 1)
        )
        yield Source(file.name, lines, max(len(file.lines) - limits.SOURCE_LINES, 0))


def base(file: str) -> str:
    """The name of a file without its folders."""
    return PurePath(file).name


def folded(chain: tuple[Level, ...]) -> int:
    """How many levels lie above the first of the program's own lines; few are worth no fold."""
    own = [place for place, level in enumerate(chain) if level.place and level.place.own]
    return own[0] if own and own[0] > 1 else 0


def libraries(pair: Pair) -> list[str]:
    """The full names of the files that the chains of a pair run through."""
    found = {
        level.place.file
        for story in pair.stories
        for level in _levels(story)
        if level.place is not None
    }
    return sorted(found)


def _levels(story: SideExplanation) -> Iterator[Level]:
    for step in story.steps:
        yield from step.chain
