"""Claims: statements about a program that a run confirms or refutes."""

import msgspec

from joinscope.vocabulary import Event, Reaper, Relation, Through


class _Claim(msgspec.Struct, frozen=True, tag_field="claim"):
    """A statement, which documents tell from others by its tag."""

    @property
    def key(self) -> str:
        """What kind of claim it is, as in documents."""
        return str(self.__struct_config__.tag)


class Ends(_Claim, frozen=True, tag="ends"):
    """The program ends by itself, in time, and leaves no process behind."""


class ExitStatus(_Claim, frozen=True, tag="exit_status"):
    """The parent's exit status; -N if signal N killed it."""

    status: int


class Prints(_Claim, frozen=True, tag="lines"):
    """Each of these lines is printed once, and no other."""

    lines: tuple[str, ...]


class Before(_Claim, frozen=True, tag="before"):
    """The first event comes before the second."""

    first: Event
    second: Event


class Concurrent(_Claim, frozen=True, tag="concurrent"):
    """Nothing orders the two events: neither waits for the other, whichever was seen first."""

    first: Event
    second: Event


class Difference(_Claim, frozen=True, tag="difference"):
    """The first event relates to the second in one way in Python and in another in C.

    `through`: only where the programs print to that; None: wherever they print to. It replaces
    what is claimed of the two for both languages.
    """

    first: Event
    second: Event
    python: Relation
    c: Relation
    reason: str
    through: Through | None = None


class Joining(msgspec.Struct, frozen=True):
    """How a join ends: the classes of the parent's calls that end it, and who reaps the worker."""

    served: tuple[str, ...]
    reaped_by: Reaper


class Joins(_Claim, frozen=True, tag="join"):
    """How every worker is joined, by start method or, of more weight, by language."""

    by: tuple[tuple[str, Joining], ...]


class SameRelation(_Claim, frozen=True, tag="same_relation"):
    """The lines relate to each other as on the first side on which no claim fails.

    Pairs of lines of which a difference is declared are left out.
    """

    except_for: tuple[tuple[str, str], ...] = ()


Claim = Ends | ExitStatus | Prints | Before | Concurrent | Difference | Joins
# What is about lines, and cannot be told where some of them were not recorded.
OF_LINES = Prints | Before | Concurrent | Difference
# What only system calls can show to hold; `before` can be refuted by less.
OF_ORDER = Before | Concurrent | Difference | Joins | SameRelation
