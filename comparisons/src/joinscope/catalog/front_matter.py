"""A comparison: the claims about a pair of programs and the lesson, in one Markdown file.

The keys of its front matter are the structs in tables.py.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from joinscope.catalog.claims import Claim
from joinscope.catalog.read_claims import KeyMistakeError, Placed, placed_claims, scope_words
from joinscope.catalog.tables import FrontMatter
from joinscope.catalog.toml_places import path_of, place_of, toml_places
from joinscope.catalog.type_mismatch import mismatches
from joinscope.errors import CatalogError

FENCE = "+++"
THE_ARTICLE = "the article"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Sides that a comparison has not, in the words of a scope, and why."""

    sides: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A pair of programs of one name, what is claimed of both, and what they teach.

    `claims` is None where there is no claims file: the sides are then held against each other.
    `article` is its place among the comparisons of the article, 0 for all others; `place` that in
    its chapter. `path` is its file, `lines` are those in it at which each claim stands. `listed`:
    it is in a catalog; `folder` is that of a catalog of somebody's own, None for that of joinscope.
    """

    name: str
    title: str
    claims: tuple[Claim, ...] | None = None
    teaches: str = ""
    lesson: str = ""
    article: int = 0
    chapter: str = ""
    place: int = 0
    question: str = ""
    left_out: tuple[LeftOut, ...] = ()
    listed: bool = False
    folder: Path | None = None
    path: Path | None = field(default=None, compare=False)
    lines: Mapping[Claim, int] = field(default_factory=dict, compare=False, repr=False)


def read(path: Path) -> Comparison:
    """Read a comparison's file; CatalogError names the file, the line and what is wrong there."""
    try:
        text = f"{path.read_text(encoding='utf-8-sig')}\n"
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(f"{path}: cannot be read: {error}") from None
    opening, _, rest = text.partition("\n")
    front, fence, lesson = rest.partition(f"\n{FENCE}\n")
    if opening != FENCE or not fence:
        raise CatalogError(f"{path}: its front matter must stand between two lines {FENCE}")
    try:
        return _comparison(path, front, lesson.strip())
    except KeyMistakeError as error:
        line = place_of(toml_places(front), error.path)
        where = f"{path}:{line + 1}" if line else str(path)
        raise CatalogError(f"{where}: front matter: {error}") from None
    except (ValueError, RecursionError) as error:
        raise CatalogError(f"{path}{_line(error)}: front matter: {error}") from None


def _line(error: Exception) -> str:
    """At which line of the file tomllib has stopped, for it counts from behind the fence."""
    found = re.search(r" \(at line (\d+), column \d+\)$", str(error))
    return f":{int(found[1]) + 1}" if found else ""


def _comparison(path: Path, text: str, lesson: str) -> Comparison:
    front = _front_matter(tomllib.loads(text))
    claims = _claims(front)
    places = toml_places(text)
    lines = {each.claim: place_of(places, each.path) for each in claims}
    return Comparison(
        path.stem,
        front.title,
        tuple(each.claim for each in claims),
        front.teaches,
        lesson,
        front.article,
        front.chapter or (THE_ARTICLE if front.article else ""),
        front.place or front.article,
        front.question,
        tuple(
            LeftOut(scope_words(each.sides, ("left_out", number, "sides")), each.reason)
            for number, each in enumerate(front.left_out, 1)
        ),
        path=path,
        lines={claim: line + 1 for claim, line in lines.items() if line},
    )


def _front_matter(table: dict[str, object]) -> FrontMatter:
    try:
        return msgspec.convert(table, FrontMatter)
    except msgspec.ValidationError as error:
        found = mismatches(table, msgspec.inspect.type_info(FrontMatter))
        key, sentence = next(found, ("", str(error)))
        raise KeyMistakeError(path_of(key), sentence) from None


def _claims(front: FrontMatter) -> list[Placed]:
    if not front.lines:
        raise KeyMistakeError(("lines",), "lines must list each line that the programs print")
    if len(set(front.lines)) != len(front.lines):
        raise KeyMistakeError(
            ("lines",), "lines must differ from each other, so that a claim can name one"
        )
    return list(placed_claims(front))
