"""A comparison: the claims about a pair of programs and the lesson, in one Markdown file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

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
from joinscope.errors import CatalogError
from joinscope.vocabulary import Event, Reaper, Relation, Through

FENCE = "+++"
JOINED_BY = ("fork", "spawn", "forkserver", "python", "c")
CLASSES = ("wait", "poll", "read")


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
        return _comparison(path.stem, _Table(tomllib.loads(front)), lesson.strip())
    except (ValueError, RecursionError, CatalogError) as error:
        raise CatalogError(f"{path}: front matter: {error}") from None


class _Table:
    """A TOML table whose keys are taken one by one, so that a misspelt one is left over."""

    def __init__(self, table: dict[str, Any], where: str = "") -> None:
        self._left = dict(table)
        self._where = where
        self._known: list[str] = []

    def take(self, key: str, kind: type, default: object = None) -> Any:
        """The key's value, which must be of the kind; without a default it must be there."""
        self._known.append(key)
        value = self._left.pop(key, default)
        if value is None:
            raise CatalogError(f"{self._where}{key} is missing")
        if type(value) is not kind:
            names = {str: "a string", int: "a whole number", list: "a list", dict: "a table"}
            raise CatalogError(f"{self._where}{key} must be {names[kind]}, not {value!r}")
        return value

    def finish(self) -> None:
        """Refuse the keys that nothing took."""
        for key in self._left:
            raise CatalogError(
                f"unknown key {self._where}{key}; known here: {', '.join(self._known)}"
            )


def _comparison(name: str, front: _Table, lesson: str) -> Comparison:
    lines = front.take("lines", list)
    if not lines or not all(isinstance(line, str) for line in lines):
        raise CatalogError("lines must list each line that the programs print")
    if len(set(lines)) != len(lines):
        raise CatalogError("lines must differ from each other, so that a claim can name one")
    claimed = _Table(front.take("claims", dict), "claims.")
    claims: list[Claim] = [Ends(), Prints(tuple(lines))]
    claims += [ExitStatus(claimed.take("exit_status", int))]
    claims += [Before(*_events(pair, lines)) for pair in claimed.take("before", list, [])]
    claims += [Concurrent(*_events(pair, lines)) for pair in claimed.take("concurrent", list, [])]
    joins = _joins(_Table(claimed.take("join", dict, {}), "claims.join."))
    claimed.finish()
    for number, table in enumerate(front.take("differences", list, []), start=1):
        if not isinstance(table, dict):
            raise CatalogError(f"differences[{number}] must be a table, not {table!r}")
        claims.append(_difference(_Table(table, f"differences[{number}]."), lines))
    claims += [joins] if joins.by else []
    comparison = Comparison(
        name,
        title=front.take("title", str),
        claims=tuple(claims),
        teaches=front.take("teaches", str),
        lesson=lesson,
        article=front.take("article", int, default=0),
    )
    front.finish()
    return comparison


def _difference(table: _Table, lines: list[str]) -> Difference:
    first, second = _events(table.take("events", list), lines)
    python, c = _relation(table.take("python", str)), _relation(table.take("c", str))
    reason, through = table.take("reason", str), table.take("through", str, "")
    table.finish()
    if through not in ("", *get_args(Through)):
        raise CatalogError(f"through is one of {', '.join(get_args(Through))}, not {through!r}")
    if python == c:
        raise CatalogError(f"a difference that is none: {python} in both languages")
    return Difference(first, second, python, c, reason, through or None)


def _events(pair: object, lines: list[str]) -> tuple[Event, Event]:
    match pair:
        case [first, second] if first != second:
            return _event(first, lines), _event(second, lines)
        case _:
            raise CatalogError(f"a claim names two different events, not {pair!r}")


def _event(value: object, lines: list[str]) -> Event:
    match value:
        case str() if value in lines:
            return Event("line", value)
        case str():
            raise CatalogError(f"a claim names {value!r}, which is not one of lines")
        case {"exit": "parent", **others} if not others:
            return Event("exit", "parent")
        case _:
            raise CatalogError(f'an event is a line or {{ exit = "parent" }}, not {value!r}')


def _relation(value: str) -> Relation:
    if value not in (Relation.BEFORE, Relation.AFTER, Relation.CONCURRENT):
        raise CatalogError(f"a relation is 'before', 'after' or 'concurrent', not {value!r}")
    return Relation(value)


def _joins(claimed: _Table) -> Joins:
    """How the workers are joined: for each start method, or for a language whatever the method."""
    found = {key: claimed.take(key, dict, {}) for key in JOINED_BY}
    claimed.finish()
    return Joins(
        tuple(
            (key, _joining(_Table(table, f"claims.join.{key}.")))
            for key, table in found.items()
            if table
        )
    )


def _joining(table: _Table) -> Joining:
    served, reaper = table.take("served", list), table.take("reaped_by", str)
    table.finish()
    for each in served:
        if each not in CLASSES:
            raise CatalogError(f"served names classes of calls, {', '.join(CLASSES)}: not {each!r}")
    if reaper not in get_args(Reaper):
        raise CatalogError(f"reaped_by is one of {', '.join(get_args(Reaper))}, not {reaper!r}")
    return Joining(tuple(served), reaper)
