"""What joinscope raises: each message says what was wrong, where, and what to do."""

from collections.abc import Iterable


class JoinscopeError(Exception):
    """The base of all of them; the command line prints it and exits with status 2."""


class CatalogError(JoinscopeError):
    """A comparison's file is missing or its front matter is broken."""


class UsageError(JoinscopeError):
    """The caller asked for something that does not exist."""


class BuildError(JoinscopeError):
    """A C program could not be compiled."""


class NoCompilerError(JoinscopeError):
    """There is no C compiler; the side that needs one is left out and says so."""


class RecorderError(JoinscopeError):
    """A recorder died before it had reported the end of its program."""


class RecordingError(JoinscopeError):
    """A line of a recording is no record, or one of another version of the format."""


class EvidenceError(JoinscopeError):
    """The evidence is weaker than a claim needs, and the caller asked for no less."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about a word that is not known: the nearest one that is, or all."""
    from difflib import get_close_matches  # noqa: PLC0415 - only when something is wrong

    words = list(known)
    near = get_close_matches(word, words, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are: {', '.join(words)}"
