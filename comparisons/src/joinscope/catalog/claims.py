"""Claims: statements about a program that a run confirms or refutes."""

import msgspec

from joinscope.schedule import Hold
from joinscope.vocabulary import (
    Ending,
    Event,
    Reaper,
    Relation,
    StartMethod,
    Through,
    WorkerState,
)


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


class Scope(msgspec.Struct, frozen=True):
    """The sides that a claim is about, and why it is not about the others.

    `only` are languages (`python`, `c`), start methods (`cffi` beside them: C that forks inside
    Python) and versions of Python (`>=3.14`, `<3.14`): of each kind that is named one has to fit.
    `source` says who else says so: a page of a manual, an issue, a file of CPython.
    """

    only: tuple[str, ...]
    reason: str
    source: str


class Printed(msgspec.Struct, frozen=True):
    """A line that is printed so many times, on all sides or on those of `scope` alone."""

    line: str
    times: int
    scope: Scope | None = None


class Prints(_Claim, frozen=True, tag="lines"):
    """Each of these lines is printed once, and no other.

    `others` are those that are not printed once everywhere.
    """

    lines: tuple[str, ...]
    others: tuple[Printed, ...] = ()


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


class OrderUnknown(_Claim, frozen=True, tag="order_unknown"):
    """Nobody can say how the two events relate; `why` is the code of the choice, or of the way.

    See happens_before/choices.py and hidden_ways.py.
    """

    first: Event
    second: Event
    why: str
    reason: str


class Workers(_Claim, frozen=True, tag="workers"):
    """How each worker ends, in the order of their creation."""

    endings: tuple[Ending, ...]


# How a call came out: with what it was asked for; its time was over; it was not to wait, and there
# was nothing yet; a signal cut it short. Any other outcome is the name of an error.
CallOutcome = str
OUTCOMES = ("answered", "expired", "not_yet", "interrupted")


class Calls(_Claim, frozen=True, tag="calls"):
    """So many calls of a process came out in this way.

    `by` is `parent`, `server`, `worker` (all of them together) or the number of a worker; `call` a
    class of recordings (`wait`, `poll`) or a name (`wait4`). `about` is the worker that the call
    was for, by its number; None: whatever it was for. `least`: there may be more.
    """

    by: str
    call: str
    outcome: CallOutcome
    times: int
    least: bool = False
    about: int | None = None


class Signals(_Claim, frozen=True, tag="signals"):
    """So many times a signal was delivered to a process, `to` as `by` of calls."""

    to: str
    signal: str
    times: int
    least: bool = False


class StateAt(_Claim, frozen=True, tag="state"):
    """A worker, by its number, is in this state at an event."""

    worker: int
    state: WorkerState
    at: Event


Single = OrderUnknown | Workers | Calls | Signals | StateAt


class Only(_Claim, frozen=True, tag="only"):
    """What is claimed holds on the sides of the scope, and has to hold on no other.

    Elsewhere it fails, or hangs on luck, or a line that it is about is not printed.
    """

    inner: Single | Before | Concurrent
    scope: Scope


class Forced(msgspec.Struct, frozen=True):
    """What can happen under a start method, and the holds by which it does, or does not.

    `prints` is the line that such a run prints; None: it hangs. With no holds in `otherwise` a run
    that is left alone has never shown it.
    """

    prints: str | None
    holds: tuple[Hold, ...]
    otherwise: tuple[Hold, ...] = ()


class Possible(_Claim, frozen=True, tag="possible"):
    """A race: by luck a line is not printed, but another one in its place, or the program hangs.

    Each run that is forced to shows it: in Python, by the start methods that are named, on the
    versions of the scope. On others none does.
    """

    instead_of: str
    by: tuple[tuple[StartMethod, Forced], ...]
    scope: Scope


class SameRelation(_Claim, frozen=True, tag="same_relation"):
    """The lines relate to each other as on the first side on which no claim fails.

    Pairs of lines of which a difference is declared are left out, and lines that are not printed
    once on every side (`but_for`).
    """

    except_for: tuple[tuple[str, str], ...] = ()
    but_for: tuple[str, ...] = ()


Claim = (
    Ends | ExitStatus | Prints | Before | Concurrent | Difference | Joins | Single | Only | Possible
)
# What is about lines, and cannot be told where some of them were not recorded.
OF_LINES = Prints | Before | Concurrent | Difference | OrderUnknown | StateAt
# What only system calls can show to hold; `before` can be refuted by less.
OF_ORDER = Before | Concurrent | Difference | Joins | Single | Only | Possible | SameRelation
