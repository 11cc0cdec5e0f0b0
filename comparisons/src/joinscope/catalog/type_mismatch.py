"""What of a TOML table does not fit its type, said to the person who wrote the table."""

from collections.abc import Iterable, Iterator

from msgspec import inspect

from joinscope.errors import did_you_mean

KINDS: dict[type[inspect.Type], tuple[type, str]] = {
    inspect.StrType: (str, "a string"),
    inspect.IntType: (int, "a whole number"),
    inspect.VarTupleType: (list, "a list"),
    inspect.StructType: (dict, "a table"),
}


def mismatches(value: object, expected: inspect.Type, key: str = "") -> Iterator[tuple[str, str]]:
    """The key of each, with a sentence on it and on what may stand there; items count from 1.

    It is for tables that msgspec has refused: msgspec names the place of one mistake and its
    Python type, neither the keys that are known nor the words that are allowed.
    """
    kind, name = KINDS.get(type(expected), (object, ""))
    if name and type(value) is not kind:  # isinstance would take True for a number
        yield key, f"{key} must be {name}, not {value!r}"
        return
    match expected, value:
        case inspect.StructType(), dict():
            where = f"{key}." if key else ""
            fields = {field.encode_name: field for field in expected.fields}
            for each in value:
                if each not in fields:
                    yield where + each, f"unknown key {where}{each}{_nearest(each, fields)}"
            for each, field in fields.items():
                if each in value:
                    yield from mismatches(value[each], field.type, where + each)
                elif field.required:
                    yield key, f"{where}{each} is missing"
        case inspect.VarTupleType(), list():
            for number, each in enumerate(value, start=1):
                yield from mismatches(each, expected.item_type, f"{key}[{number}]")
        case inspect.UnionType(types=(only, inspect.NoneType())), _:  # a key that may be left out
            yield from mismatches(value, only, key)
        case inspect.LiteralType(), _ if value not in expected.values:
            words = [str(word) for word in expected.values]
            near = did_you_mean(value, words) if isinstance(value, str) else ""
            near = near if near.endswith("?") else ""
            yield key, f"{key} must be one of {', '.join(words)}, not {value!r}{near}"
        case _:
            pass


def _nearest(word: str, known: Iterable[str]) -> str:
    """The nearest word that is known, and all of them."""
    words = ", ".join(known)
    near = did_you_mean(word, known)
    return f"{near} Known here: {words}" if near.endswith("?") else f"; known here: {words}"
