"""What does not fit a type is said, whatever it is, and nothing is said of what fits."""

from typing import Literal

import msgspec
from hypothesis import example, given
from hypothesis import strategies as st
from joinscope.catalog.type_mismatch import mismatches


class Inner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    word: Literal["one", "two"] | None = None
    pairs: tuple[tuple[object, ...], ...] = ()


class Outer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: int
    names: tuple[str, ...] = ()
    inner: Inner = Inner()
    list: tuple[Inner, ...] = ()


KEYS = st.sampled_from(("number", "names", "inner", "list", "word", "pairs", "else"))
LEAVES = st.one_of(st.integers(), st.booleans(), st.floats(), st.sampled_from(("one", "three")))
VALUES = st.recursive(
    LEAVES, lambda within: st.lists(within, max_size=3) | st.dictionaries(KEYS, within, max_size=3)
)
INNER = st.fixed_dictionaries({}, optional={"word": VALUES, "pairs": VALUES})
TABLES = st.fixed_dictionaries(
    {"number": st.integers() | VALUES},
    optional={
        "names": VALUES,
        "inner": INNER | VALUES,
        "list": st.lists(INNER, max_size=2) | VALUES,
        "else": VALUES,
    },
)


@given(TABLES)
@example({"number": True})
@example({"number": 10**30})
@example({"number": 1, "list": [{"word": "one"}, {"word": "one", "pairs": [[1, {}]]}]})
@example({"number": 1, "list": [{"word": "one"}, {"word": "three"}]})
def test_it_finds_what_msgspec_refuses(table: dict[str, object]) -> None:
    """There is a sentence for each table that is refused, and none for one that is taken."""
    try:
        msgspec.convert(table, Outer)
    except msgspec.ValidationError:
        assert list(mismatches(table, msgspec.inspect.type_info(Outer)))
    else:
        assert not list(mismatches(table, msgspec.inspect.type_info(Outer)))


def test_all_that_is_wrong_in_the_order_of_the_keys() -> None:
    """Unknown keys come first: a key that is misspelt is missing, too."""
    table = {"names": ["a", 1], "inner": {"word": "six", "wrod": "one"}, "list": [3, {"pairs": 4}]}
    found = list(mismatches(table, msgspec.inspect.type_info(Outer)))
    assert [key for key, _ in found] == [
        *("", "names[2]", "inner.wrod", "inner.word", "list[1]", "list[2].pairs")
    ]
    assert [sentence for _, sentence in found] == [
        "number is missing",
        "names[2] must be a string, not 1",
        "unknown key inner.wrod; did you mean 'word'? Known here: word, pairs",
        "inner.word must be one of one, two, not 'six'",
        "list[1] must be a table, not 3",
        "list[2].pairs must be a list, not 4",
    ]
