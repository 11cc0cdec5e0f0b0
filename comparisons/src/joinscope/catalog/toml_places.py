"""Places: at which line of a TOML text each key stands, and each item of its lists.

tomllib tells what a text says and not where. This is told without judging the text, which tomllib
has done: of a text that it refuses, what is found here means nothing.

    [claims]                       ("claims",): 1
    before = [                     ("claims", "before"): 2
        ["one", "two"],            ("claims", "before", 1): 3
    ]
    [[claims.calls]]               ("claims", "calls", 1): 5
    by = "parent"                  ("claims", "calls", 1, "by"): 6
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]  # keys, and the numbers of items, from 1

HEADER = re.compile(r"\s*(\[\[?)([^\[\]]+)\]")
KEY = re.compile(r"\s*([\w.-]+)\s*=\s*(.*)", re.DOTALL)
# What a value is made of: strings, of which no bracket counts, comments, brackets and commas.
TOKEN = re.compile(
    r'"""(?:\\.|.)*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{},]|[^\s\[\]{},"\'#]+',
    re.DOTALL,
)


def toml_places(text: str) -> Mapping[Path, int]:
    """The line of each key and item, from 1."""
    found: dict[Path, int] = {}
    table: Path = ()
    counts: Counter[Path] = Counter()
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        if header := HEADER.match(lines[number]):
            table = tuple(part.strip().strip("\"'") for part in header[2].split("."))
            table = _in_last(table, counts)
            if header[1] == "[[":
                counts[table] += 1
                found.setdefault(table, number + 1)
                table = (*table, counts[table])
            found[table] = number + 1
        elif key := KEY.match(lines[number]):
            path = (*table, *key[1].split("."))
            found[path] = number + 1
            rest = "\n".join([key[2], *lines[number + 1 :]])
            took = 0
            for place, line in _items(rest):
                took = line
                if place:
                    found[*path, place] = number + 1 + line
            number += took
        number += 1
    return found


def place_of(found: Mapping[Path, int], path: Path) -> int | None:
    """The line of a key or an item; of one that has none, that of what it is in."""
    while path:
        if path in found:
            return found[path]
        path = path[:-1]
    return None


def path_of(key: str) -> Path:
    """The path that a sentence writes as `claims.calls[1].by`."""
    return tuple(int(part) if part.isdigit() else part for part in re.findall(r"[\w-]+", key))


def _in_last(table: Path, counts: Mapping[Path, int]) -> Path:
    """A table below an array of tables is in the last one of these."""
    path: Path = ()
    for part in table[:-1]:
        path = (*path, part)
        if counts.get(path):
            path = (*path, counts[path])
    return (*path, table[-1])


def _items(value: str) -> Iterator[tuple[int, int]]:
    """(number of the item of the outermost list, 0 for what is none; its line below the first)."""
    depth, item, fresh = 0, 0, False
    for token in TOKEN.finditer(value):
        word, line = token[0], value.count("\n", 0, token.start())
        if word.startswith("#"):
            continue
        if depth == 1 and fresh and word not in "],":
            item, fresh = item + 1, False
            yield item, line
        if word in ("[", "{"):
            depth += 1
            fresh = fresh or (depth == 1 and word == "[")
        elif word in ("]", "}"):
            depth -= 1
        elif word == "," and depth == 1:
            fresh = True
        if depth == 0:
            yield 0, value.count("\n", 0, token.end())
            return
