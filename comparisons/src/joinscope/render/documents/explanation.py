"""An explanation as one JSON document, `joinscope/explanation/2` (schema/explanation-2.json).

The types below are the document, together with those of explanation/model.py: its schema is
generated from them.
"""

import platform
from importlib.metadata import version
from typing import Literal

import msgspec

from joinscope.explanation.match_steps import Pair, pairs
from joinscope.explanation.model import Explanation, SideExplanation
from joinscope.programs.targets import Runtime
from joinscope.render.documents.verdict import ComparisonPart, comparison


class _Part(msgspec.Struct, frozen=True):
    """A part of the document."""


class MatchPart(_Part, frozen=True):
    """A step as each side of a pair took it.

    `number` counts from 1. `key` is the same for the same step in every pair. `steps` has for each
    story of the pair the place of the step among those of the story; null: it did not take it.
    """

    number: int
    key: int
    steps: tuple[int | None, ...]


class PairPart(_Part, frozen=True):
    """Stories that stand beside each other, by their places, and their steps matched."""

    stories: tuple[int, ...]
    match_steps: tuple[MatchPart, ...]


class ExplanationDocument(_Part, frozen=True):
    """What joinscope explain found: what each side did, from its source lines to the system calls.

    Times are in ns since the start of the side's traced recording, unless they are said to be in
    seconds. `refusals` say why some programs could not be run. `lesson` is Markdown. `verdict` is
    null where nothing is claimed of the program.
    """

    schema: Literal["joinscope/explanation/2"]
    joinscope: str
    kernel: str
    machine: str
    name: str
    title: str
    runtimes: tuple[Runtime, ...]
    refusals: tuple[str, ...]
    lesson: str
    verdict: ComparisonPart | None
    stories: tuple[SideExplanation, ...]
    pairs: tuple[PairPart, ...]


def document(explanation: Explanation) -> ExplanationDocument:
    """The document."""
    verdict = explanation.verdict
    return ExplanationDocument(
        "joinscope/explanation/2",
        joinscope=version("joinscope"),
        kernel=f"{platform.system()} {platform.release()}",
        machine=platform.machine(),
        name=explanation.name,
        title=explanation.title,
        runtimes=explanation.runtimes,
        refusals=explanation.refusals,
        lesson=explanation.lesson,
        verdict=comparison(verdict) if verdict else None,
        stories=explanation.stories,
        pairs=tuple(_pair(pair) for pair in pairs(explanation.stories)),
    )


def _pair(pair: Pair) -> PairPart:
    matches = (MatchPart(each.number, each.key, each.places) for each in pair.matches)
    return PairPart(pair.places, tuple(matches))
