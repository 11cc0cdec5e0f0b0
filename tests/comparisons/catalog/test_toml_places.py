"""At which line of a TOML text a key stands."""

import tomllib

import pytest
from joinscope.catalog.toml_places import path_of, place_of, toml_places

TEXT = """\
title = "a # no comment, [no list]"
lines = ["one", "two",  # ] no end
    "three"]

[claims]
before = [
    ["one", "two"],
    ["two", { exit = "parent" }],
]

[[claims.calls]]
by = "parent"

[[claims.calls]]
by = "worker"
only = ["c"]

[claims.join]
fork = { served = ["wait"] }
"""


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("title", 1),
        ("lines[2]", 2),
        ("lines[3]", 3),
        ("claims.before[2]", 8),
        ("claims.before[2][1]", 8),
        ("claims.calls[1].by", 12),
        ("claims.calls[2].by", 15),
        ("claims.calls[2].only[1]", 16),
        ("claims.calls[2].missing", 14),
        ("claims.join.fork.served[1]", 19),
        ("nothing", None),
    ],
)
def test_each_key_has_its_line(key: str, line: int | None) -> None:
    """What has no line of its own has that of what it is in."""
    assert tomllib.loads(TEXT)["claims"]["calls"][1]["only"] == ["c"]  # it is TOML
    assert place_of(toml_places(TEXT), path_of(key)) == line
