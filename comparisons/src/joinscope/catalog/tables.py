"""Tables: the keys of a comparison's front matter. CONTRIBUTING.md says what each is for."""

from typing import Literal

import msgspec

from joinscope.schedule import Hold
from joinscope.vocabulary import Reaper, Through, WorkerState


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A TOML table: a key that is misspelt is refused, not ignored."""


class _Scoped(_Table, frozen=True, kw_only=True):
    """One that may be about some sides only; then it says why, and who else says so."""

    only: tuple[str, ...] = ()
    reason: str = ""
    source: str = ""


class JoinTable(_Table, frozen=True):
    """How each worker is joined."""

    served: tuple[Literal["wait", "poll", "read"], ...]
    reaped_by: Reaper


class JoinByTable(_Table, frozen=True):
    """The same for each start method, or for a language whatever the method."""

    fork: JoinTable | None = None
    spawn: JoinTable | None = None
    forkserver: JoinTable | None = None
    python: JoinTable | None = None
    c: JoinTable | None = None


class UnknownTable(_Scoped, frozen=True):
    """An order that nobody can know: `events` are two, `why` is a code."""

    events: tuple[object, ...]
    why: str


class EndingTable(_Table, frozen=True):
    """How a process ends: with an exit status, or by a signal; one of the two."""

    exit: int | None = None
    signal: str | None = None


class WorkersTable(_Scoped, frozen=True):
    """How the workers end, in the order of their creation."""

    end: tuple[EndingTable, ...]


class CallsTable(_Scoped, frozen=True):
    """How many calls of a process came out in a way."""

    by: str
    call: str
    outcome: str
    times: int | None = None
    at_least: int | None = None
    about: int | None = None


class SignalsTable(_Scoped, frozen=True):
    """How often a signal was delivered to a process."""

    to: str
    signal: str
    times: int | None = None
    at_least: int | None = None


class StateTable(_Scoped, frozen=True):
    """How a worker is at an event."""

    worker: int
    state: WorkerState
    at: object


class PrintedTable(_Scoped, frozen=True):
    """A line that is not printed once on every side."""

    line: str
    times: int


class ForcedTable(_Table, frozen=True):
    """What a race comes to under a start method, and by which holds: `prints`, or `hangs`."""

    holds: tuple[Hold, ...]
    otherwise: tuple[Hold, ...] = ()
    prints: str | None = None
    hangs: bool = False


class PossibleTable(_Scoped, frozen=True, kw_only=True):
    """What may happen by luck `instead_of` a line, under each start method."""

    instead_of: str
    fork: ForcedTable | None = None
    spawn: ForcedTable | None = None
    forkserver: ForcedTable | None = None


class ClaimsTable(_Table, frozen=True):
    """What is claimed; events are as front_matter.py reads them."""

    exit_status: int
    before: tuple[tuple[object, ...], ...] = ()
    concurrent: tuple[tuple[object, ...], ...] = ()
    join: JoinByTable = JoinByTable()
    unknown: tuple[UnknownTable, ...] = ()
    workers: tuple[WorkersTable, ...] = ()
    calls: tuple[CallsTable, ...] = ()
    signals: tuple[SignalsTable, ...] = ()
    states: tuple[StateTable, ...] = ()
    printed: tuple[PrintedTable, ...] = ()
    possible: tuple[PossibleTable, ...] = ()


class DifferenceTable(_Table, frozen=True):
    """Where the order of two events rightly differs by language."""

    events: tuple[object, ...]
    python: Literal["before", "after", "concurrent"]
    c: Literal["before", "after", "concurrent"]
    reason: str
    through: Through | None = None


class LeftOutTable(_Table, frozen=True):
    """Sides that are not run, in the words of `only`, and why."""

    sides: tuple[str, ...]
    reason: str


class FrontMatter(_Table, frozen=True):
    """All of it."""

    title: str
    teaches: str
    lines: tuple[str, ...]
    claims: ClaimsTable
    differences: tuple[DifferenceTable, ...] = ()
    left_out: tuple[LeftOutTable, ...] = ()
    article: int = 0
    chapter: str = ""
    place: int = 0
    question: str = ""
