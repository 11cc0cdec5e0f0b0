"""A comparison: the claims about a pair of programs and the lesson, in one Markdown file.

The structs below are the keys of its front matter. CONTRIBUTING.md says what each is for.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from joinscope.catalog.claims import (
    Before,
    Claim,
    Concurrent,
    Difference,
    Ends,
    ExitStatus,
    Joining,
    Joins,
    Prints,
)
from joinscope.catalog.type_mismatch import mismatches
from joinscope.errors import CatalogError
from joinscope.vocabulary import Event, Reaper, Relation, Through

FENCE = "+++"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A pair of programs of one name, what is claimed of both, and what they teach.

    `claims` is None where there is no claims file: the sides are then held against each other.
    `article` is its place among the comparisons of the article, 0 for all others.
    """

    name: str
    title: str
    claims: tuple[Claim, ...] | None = None
    teaches: str = ""
    lesson: str = ""
    article: int = 0


def read(path: Path) -> Comparison:
    """Read a comparison's file; CatalogError names the file and what is wrong in it."""
    try:
        text = f"{path.read_text(encoding='utf-8-sig')}\n"
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(f"{path}: cannot be read: {error}") from None
    opening, _, rest = text.partition("\n")
    front, fence, lesson = rest.partition(f"\n{FENCE}\n")
    if opening != FENCE or not fence:
        raise CatalogError(f"{path}: its front matter must stand between two lines {FENCE}")
    try:
        return _comparison(path.stem, _front_matter(tomllib.loads(front)), lesson.strip())
    except (ValueError, RecursionError, CatalogError) as error:
        raise CatalogError(f"{path}: front matter: {error}") from None


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A TOML table: a key that is misspelt is refused, not ignored."""


class _Join(_Table, frozen=True):
    served: tuple[Literal["wait", "poll", "read"], ...]
    reaped_by: Reaper


class _JoinBy(_Table, frozen=True):
    """For each start method, or for a language whatever the method."""

    fork: _Join | None = None
    spawn: _Join | None = None
    forkserver: _Join | None = None
    python: _Join | None = None
    c: _Join | None = None


class _Claims(_Table, frozen=True):
    exit_status: int
    before: tuple[tuple[object, ...], ...] = ()  # pairs of events, here and below: see _event()
    concurrent: tuple[tuple[object, ...], ...] = ()
    join: _JoinBy = _JoinBy()


class _Difference(_Table, frozen=True):
    events: tuple[object, ...]
    python: Literal["before", "after", "concurrent"]
    c: Literal["before", "after", "concurrent"]
    reason: str
    through: Through | None = None


class _FrontMatter(_Table, frozen=True):
    title: str
    teaches: str
    lines: tuple[str, ...]
    claims: _Claims
    differences: tuple[_Difference, ...] = ()
    article: int = 0


def _front_matter(table: dict[str, object]) -> _FrontMatter:
    try:
        return msgspec.convert(table, _FrontMatter)
    except msgspec.ValidationError as error:
        found = mismatches(table, msgspec.inspect.type_info(_FrontMatter))
        raise CatalogError(next(found, str(error))) from None


def _comparison(name: str, front: _FrontMatter, lesson: str) -> Comparison:
    if not front.lines:
        raise CatalogError("lines must list each line that the programs print")
    if len(set(front.lines)) != len(front.lines):
        raise CatalogError("lines must differ from each other, so that a claim can name one")
    return Comparison(
        name, front.title, tuple(_claims(front)), front.teaches, lesson, front.article
    )


def _claims(front: _FrontMatter) -> Iterator[Claim]:
    claimed, lines = front.claims, front.lines
    yield Ends()
    yield Prints(lines)
    yield ExitStatus(claimed.exit_status)
    for pair in claimed.before:
        yield Before(*_events(pair, lines))
    for pair in claimed.concurrent:
        yield Concurrent(*_events(pair, lines))
    for each in front.differences:
        if each.python == each.c:
            raise CatalogError(f"a difference must differ: it is {each.c} in both languages")
        python, c = Relation(each.python), Relation(each.c)
        yield Difference(*_events(each.events, lines), python, c, each.reason, each.through)
    joins = ((key, getattr(claimed.join, key)) for key in _JoinBy.__struct_fields__)
    by = tuple((key, Joining(join.served, join.reaped_by)) for key, join in joins if join)
    if by:
        yield Joins(by)


def _events(pair: tuple[object, ...], lines: tuple[str, ...]) -> tuple[Event, Event]:
    match pair:
        case (first, second) if first != second:
            return _event(first, lines), _event(second, lines)
        case _:
            raise CatalogError(f"a claim names two different events, not {list(pair)!r}")


def _event(value: object, lines: tuple[str, ...]) -> Event:
    match value:
        case str() if value in lines:
            return Event("line", value)
        case str():
            raise CatalogError(f"a claim names {value!r}, which is not one of lines")
        case {"exit": "parent", **others} if not others:
            return Event("exit", "parent")
        case _:
            raise CatalogError(f'an event is a line or {{ exit = "parent" }}, not {value!r}')
