"""The words by which a scope names sides: languages, start methods, versions of Python."""

import re

from joinscope.catalog.claims import Scope

LANGUAGES = ("python", "c")
VARIANTS = ("fork", "spawn", "forkserver", "cffi")
VERSION = re.compile(r"(>=|<)3\.(\d+)")
WORDS = (*LANGUAGES, *VARIANTS, ">=3.14", "<3.14")


def is_scope_word(word: str) -> bool:
    """Whether it names sides."""
    return word in LANGUAGES or word in VARIANTS or VERSION.fullmatch(word) is not None


def fits(words: tuple[str, ...], language: str, variant: str, minor: int | None) -> bool:
    """Whether a side is among those that the words name: of each kind one word has to fit.

    `minor` is 14 of Python 3.14; None where no Python runs the side: no version fits it.
    """
    kinds = (
        [word == language for word in words if word in LANGUAGES],
        [word == variant for word in words if word in VARIANTS],
        [_version_fits(word, minor) for word in words if VERSION.fullmatch(word)],
    )
    return all(any(kind) for kind in kinds if kind)


def in_scope(scope: Scope | None, language: str, variant: str, minor: int | None) -> bool:
    """The same of a scope; None is all sides."""
    return scope is None or fits(scope.only, language, variant, minor)


def _version_fits(word: str, minor: int | None) -> bool:
    sign, number = VERSION.fullmatch(word).groups()  # type: ignore[union-attr]
    return minor is not None and (minor >= int(number)) == (sign == ">=")
