"""Claims: statements about a program that a run confirms or refutes."""

from dataclasses import dataclass
from typing import ClassVar

from joinscope.vocabulary import Event, Reaper, Relation, Through

IN_WORDS = {
    Relation.BEFORE: "before",
    Relation.AFTER: "after",
    Relation.CONCURRENT: "concurrent with",
    Relation.UNKNOWN: "unknown to",
}


@dataclass(frozen=True, slots=True)
class Ends:
    """The program ends by itself, in time, and leaves no process behind."""

    key: ClassVar = "ends"

    def __str__(self) -> str:
        return "ends and leaves nothing behind"


@dataclass(frozen=True, slots=True)
class ExitStatus:
    """The parent's exit status; -N if signal N killed it."""

    key: ClassVar = "exit_status"
    status: int

    def __str__(self) -> str:
        if self.status < 0:
            return f"is killed by signal {-self.status}"
        return f"exits with {self.status}"


@dataclass(frozen=True, slots=True)
class Prints:
    """Each of these lines is printed once, and no other."""

    key: ClassVar = "lines"
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return f"prints {len(self.lines)} line{'s'[: len(self.lines) != 1]}"


@dataclass(frozen=True, slots=True)
class Before:
    """The first event comes before the second."""

    key: ClassVar = "before"
    first: Event
    second: Event

    def __str__(self) -> str:
        return f"{self.first} before {self.second}"


@dataclass(frozen=True, slots=True)
class Concurrent:
    """Nothing orders the two events: neither waits for the other, whichever was seen first."""

    key: ClassVar = "concurrent"
    first: Event
    second: Event

    def __str__(self) -> str:
        return f"{self.first} concurrent with {self.second}"


@dataclass(frozen=True, slots=True)
class Difference:
    """The first event relates to the second in one way in Python and in another in C.

    `through`: only where the programs print to that; None: wherever they print to. It replaces
    what is claimed of the two for both languages.
    """

    key: ClassVar = "difference"
    first: Event
    second: Event
    python: Relation
    c: Relation
    reason: str
    through: Through | None = None

    def __str__(self) -> str:
        return (
            f"{self.first} {IN_WORDS[self.python]} {self.second} in Python, "
            f"{IN_WORDS[self.c]} it in C"
        )


@dataclass(frozen=True, slots=True)
class Joining:
    """How a join ends: the classes of the parent's calls that end it, and who reaps the worker."""

    served: tuple[str, ...]
    reaped_by: Reaper


@dataclass(frozen=True, slots=True)
class Joins:
    """How every worker is joined, by start method or, of more weight, by language."""

    key: ClassVar = "join"
    by: tuple[tuple[str, Joining], ...]

    def __str__(self) -> str:
        return "the call that ends the join, and who reaps the worker"


@dataclass(frozen=True, slots=True)
class SameRelation:
    """The lines relate to each other as on the first side on which no claim fails.

    Pairs of lines of which a difference is declared are left out.
    """

    key: ClassVar = "same_relation"
    except_for: tuple[frozenset[str], ...] = ()

    def __str__(self) -> str:
        return "the same pairs of lines are ordered on every side"


Claim = Ends | ExitStatus | Prints | Before | Concurrent | Difference | Joins
# What only system calls can show to hold; `before` can be refuted by less.
OF_ORDER = Before | Concurrent | Difference | Joins | SameRelation
